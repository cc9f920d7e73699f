import type { Patient, Reference, Resource } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { personIdentifiers } from '../record/identity.ts';
import { isRelative, targetOf } from '../record/references.ts';
import type { Stored } from '../store/store.ts';
import { knownAlready, notBroughtIn, unknownPerson } from './admission-refusals.ts';
import type { Context } from './context.ts';
import type { recordsOnce } from './load-record.ts';
import { isController, mayReach, wayIn } from './may-reach.ts';

type Load = ReturnType<typeof recordsOnce>;

/**
 * Whose record a part goes into: a new person for a new Patient of the controller's, else the person it says, whom we must know and the caller must
 * reach.
 *
 * @param newcomers persons who come in with the same change
 * @throws SamplanError `invalid` where nobody is there whom the caller reaches, `duplicate`, `forbidden`
 */
export async function personOfPart(
  context: Context,
  caller: Party,
  resource: Resource,
  previous: Stored | undefined,
  newcomers: ReadonlySet<string>,
  load: Load,
): Promise<string> {
  const person = (resource.resourceType === 'Patient' ? resource.id : patientIdOf(resource)) ?? '';
  if (resource.resourceType === 'Patient' && !previous) await refuseKnownPerson(context, caller, resource, load);
  // Nor is there anybody in the record of one who was joined with another.
  if (
    resource.resourceType !== 'Patient' &&
    !newcomers.has(person) &&
    !(await isReached(context, caller, person, load))
  )
    throw unknownPerson(resource.resourceType, wayIn(context, caller));
  if (previous && previous.record !== person) throw unknownPerson(resource.resourceType, wayIn(context, caller));
  return person;
}

async function isReached(context: Context, caller: Party, person: string, load: Load): Promise<boolean> {
  const { record } = await load(person);
  return record.parts.size > 0 && (isController(context, caller) || (await mayReach(context.store, caller, record)));
}

/** Elements that say whose resource it is. */
function patientIdOf(resource: Resource): string | undefined {
  const json = resource as unknown as Record<string, Reference | undefined>;
  const participants =
    'participant' in resource ? (resource.participant as { readonly actor?: Reference }[] | undefined) : undefined;
  const candidates = [json['subject'], json['patient'], json['for'], ...(participants ?? []).map(({ actor }) => actor)];
  for (const reference of candidates) {
    const target = reference?.reference && isRelative(reference.reference) ? targetOf(reference.reference) : undefined;
    if (target?.type === 'Patient') return target.id;
  }
  return undefined;
}

/**
 * Only the controller brings in a person by writing her: whether somebody is known here must be told to nobody who does not reach
 * her, and would be by what is refused and what is not. Health personnel brings her in with a report of need, whose answer is the
 * same either way; for a service outside health care her consent is recorded first (hpl § 22).
 */
async function refuseKnownPerson(context: Context, caller: Party, patient: Patient, load: Load): Promise<void> {
  const persons = await context.store.persons(personIdentifiers(patient));
  if (isController(context, caller)) {
    if (persons.length > 0) throw knownAlready();
    return;
  }
  for (const person of persons) if (await isReached(context, caller, person, load)) throw knownAlready();
  throw notBroughtIn(wayIn(context, caller));
}
