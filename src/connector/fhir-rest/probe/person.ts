import type { JsonObject } from '../../../record/json.ts';
import { NATIONAL } from '../../../record/systems.ts';
import { carries, tokenOf } from '../identifier.ts';
import { entriesOf, type Reply } from './ask.ts';
import { originOf } from './plain-resource.ts';
import type { Observation } from './report.ts';
import { ownId, type Trial } from './trial.ts';
import { observe } from './try-writing.ts';

/** The synthetic patient at the partner. */
export interface Person {
  /** `Patient/17`; undefined when there is none and none could be made. */
  readonly reference?: string;
  /** What was made, when the check made her. */
  readonly made?: JsonObject;
  readonly observations: readonly Observation[];
}

/** Finds the synthetic patient by number, in the body of a search; makes her where nobody is found. */
export async function findOrMakePerson(
  { ask, base, newId, create }: Pick<Trial, 'ask' | 'base' | 'newId' | 'create'>,
  number: string,
  sample: JsonObject,
): Promise<Person> {
  const identifier = identifierOf(number);
  const search = (): Promise<Reply> =>
    ask({
      method: 'POST',
      url: base.at(['Patient', '_search']),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ identifier: tokenOf(identifier) }).toString(),
    });
  const idIn = (reply: Reply): string | undefined =>
    entriesOf(reply)
      .map(({ resource }) => resource)
      .filter((resource) => resource['resourceType'] === 'Patient' && carries(resource, identifier))
      .map(({ id }) => String(id))[0];

  const found = await search();
  const known = idIn(found);
  if (known !== undefined) {
    return { reference: `Patient/${known}`, observations: [observe('search-post', true, found.status)] };
  }
  // Who cannot be searched for may be there: a second one is not made.
  if (!found.ok) return { observations: [observe('search-post', false, found.status)] };
  const made = { ...sample, identifier: [identifier, originOf(newId())] };
  const created = await create(made);
  const id = ownId(created, made);
  if (id === undefined) return { observations: [observe('create', false, `Patient: ${created.status}`)] };
  const again = await search();
  return { reference: `Patient/${id}`, made, observations: [observe('search-post', idIn(again) === id, again.status)] };
}

/** The number as an identifier: a D-number has 40 added to its day, and a system of its own. */
function identifierOf(value: string): { readonly system: string; readonly value: string } {
  const isDNumber = Number(value.slice(0, 2)) > 40;
  return { system: isDNumber ? NATIONAL.dNumber : NATIONAL.birthNumber, value };
}
