import { SamplanError } from '../errors.ts';
import type { VisibleVersion } from '../exchange/sight.ts';
import { badParameter } from './bad-parameter.ts';
import type { Call } from './interaction.ts';
import { isEverywhere } from './look.ts';
import type { FhirRequest, Parameter } from './request.ts';
import { readSearch } from './search-request.ts';

/**
 * The one resource of a type that the caller sees and that meets the criteria of a conditional interaction (http.html § 3.1.0.8.1,
 * 3.1.0.4.3, 3.1.0.7.1); undefined where none does. It tells whether there is one, and so needs the right to search.
 *
 * @param where the parameter or header that has the criteria
 * @throws SamplanError `several-matches`, `bad-parameter` without criteria, `unknown-parameter`; AccessRefused before anything is looked up
 * @example
 * await matching(call, 'Goal', [['identifier', 'urn:x|1']], 'If-None-Exist');
 */
export async function matching(
  { request, sight, mayLookAt }: Pick<Call, 'request' | 'sight' | 'mayLookAt'>,
  type: string,
  criteria: readonly Parameter[],
  where: string,
): Promise<VisibleVersion | undefined> {
  mayLookAt(type);
  // Leniently read, a criterion left out would find somebody else's.
  const { filters } = readSearch(type, criteria, { base: request.base, lenient: false, onType: mayLookAt });
  if (filters.length === 0) throw noCriteria(where);
  const [found, another] = (await sight.search({ type, filters, count: 2 })).shown;
  if (another) throw severalMatches(where);
  return found;
}

/**
 * What `If-None-Exist` finds, and gives to the caller: who may only create is not shown what is there.
 *
 * @throws AccessRefused before anything is looked up; SamplanError as {@link matching}
 */
export async function existing(call: Call): Promise<VisibleVersion | undefined> {
  const criteria = criteriaStated(call.request, call.type);
  if (!criteria) return undefined;
  call.mayRead(call.type);
  return matching(call, call.type, criteria, 'http.If-None-Exist');
}

/** Criteria that stand in an address: what is not about how the answer looks. */
export function criteriaIn({ query }: Pick<FhirRequest, 'query'>): readonly Parameter[] {
  return query.filter(([name]) => !isEverywhere(name));
}

/**
 * Criteria of `If-None-Exist`; undefined without it. R4 has what stands after the question mark there; HAPI's client sends the address
 * of the whole search.
 */
export function criteriaStated(
  { headers, base }: Pick<FhirRequest, 'headers' | 'base'>,
  type: string,
): readonly Parameter[] | undefined {
  const stated = headers['if-none-exist'];
  if (stated === undefined) return undefined;
  const search = [`${base}/${type}?`, `${type}?`].find((one) => stated.startsWith(one)) ?? '';
  return [...new URLSearchParams(stated.slice(search.length))];
}

function noCriteria(where: string): SamplanError {
  return badParameter(
    where,
    {
      nb: 'Det må gå frem hvilken ressurs det gjelder: oppgi søkeparametere som bare den passer til.',
      nn: 'Det må gå fram kva ressurs det gjeld: oppgi søkjeparameterar som berre den passar til.',
      en: 'It must be clear which resource it is about: give search parameters that only that one matches.',
    },
    'search parameters of the type',
  );
}

function severalMatches(where: string): SamplanError {
  return new SamplanError(
    'several-matches',
    {
      nb: 'Flere ressurser passer. Bruk et kriterium som bare én ressurs kan ha, som identifier.',
      nn: 'Fleire ressursar passar. Bruk eit kriterium som berre éin ressurs kan ha, som identifier.',
      en: 'Several resources match. Use a criterion that only one resource can have, such as identifier.',
    },
    { where, expected: 'at most one match', found: 'several' },
  );
}
