import type { Resource } from '@medplum/fhirtypes';

/** An HTTP request as the FHIR API sees it: no framework in it. */
export interface FhirRequest {
  readonly method: string;
  /** Service base that links are built on, without trailing slash: `http://localhost:8080/fhir`. */
  readonly base: string;
  /** Decoded path segments after the base: `['CarePlan', '17', '_history', '2']`. */
  readonly path: readonly string[];
  /** Decoded query parameters in order, repeats kept. */
  readonly query: readonly Parameter[];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Network address that it came from. */
  readonly address?: string;
  /** What only the carrier knows of who sent it; absent where nobody asks. */
  readonly sender?: Sender;
  /** Reads the body. Called at most once, and only by interactions that have one: a refused request is not buffered. */
  readonly body: () => Promise<Uint8Array>;
}

/** Who sent a request, as far as the connection tells. */
export interface Sender {
  /** Absolute address that the client used, for what it signed. */
  readonly url: string;
  /** Names of headers that stand more than once. */
  readonly repeated: readonly string[];
  /** SHA-256 of the client's certificate in base64url. */
  readonly certificate?: string;
}

/** Name and value of one query or form parameter. */
export type Parameter = readonly [name: string, value: string];

/** What goes back. `body` is written by the edge (response-text.ts), as its content-type says. */
export interface FhirResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Resource;
  /** The body in the form that the content-type names, where that is no FHIR: it goes out instead. */
  readonly printed?: Uint8Array;
  /** True where people read it. */
  readonly isPretty?: boolean;
}
