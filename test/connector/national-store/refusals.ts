import type { OperationOutcome } from '@medplum/fhirtypes';

/** What the store answers to one request. */
export interface StoreAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Its error codes with what domain § 1.5 (a) says of them. The HTTP status of each is our reading: the section gives none.
 */
const CODES = {
  'CPLF-0005': { status: 400, issue: 'structure' },
  'CPLF-0008': { status: 409, issue: 'conflict' },
  'CPLF-0009': { status: 409, issue: 'conflict' },
  'CPLF-0014': { status: 409, issue: 'duplicate' },
  'CPLF-0017': { status: 403, issue: 'suppressed' },
  'CPLF-0018': { status: 403, issue: 'forbidden' },
  'CPLF-0019': { status: 403, issue: 'forbidden' },
  'CPLF-0021': { status: 422, issue: 'not-found' },
  'CPLS-0022': { status: 500, issue: 'exception' },
} as const satisfies Record<string, { status: number; issue: OperationOutcome['issue'][number]['code'] }>;

export type StoreCode = keyof typeof CODES;

export const STORE_CODES = Object.keys(CODES) as readonly StoreCode[];

/** An OperationOutcome with the code in the header `nhn-error-code`. Its diagnostics quote a person, as real ones may. */
export function refusal(code: StoreCode, diagnostics = 'Ingrid Nesbakk, 14836830068'): StoreAnswer {
  const { status, issue } = CODES[code];
  return { ...outcome(status, issue, diagnostics), headers: { 'nhn-error-code': code } };
}

/** What has no code of its own in the section. */
export function outcome(
  status: number,
  code: OperationOutcome['issue'][number]['code'],
  diagnostics: string,
): StoreAnswer {
  const body: OperationOutcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code, diagnostics }],
  };
  return { status, body };
}
