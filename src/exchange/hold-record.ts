import { SamplanError } from '../errors.ts';
import type { Hold } from '../store/retention-memory.ts';
import type { Context } from './context.ts';
import { keepingTrace } from './keeping-trace.ts';
import { patientOf } from './list-disclosures.ts';

/**
 * Puts a legal hold on a record: until it is lifted nothing of it is erased, whatever its time (docs/operating.md#legal-hold).
 * Traced, without the reason.
 *
 * @param given id of the Patient here
 * @param why the reason and who decided it, in words
 * @throws SamplanError `not-found`; `stale-record` when the record was erased meanwhile
 * @example
 * (await holdRecord(context, 'p-1', { reason: 'Complaint', by: 'Legal' })).id;
 */
export async function holdRecord(
  context: Context,
  given: string,
  { reason, by }: Pick<Hold, 'reason' | 'by'>,
): Promise<Hold> {
  const { store, now, newId } = context;
  const person = (await patientOf(context, given)).resource.id ?? given;
  const { seq } = await store.record(person);
  const hold = { id: newId(), person, reason, by, since: now() };
  await store.commit({
    expect: { record: person, seq },
    holds: [hold],
    writes: [keepingTrace(context, person, 'hold')],
  });
  return hold;
}

/**
 * Lifts a hold: from now on the record is erased when its time is over. It stays in the list.
 *
 * @throws SamplanError `not-found`, `already-decided`
 */
export async function liftHold(context: Context, id: string, by: string): Promise<Hold> {
  const { store, now } = context;
  const hold = (await store.holds()).find((one) => one.id === id);
  if (!hold) throw new SamplanError('not-found', texts.unknown, { where: 'hold' });
  if (hold.lifted) throw new SamplanError('already-decided', texts.lifted, { where: 'hold', found: hold.lifted.at });
  const lifted = { ...hold, lifted: { at: now(), by } };
  await store.commit({ holds: [lifted], writes: [keepingTrace(context, hold.person, 'lift-hold')] });
  return lifted;
}

/** Persons whose records are not erased now, by who they are now. */
export async function personsOnHold({ store }: Pick<Context, 'store'>): Promise<ReadonlySet<string>> {
  const standing = (await store.holds()).filter(({ lifted }) => lifted === undefined);
  return new Set(await Promise.all(standing.map(({ person }) => store.survivor(person))));
}

const texts = {
  unknown: {
    nb: 'Det finnes ingen slik båndlegging. «samplan hold list» viser dem.',
    nn: 'Det finst inga slik bandlegging. «samplan hold list» viser dei.',
    en: 'There is no such hold. “samplan hold list” shows them.',
  },
  lifted: {
    nb: 'Båndleggingen er allerede opphevet.',
    nn: 'Bandlegginga er alt oppheva.',
    en: 'The hold has been lifted already.',
  },
} as const;
