import type { Bundle, Reference, Resource } from '@medplum/fhirtypes';
import { isPermitted, permitted } from '../access/permitted.ts';
import { wordingOf } from '../document/wording.ts';
import { keyOf, recordOf } from '../record/record.ts';
import { isRelative, targetOf } from '../record/references.ts';
import type { FhirClient } from './fhir-client.ts';
import type { Visit } from './page.ts';

/** What a name is made of besides the resource itself. */
const INCLUDES: Readonly<Record<string, readonly string[]>> = {
  PractitionerRole: ['PractitionerRole:practitioner', 'PractitionerRole:organization'],
};

/**
 * Names behind references, asked of the API in the caller's name: one search for each type. What it does not tell her, and what she may not
 * search for, has none.
 *
 * @param references at most as many as a page of a search has
 * @example
 * const nameOf = await namesOf(visit, [{ reference: 'Patient/17' }]);
 * nameOf({ reference: 'Patient/17' }); // 'Ingrid Nesbakk'
 */
export async function namesOf(
  { fhir, caller, language }: Pick<Visit, 'fhir' | 'caller' | 'language'>,
  references: readonly Reference[],
): Promise<(reference: Reference | undefined) => string | undefined> {
  const ids = new Map<string, Set<string>>();
  for (const { reference = '' } of references) {
    const target = isRelative(reference) ? targetOf(reference) : undefined;
    if (target) ids.set(target.type, (ids.get(target.type) ?? new Set()).add(target.id));
  }
  const found = new Map<string, Resource>();
  for (const [type, some] of ids) {
    // A refusal would stand in the access log.
    if (!isPermitted(() => permitted(caller, { type, right: 's' }))) continue;
    for (const resource of await foundBy(fhir, type, [...some])) found.set(keyOf(resource), resource);
  }
  return wordingOf(recordOf('', [], found), language).name;
}

async function foundBy(fhir: FhirClient, type: string, ids: readonly string[]): Promise<readonly Resource[]> {
  const includes = (INCLUDES[type] ?? []).map((include) => ['_include', include] as const);
  const bundle: Bundle = await fhir.search(type, [
    ['_id', ids.join(',')],
    ['_count', String(ids.length)],
    ['_total', 'none'],
    ...includes,
  ]);
  return (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
}
