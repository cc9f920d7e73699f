import type { Finding, Text } from './validation/finding.ts';

/** HTTP status and category of every code. The keys are the closed union of everything that can be refused. */
const CODES = {
  malformed: { status: 400, issue: 'structure' },
  'too-deep': { status: 400, issue: 'structure' },
  'unknown-parameter': { status: 400, issue: 'not-supported' },
  'bad-parameter': { status: 400, issue: 'value' },
  'identity-in-url': { status: 400, issue: 'security' },
  'id-mismatch': { status: 400, issue: 'value' },
  unauthenticated: { status: 401, issue: 'login' },
  forbidden: { status: 403, issue: 'forbidden' },
  'not-found': { status: 404, issue: 'not-found' },
  'unknown-type': { status: 404, issue: 'not-supported' },
  'method-not-allowed': { status: 405, issue: 'not-supported' },
  'not-acceptable': { status: 406, issue: 'not-supported' },
  'already-decided': { status: 409, issue: 'conflict' },
  duplicate: { status: 409, issue: 'duplicate' },
  'stale-record': { status: 409, issue: 'conflict' },
  'on-hold': { status: 409, issue: 'business-rule' },
  gone: { status: 410, issue: 'deleted' },
  'several-matches': { status: 412, issue: 'multiple-matches' },
  'stale-version': { status: 412, issue: 'conflict' },
  'too-large': { status: 413, issue: 'too-long' },
  'unsupported-media-type': { status: 415, issue: 'not-supported' },
  invalid: { status: 422, issue: 'invalid' },
  'version-required': { status: 428, issue: 'required' },
  'too-many-requests': { status: 429, issue: 'throttled' },
  internal: { status: 500, issue: 'exception' },
  'lease-lost': { status: 503, issue: 'lock-error' },
  'issuer-unreachable': { status: 503, issue: 'transient' },
  unavailable: { status: 503, issue: 'transient' },
  configuration: { status: 500, issue: 'exception' },
  'partner-unreachable': { status: 503, issue: 'transient' },
  'partner-refused': { status: 502, issue: 'processing' },
  'partner-malformed': { status: 502, issue: 'structure' },
} as const;

/** Every code an error of Samplan can carry. Stable: clients and operators may match on it. */
export type ErrorCode = keyof typeof CODES;

interface ErrorDetails {
  /** FHIRPath, parameter name, file position: where it is wrong. Never a value. */
  readonly where?: string;
  readonly expected?: string;
  readonly found?: string;
  /** For `invalid`: everything that is wrong. */
  readonly findings?: readonly Finding[];
  /** What the answer to a request says besides: names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * The one error class. Says what (`text`), where, expected, found; never carries a person's data.
 *
 * @example
 * throw new SamplanError('stale-version', texts.staleVersion, { expected: 'W/"3"', found: 'W/"2"' });
 */
export class SamplanError extends Error {
  readonly code: ErrorCode;
  readonly text: Text;
  readonly where: string | undefined;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly findings: readonly Finding[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, text: Text, details: ErrorDetails = {}) {
    super(text.en, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SamplanError';
    this.code = code;
    this.text = text;
    this.where = details.where;
    this.expected = details.expected;
    this.found = details.found;
    this.findings = details.findings ?? [];
    this.headers = details.headers ?? {};
  }

  /** HTTP status that the code stands for. */
  get status(): number {
    return CODES[this.code].status;
  }

  /** FHIR issue type (http://hl7.org/fhir/R4/valueset-issue-type.html) that the code stands for. */
  get issue(): string {
    return CODES[this.code].issue;
  }
}

/** True for a SamplanError with one of these codes. */
export function isError(error: unknown, ...codes: readonly ErrorCode[]): error is SamplanError {
  return error instanceof SamplanError && (codes.length === 0 || codes.includes(error.code));
}

/**
 * The same error, told of a part of what was asked.
 *
 * @example
 * throw within(error, 'Bundle.entry[3]');
 */
export function within<E extends SamplanError>(error: E, where: string): E {
  return Object.assign(error, { where });
}
