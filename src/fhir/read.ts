import { SamplanError } from '../errors.ts';
import type { Sight, VisibleVersion } from '../exchange/sight.ts';
import type { Interaction } from './interaction.ts';
import { isNotModified } from './not-modified.ts';
import { served } from './served.ts';
import { versionHeaders } from './version-tag.ts';

/**
 * `GET [type]/[id]`: the current version (http.html § 3.1.0.2). 304 when the client has it, 410 when it is deleted.
 *
 * @example
 * GET /fhir/CarePlan/17
 */
export const read: Interaction = async (call) => {
  const { sight, type, id } = call;
  const seen = await current(sight, type, id);
  const headers = versionHeaders(seen);
  if (await isNotModified(call, seen)) return { status: 304, headers };
  return { status: 200, headers, body: served(seen), shown: { resources: [seen.stored] } };
};

/** Current version of a resource, as the caller sees it. Throws `not-found` or `gone`. */
export async function current(sight: Sight, type: string, id: string): Promise<VisibleVersion> {
  const shown = await sight.read(type, id);
  if (shown === undefined) throw notFound();
  if (shown.stored.deleted) throw gone();
  return shown;
}

/** No such resource, version or address. */
export function notFound(): SamplanError {
  return new SamplanError('not-found', {
    nb: 'Det finnes ingen slik ressurs her. Kontroller adressen, eller søk etter den.',
    nn: 'Det finst ingen slik ressurs her. Kontroller adressa, eller søk etter han.',
    en: 'There is no such resource here. Check the address, or search for it.',
  });
}

/** The resource, or this version of it, is deleted. */
export function gone(): SamplanError {
  return new SamplanError('gone', {
    nb: 'Ressursen er slettet. Historikken viser versjonene før slettingen.',
    nn: 'Ressursen er sletta. Historikken viser versjonane før slettinga.',
    en: 'The resource is deleted. Its history shows the versions before.',
  });
}
