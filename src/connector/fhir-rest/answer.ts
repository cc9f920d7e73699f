export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How errors name the request: `GET CarePlan`. Never an id or a value. */
  readonly where: string;
  /** Asked when only the bytes are left to send; what it throws stops the request. */
  readonly before?: () => Promise<void>;
}

/** A 2xx answer, or one that the caller may know what to make of (4xx, 501). */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined when there is none. */
  readonly body: unknown;
  /** Bytes of the body. */
  readonly size: number;
  readonly where: string;
}

export type Send = (request: Request) => Promise<Answer>;
