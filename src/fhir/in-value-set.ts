import type { TokenValue } from '../search/filter.ts';
import { badParameter } from './bad-parameter.ts';
import { tooManyValues } from './search-refusal.ts';

/** Codes by system; undefined where they are not known, or cannot be listed. */
export type CodesOf = (valueSet: string) => ReadonlyMap<string, ReadonlySet<string>> | undefined;

const MAX_CODES = 10_000;

/**
 * The codes that `:in` and `:not-in` stand for (search.html § 3.1.1.5.6): all of value sets that R4 or a loaded package lists.
 *
 * @throws SamplanError `bad-parameter` for a value set whose codes are not known here
 * @example
 * inValueSets('category:in', ['http://samplan.no/fhir/ValueSet/plan-kind'], validator.codesOf);
 */
export function inValueSets(name: string, valueSets: readonly string[], codesOf: CodesOf): readonly TokenValue[] {
  const values = valueSets.flatMap((valueSet) => {
    const codes = codesOf(valueSet);
    if (!codes) throw unknownValueSet(name);
    return [...codes].flatMap(([system, all]) => [...all].map((code): TokenValue => ({ system, code })));
  });
  if (values.length > MAX_CODES) throw tooManyValues(name, MAX_CODES);
  return values;
}

function unknownValueSet(name: string): Error {
  return badParameter(
    name,
    {
      nb: 'Kodene i verdisettet er ikke kjent her. Søk på kodene selv.',
      nn: 'Kodane i verdisettet er ikkje kjende her. Søk på kodane sjølve.',
      en: 'The codes of the value set are not known here. Search for the codes themselves.',
    },
    'the canonical of a value set that R4 or a loaded package lists',
  );
}
