import { auditEvent } from '../audit/audit-event.ts';
import { PUBLICATION_WITHDRAWN } from '../audit/disclosures.ts';
import { type Decision, decide } from '../consent/decide.ts';
import { isNationalStore } from '../consent/party.ts';
import { publication } from '../consent/publication.ts';
import { isError, type SamplanError } from '../errors.ts';
import { originIdentifier } from '../record/identity.ts';
import { kindOf } from '../record/kinds.ts';
import type { PlanRecord } from '../record/record.ts';
import type { Counterpart, Write } from '../store/store.ts';
import { candidateKeys, keyOfReceived } from './candidates.ts';
import type { Context, Partner, Party } from './context.ts';
import { type Decided, hasPassed, leave } from './leave.ts';
import { nextVersion } from './writes.ts';

/**
 * What a national store has of a person that she does not let stand there: a plan is kept there only with consent, and deleted when that
 * is withdrawn, has run out or she opposes it (domain § 1.5 a), and when she no longer wants a plan made. So is what a consent that was
 * narrowed no longer reaches; the plan is written without it first. It is computed from what is
 * held there, so whatever ends in the middle is simply gone on with, and nothing is owed where nothing stands. A plan that another put
 * there and that was never taken into her record, a candidate, is not ours to delete.
 *
 * @param candidates what of hers there waits for a decision, as `type/peerId`
 * @returns the plan before what it leads to
 * @example
 * deletionsOwed(record, store, held, at, new Set()).map(({ type }) => type); // ['CarePlan', 'Goal']
 */
function deletionsOwed(
  record: PlanRecord,
  partner: Party,
  held: readonly Counterpart[],
  at: string,
  candidates: ReadonlySet<string>,
): readonly Counterpart[] {
  const standing = isNationalStore(partner) ? publication(record, partner, at) : 'protected';
  if (standing === 'protected') return [];
  const isUnwanted = ({ type, id }: Counterpart): boolean => {
    const part = record.parts.get(`${type}/${id}`);
    if (standing === 'refused' || !part) return standing === 'refused';
    const { effect, reason } = decide(record, part, partner, 'coordination', at);
    return effect === 'deny' && HER_WORD.has(reason);
  };
  const isCandidate = ({ type, peerId }: Counterpart): boolean =>
    peerId !== undefined && candidates.has(keyOfReceived({ type, peerId }));
  return held
    .filter((one) => one.type !== 'Patient' && !one.gone && !isCandidate(one) && isUnwanted(one))
    .toSorted((left, right) => turnOf(left) - turnOf(right));
}

/** Reasons for which she lets something stand there no more. */
const HER_WORD: ReadonlySet<Decision['reason']> = new Set([
  ...(['no-consent', 'consent-not-in-force', 'opposed', 'labelled', 'plan-withdrawn'] as const),
]);

/** What is known to stand there first, and of that the plan. */
function turnOf({ type, peerId }: Counterpart): number {
  return (peerId === undefined ? 2 : 0) + (type === 'CarePlan' ? 0 : 1);
}

/** What is owed to be deleted at a partner now. */
export async function owedToErase(
  { store, now }: Pick<Context, 'store' | 'now'>,
  partner: Partner,
  record: PlanRecord,
  held: readonly Counterpart[],
): Promise<readonly Counterpart[]> {
  if (!isNationalStore(partner)) return [];
  const candidates = candidateKeys(await store.setAside(partner.name, record.person));
  return deletionsOwed(record, partner, held, now(), candidates);
}

/**
 * Deletes them there, one after the other, each remembered and traced before the next is begun. What is gone there already is as good;
 * one that the store refuses does not stop the others. Where what was decided holds no more, it ends, and the next round decides again.
 *
 * @throws SamplanError `partner-unreachable`, `lease-lost`; what the store refused first, once all were tried
 */
export async function erase(
  context: Context,
  decided: Decided & { readonly partner: Partner },
  owed: readonly Counterpart[],
): Promise<void> {
  let refusal: SamplanError | undefined;
  for (const one of owed) {
    try {
      await eraseOne(context, decided, one);
    } catch (error) {
      if (hasPassed(error)) return;
      if (!isError(error, 'partner-refused', 'partner-malformed')) throw error;
      refusal ??= error;
    }
  }
  if (refusal) throw refusal;
}

async function eraseOne(
  context: Context,
  decided: Decided & { readonly partner: Partner },
  one: Counterpart,
): Promise<void> {
  const { store } = context;
  const { fence, partner, loaded } = decided;
  const there = one.peerId === undefined ? await found(context, decided, one) : one;
  const { type, peerId } = there;
  if (peerId !== undefined) {
    await leave(context, decided, {}, async ({ erase: eraseThere }) => {
      if (!eraseThere) throw new TypeError('A national store whose connector deletes nothing');
      await eraseThere(type, peerId);
    });
  }
  const trace = peerId === undefined ? [] : [deletionTrace(context, partner, loaded.record.person, there)];
  await store.commit({ fence, counterparts: [{ ...there, frozen: false, gone: true }], writes: trace });
}

/** One whose creation was under way, and whose answer was lost: it may stand there under an id that nobody knows yet. */
async function found(
  { store }: Context,
  { fence, partner }: Decided & { readonly partner: Partner },
  one: Counterpart,
): Promise<Counterpart> {
  const [held] = await partner.connector.findByIdentifier(one.type, originIdentifier(one.id));
  if (!held) return one;
  const there = { ...one, peerId: held.peerId, peerVersion: held.version };
  await store.commit({ fence, counterparts: [there] });
  return there;
}

function deletionTrace(
  { controller, now, newId }: Context,
  recipient: Partner,
  person: string,
  { type, id, sent }: Counterpart,
): Write {
  const at = now();
  const kind = sent && kindOf(sent);
  const event = auditEvent({
    id: newId(),
    at,
    interaction: 'delete',
    by: controller,
    recipient,
    controller,
    person,
    entities: [
      { key: `${type}/${id}`, ...(kind ? { kind } : {}), reason: PUBLICATION_WITHDRAWN, basis: ['pbrl § 4-1'] },
    ],
    outcome: 'success',
  });
  return nextVersion(event, undefined, at);
}
