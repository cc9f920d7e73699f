import type { Bundle, Reference, Resource } from '@medplum/fhirtypes';
import { wordingOf } from '../document/wording.ts';
import { keyOf, recordOf } from '../record/record.ts';
import { isRelative, targetOf } from '../record/references.ts';
import type { Language } from '../validation/finding.ts';
import { ApiRefused, type FhirClient } from './fhir-client.ts';

/** What a name is made of besides the resource itself. */
const INCLUDES: Readonly<Record<string, readonly string[]>> = {
  PractitionerRole: ['PractitionerRole:practitioner', 'PractitionerRole:organization'],
};

/**
 * Names behind references, asked of the API in the caller's name: one search for each type. What it does not tell her has none.
 *
 * @param references at most as many as a page of a search has
 * @example
 * const nameOf = await namesOf(fhir, [{ reference: 'Patient/17' }], 'nb');
 * nameOf({ reference: 'Patient/17' }); // 'Ingrid Nesbakk'
 */
export async function namesOf(
  fhir: FhirClient,
  references: readonly Reference[],
  language: Language,
): Promise<(reference: Reference | undefined) => string | undefined> {
  const ids = new Map<string, Set<string>>();
  for (const { reference = '' } of references) {
    const target = isRelative(reference) ? targetOf(reference) : undefined;
    if (target) ids.set(target.type, (ids.get(target.type) ?? new Set()).add(target.id));
  }
  const found = new Map<string, Resource>();
  for (const [type, some] of ids)
    for (const resource of await foundBy(fhir, type, [...some])) found.set(keyOf(resource), resource);
  return wordingOf(recordOf('', [], found), language).name;
}

async function foundBy(fhir: FhirClient, type: string, ids: readonly string[]): Promise<readonly Resource[]> {
  const includes = (INCLUDES[type] ?? []).map((include) => ['_include', include] as const);
  try {
    const bundle: Bundle = await fhir.search(type, [
      ['_id', ids.join(',')],
      ['_count', String(ids.length)],
      ...includes,
    ]);
    return (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
  } catch (error) {
    // Who may not ask for a type sees the page without its names.
    if (error instanceof ApiRefused && error.status === 403) return [];
    throw error;
  }
}
