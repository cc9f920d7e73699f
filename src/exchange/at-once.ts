import type { Resource } from '@medplum/fhirtypes';
import { PUBLICATION_WITHDRAWN } from '../audit/disclosures.ts';
import { staysGone } from '../record/deletion.ts';
import { stepsOwed } from '../record/owed.ts';
import type { PlanRecord } from '../record/record.ts';
import type { Commit, Counterpart, Link } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import { owedToErase } from './erase.ts';
import { goneFrom, heldBy } from './held-view.ts';
import { outlookFor } from './outlook.ts';

/** A change of a record, as far as consents are concerned. */
interface ConsentChange {
  readonly after: PlanRecord;
  readonly changed: Iterable<Resource>;
  readonly at: string;
}

/**
 * What a change of consents does in its own commit, before any pass: parts that a partner may see no more are frozen there
 * (design: Consent), so that nothing of them comes in or goes out any more, and a withdrawn C owes a deletion.
 *
 * @param except a partner whose delivery follows at once, and freezes by itself
 */
export async function atOnce(
  { store, partners }: Pick<Context, 'store' | 'partners'>,
  { after, changed, at }: ConsentChange,
  except?: string,
): Promise<Required<Pick<Commit, 'counterparts' | 'links'>>> {
  if (![...changed].some(({ resourceType }) => resourceType === 'Consent')) return { counterparts: [], links: [] };
  const { person } = after;
  const frozen: Counterpart[] = [];
  const links: Link[] = [];
  for (const partner of partners) {
    if (partner.name === except) continue;
    const held = await store.counterparts(partner.name, person);
    const link = await deletionOwed({ store }, partner, after, held, at);
    if (link) links.push(link);
    const gone = staysGone(after, partner.name, goneFrom(held));
    const { view } = outlookFor(after, partner, at, heldBy(held), gone);
    for (const step of stepsOwed(view, held)) {
      // One whose creation is under way is frozen by the delivery itself, which decides again before its next write.
      if (step.kind === 'freeze' && step.held.peerId !== undefined) frozen.push({ ...step.held, frozen: true });
    }
  }
  return { counterparts: frozen, links };
}

/** The link of a national store that is to delete what it holds, while its reason does not say so yet; the pass carries it out. */
async function deletionOwed(
  { store }: Pick<Context, 'store'>,
  partner: Partner,
  after: PlanRecord,
  held: readonly Counterpart[],
  at: string,
): Promise<Link | undefined> {
  const owed = await owedToErase({ store, now: () => at }, partner, after, held);
  if (owed.length === 0) return undefined;
  const link = await store.link(after.person, partner.name);
  if (link?.reason === PUBLICATION_WITHDRAWN) return undefined;
  return {
    person: after.person,
    partner: partner.name,
    standing: 'owed',
    reason: PUBLICATION_WITHDRAWN,
    attempts: 0,
    owedSince: link?.owedSince ?? at,
  };
}
