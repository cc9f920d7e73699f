import type { Resource } from '@medplum/fhirtypes';
import { isXml } from './media-type.ts';
import { writeXml } from './xml/write-xml.ts';

interface Written {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Resource;
  readonly isPretty?: boolean | undefined;
}

/**
 * The body of an answer as it goes over the line: in the format that its content-type names.
 *
 * @throws SamplanError `not-acceptable` for what XML cannot say
 */
export function responseText({ headers, body, isPretty = false }: Written): string {
  return isXml(headers['content-type'])
    ? writeXml(body, isPretty)
    : JSON.stringify(body, undefined, isPretty ? 2 : undefined);
}
