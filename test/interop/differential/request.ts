/** A request that both servers get. */
export interface DifferentialRequest {
  readonly method: string;
  /** Path and query under the base. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A resource, or the text of a form. */
  readonly body?: unknown;
  /** Follow `next` and compare what all pages have together. */
  readonly isPaged?: true;
}

/** How a request is called in the list of arguments. */
export function nameOf({ method, path, headers, isPaged, body }: DifferentialRequest): string {
  const more = [
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(typeof body === 'string' ? [body] : body === undefined ? [] : [JSON.stringify(body)]),
    ...(isPaged ? ['all pages'] : []),
  ];
  return [`${method} ${path}`, ...more].join(' · ');
}

export const get = (path: string, more: Partial<DifferentialRequest> = {}): DifferentialRequest => ({
  method: 'GET',
  path,
  ...more,
});
