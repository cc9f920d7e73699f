import type { Tracing } from '../observe/tracing.ts';
import { isDirectoryType, isRecordType } from '../record/kinds.ts';

/** Segments of an address that are the same for everybody. */
const FIXED = /^(?:metadata|_search|_history|\$[a-z-]+)$/u;

/**
 * A fetch each of whose requests is a span, and that tells the partner which (`traceparent`, W3C Trace Context § 3.2). The span has the
 * pattern of the address and nothing else of it.
 *
 * @param base of the partner's system, without a slash at the end
 * @example
 * const fetch = tracedFetch(globalThis.fetch, tracing, { partner: 'Helse Fjordvik HF', base: 'https://fhir.example.no' });
 */
export function tracedFetch(
  fetch: typeof globalThis.fetch,
  tracing: Tracing,
  { partner, base }: { readonly partner: string; readonly base: string },
): typeof globalThis.fetch {
  return (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const fields = { partner, method: init?.method ?? 'GET', route: callPattern(url, base) };
    return tracing.span('partner call', fields, async (tell) => {
      const headers = new Headers(init?.headers);
      const parent = tracing.parent();
      if (parent !== undefined) headers.set('traceparent', parent);
      const answer = await fetch(input, { ...init, headers });
      tell({ status: answer.status });
      return answer;
    });
  };
}

/**
 * The pattern of an address at a partner: there are ids in it, and a search may name a person.
 *
 * @example
 * callPattern('https://fhir.example.no/Patient/17?_format=json', 'https://fhir.example.no'); // '/Patient/:id'
 */
export function callPattern(url: string, base: string): string {
  const [path = ''] = url.split(/[?#]/u);
  if (path !== base && !path.startsWith(`${base}/`)) return 'other';
  const segments = path
    .slice(base.length)
    .split('/')
    .filter((segment) => segment !== '');
  const named = segments.map((segment, index) =>
    FIXED.test(segment) || (index === 0 && (isRecordType(segment) || isDirectoryType(segment))) ? segment : ':id',
  );
  return `/${named.join('/')}`;
}
