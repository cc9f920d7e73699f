import { SamplanError } from '../errors.ts';
import type { Store, Stored } from '../store/store.ts';
import type { Interaction } from './interaction.ts';
import { served } from './served.ts';
import { holdsVersion, versionHeaders } from './version-tag.ts';

/**
 * `GET [type]/[id]`: the current version (http.html § 3.1.0.2). 304 when `If-None-Match` names it, 410 when it is deleted.
 *
 * @example
 * GET /fhir/CarePlan/17
 */
export const read: Interaction = async ({ request, type, id }, { store }) => {
  const stored = await current(store, type, id);
  const headers = versionHeaders(stored);
  if (holdsVersion(request.headers['if-none-match'], stored.version)) return { status: 304, headers };
  return { status: 200, headers, body: served(stored), shown: { resources: [stored] } };
};

/** Current version of a resource. Throws `not-found` or `gone`. */
export async function current(store: Store, type: string, id: string): Promise<Stored> {
  const stored = await store.read(type, id);
  if (stored === undefined) throw notFound();
  if (stored.deleted) throw gone();
  return stored;
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
