import { deathOf } from '../law/person.ts';
import type { BusinessIdentifier } from '../record/identity.ts';
import { NATIONAL } from '../record/systems.ts';
import type { Context } from './context.ts';
import { loadRecord } from './load-record.ts';

/**
 * Our Patient id of who has a national number and signs in with it: a fødselsnummer or a D-number, whatever system it was written under, and
 * who she was found to be since. Undefined of nobody here, of a number that several have, and of the dead, who sign in no more.
 *
 * @example
 * await personHerself(context, { system: NATIONAL.birthNumber, value: '14836830068' }); // '17'
 */
export async function personHerself(
  { store, now }: Pick<Context, 'store' | 'now'>,
  { value }: BusinessIdentifier,
): Promise<string | undefined> {
  const systems = [NATIONAL.birthNumber, NATIONAL.dNumber];
  const persons = await store.persons(systems.map((system) => ({ system, value })));
  const [person, another] = new Set(await Promise.all(persons.map((one) => store.survivor(one))));
  if (person === undefined || another !== undefined) return undefined;
  const { record } = await loadRecord(store, person);
  return record.parts.has(`Patient/${person}`) && deathOf(record, now()) === undefined ? person : undefined;
}
