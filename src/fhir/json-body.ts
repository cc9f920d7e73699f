import { readText } from './body.ts';
import { isXml, requireXml } from './media-type.ts';
import type { FhirRequest } from './request.ts';
import { readXml } from './xml/read-xml.ts';

/**
 * The request with its body as JSON, whichever of FHIR's formats it was written in: what comes after knows one of them.
 *
 * @example
 * (await withJsonBody({ headers: { 'content-type': 'application/fhir+xml' }, body }).body()).toString() // '{"resourceType":"Goal",…}'
 */
export function withJsonBody<R extends Pick<FhirRequest, 'headers' | 'body'>>(request: R): R {
  const contentType = request.headers['content-type'];
  if (!isXml(contentType)) return request;
  return {
    ...request,
    headers: { ...request.headers, 'content-type': 'application/fhir+json' },
    body: async () => {
      requireXml(contentType);
      const bytes = await request.body();
      return bytes.length === 0 ? bytes : Buffer.from(readXml(readText(bytes)));
    },
  };
}
