import { isPermitted } from '../access/permitted.ts';
import type { Stored } from '../store/store.ts';
import type { Finding } from '../validation/finding.ts';
import type { Call } from './interaction.ts';
import { outcomeOfFindings } from './operation-outcome.ts';
import type { FhirResponse } from './request.ts';
import { served } from './served.ts';
import { versionHeaders } from './version-tag.ts';

/** What was written, and what is told of it. */
export interface Written {
  readonly stored: Stored;
  readonly findings: readonly Finding[];
}

/**
 * The answer to a create or update, in the shape that `Prefer: return` asks for; of who may not read the type, as with `minimal`:
 * what it wrote may have become part of what it does not know.
 */
export async function writtenResponse(
  call: Call,
  status: number,
  { stored, findings }: Written,
): Promise<FhirResponse> {
  const shown = await call.sight.written(stored);
  // Who may write a part does not always see it.
  const headers = shown ? versionHeaders(shown) : {};
  switch (call.prefer.return) {
    case 'minimal':
      return { status, headers };
    case 'OperationOutcome':
      return { status, headers, body: outcomeOfFindings(findings, call.language) };
    case 'representation':
      return { status, headers, ...(shown && mayBeShown(call, stored) ? { body: served(shown) } : {}) };
  }
}

/** Absolute address of what was written: of its version, where the caller sees it. */
export function addressOf({ request, type }: Call, { stored }: Written, { headers }: FhirResponse): string {
  const version = headers['etag']?.replace(/^W\/"(.*)"$/, '/_history/$1') ?? '';
  return `${request.base}/${type}/${stored.resource.id ?? ''}${version}`;
}

function mayBeShown({ mayRead }: Call, { resource }: Stored): boolean {
  return isPermitted(() => mayRead(resource.resourceType));
}
