import { createHash } from 'node:crypto';
import type { Bundle, Composition, Resource } from '@medplum/fhirtypes';
import { contentOf } from '../record/content-of.ts';
import { canonical } from '../record/json.ts';
import { SAMPLAN } from '../record/systems.ts';

/** Extension of a Composition: the hash of the content of its document (profiles/fsh/extensions/content-hash.fsh). */
export const CONTENT_HASH = SAMPLAN.profile('content-hash');

/**
 * SHA-256 of what a document says, as 64 hexadecimal digits; the same for the same content in the same language, whenever and from
 * wherever it was fetched. Anybody can compute it from the Bundle: take `Bundle.entry.resource` in their order as an array; of each
 * take away `meta.versionId` and `meta.lastUpdated` (and `meta` where nothing is left), of the Composition also `id`, `date`, `text` and
 * `extension`; write it as JSON by RFC 8785, and hash that in UTF-8.
 *
 * @example
 * contentHash(bundle) === bundle.entry[0].resource.extension.find(({ url }) => url === CONTENT_HASH).valueString; // it is as it was made
 */
export function contentHash({ entry = [] }: Pick<Bundle, 'entry'>): string {
  const resources = entry.flatMap(({ resource }) => (resource ? [hashed(resource)] : []));
  return createHash('sha256').update(canonical(resources)).digest('hex');
}

function hashed(resource: Resource): Resource {
  const content = contentOf(resource);
  return content.resourceType === 'Composition' ? withoutOccasion(content) : content;
}

/** Of a Composition what does not depend on when it was made and of which version. */
function withoutOccasion({
  id: _id,
  date: _date,
  text: _text,
  extension: _extension,
  ...content
}: Composition): Composition {
  return content as Composition;
}
