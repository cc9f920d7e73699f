import { type ErrorCode, SamplanError } from '../../errors.ts';
import { storeTexts } from '../texts.ts';

/** An error of the server, as far as one is told of it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | null;
  readonly table?: string | null;
}

/** What apply-commit.sql refuses, by the name of its text. */
const CODES = {
  leaseLost: 'lease-lost',
  staleRecord: 'stale-record',
  staleVersion: 'stale-version',
  identifierClaimed: 'duplicate',
  peerIdClaimed: 'duplicate',
  onHold: 'on-hold',
} as const satisfies Partial<Record<keyof typeof storeTexts, ErrorCode>>;

const REFUSED = 'SP001';
const LATER = 'SP002';
const UNLOCKED = 'SP003';
const UNIQUE_VIOLATION = '23505';

/** What may go through when it is tried again: another was in the way (PostgreSQL, appendix A: classes 40 and 55). */
const PASSING: ReadonlySet<string> = new Set(['40001', '40P01', '55P03', UNLOCKED]);

/** A version that was made at a moment that is not after the one before it. */
export interface Later {
  /** Place of the write. */
  readonly place: number;
  /** Milliseconds since 1970. */
  readonly after: number;
}

/** What a refusal means to whoever asked. */
export function refusalError(refusal: Refusal): SamplanError {
  const { code, message, detail, table } = refusal;
  if (code === REFUSED && message in CODES) {
    const name = message as keyof typeof CODES;
    return new SamplanError(CODES[name], storeTexts[name], JSON.parse(detail ?? '{}') as object);
  }
  // Another process wrote the same version in the same moment.
  if (code === UNIQUE_VIOLATION && table?.startsWith('versions')) {
    return new SamplanError('stale-version', storeTexts.staleVersion);
  }
  if (code === UNIQUE_VIOLATION && table === 'counterparts') {
    return new SamplanError('duplicate', storeTexts.peerIdClaimed);
  }
  return new SamplanError('internal', storeTexts.failed, { cause: refusal });
}

/** Where a version must be made at a later moment; undefined for any other refusal. */
export function laterOf({ code, detail }: Refusal): Later | undefined {
  return code === LATER ? (JSON.parse(detail ?? '') as Later) : undefined;
}

export function isPassing({ code }: Refusal): boolean {
  return PASSING.has(code);
}

/** Whether what was thrown is an answer of the server: then nothing was written. Else nobody knows. */
export function isRefusal(error: unknown): error is Error & Refusal {
  return (
    error instanceof Error && typeof (error as { readonly code?: unknown }).code === 'string' && 'severity' in error
  );
}

/** Links of the access log that another commit of this process made meanwhile, whose answer was lost. */
export function isChainMoved({ code, table }: Refusal): boolean {
  return code === UNIQUE_VIOLATION && (table === 'audit_links' || table === 'audit_segments');
}
