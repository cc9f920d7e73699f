import type { Resource } from '@medplum/fhirtypes';
import type { SamplanError } from '../errors.ts';
import { mapReferences, referencesIn } from '../record/references.ts';
import { badParameter } from './bad-parameter.ts';
import { withLinks } from './entry-links.ts';
import { refuseIdentityInUrl } from './identity-in-url.ts';
import type { Call } from './interaction.ts';
import { matching } from './matching.ts';
import { isServed } from './served-types.ts';

/** `Type?criteria`: whoever matches (http.html § 3.1.0.11.2, conditional references). */
const CONDITIONAL = /^([A-Z][A-Za-z]+)\?(.+)$/u;

/**
 * The resource of a transaction's entry with its references and links as they are once the transaction is done: those to other
 * entries by the address that these get, conditional ones by the one that matches.
 *
 * @param places `Type/id` by the fullUrl of the entries
 * @throws SamplanError `bad-parameter` for a urn that no entry has and criteria that nothing meets, `several-matches`
 * @example
 * await resolved(call, goal, 'urn:uuid:0d7c…', new Map([['urn:uuid:61eb…', 'Patient/17']]));
 */
export async function resolved(
  call: Pick<Call, 'request' | 'sight' | 'mayLookAt'>,
  resource: Resource,
  fullUrl: string | undefined,
  places: ReadonlyMap<string, string>,
): Promise<Resource> {
  const found = new Map<string, string>();
  for (const reference of referencesIn(resource)) {
    const place = places.get(reference) ?? places.get(`${baseOf(resource, fullUrl)}${reference}`);
    if (place !== undefined) found.set(reference, place);
    else if (/^urn:(?:uuid|oid):/iu.test(reference)) throw leadsNowhere();
    else if (CONDITIONAL.test(reference)) found.set(reference, await whoMatches(call, reference));
  }
  const mapped = mapReferences(resource, (one) => {
    const place = found.get(one.reference ?? '');
    return place === undefined ? one : { ...one, reference: place };
  });
  return withLinks(mapped, places);
}

/** What relative references are relative to (bundle.html#references). */
function baseOf({ resourceType }: Resource, fullUrl = ''): string {
  const end = fullUrl.lastIndexOf(`${resourceType}/`);
  return end > 0 ? fullUrl.slice(0, end) : 'none:';
}

async function whoMatches(call: Pick<Call, 'request' | 'sight' | 'mayLookAt'>, reference: string): Promise<string> {
  const [, type = '', criteria = ''] = CONDITIONAL.exec(reference) ?? [];
  const parameters = [...new URLSearchParams(criteria)] as const;
  refuseIdentityInUrl({ path: [], query: parameters });
  const found = isServed(type) ? await matching(call, type, parameters, 'Reference.reference') : undefined;
  if (!found) throw nobodyMatches();
  return `${type}/${found.resource.id ?? ''}`;
}

function leadsNowhere(): SamplanError {
  return badParameter(
    'Reference.reference',
    {
      nb: 'En referanse viser til en oppføring som ikke er med i bundelen.',
      nn: 'Ein referanse viser til ei oppføring som ikkje er med i bundelen.',
      en: 'A reference leads to an entry that is not in the Bundle.',
    },
    'the fullUrl of an entry',
  );
}

function nobodyMatches(): SamplanError {
  return badParameter(
    'Reference.reference',
    {
      nb: 'Ingen ressurs passer til kriteriet i en referanse.',
      nn: 'Ingen ressurs passar til kriteriet i ein referanse.',
      en: 'No resource meets the criteria in a reference.',
    },
    'exactly one match',
  );
}
