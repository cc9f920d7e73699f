import type { Consent, Resource } from '@medplum/fhirtypes';
import { consentKind } from '../consent/kind.ts';
import { staysGone } from '../record/deletion.ts';
import { stepsOwed } from '../record/owed.ts';
import { consentsOf, type PlanRecord } from '../record/record.ts';
import type { Commit, Counterpart, Link } from '../store/store.ts';
import type { Context } from './context.ts';
import { goneFrom, heldBy } from './held-view.ts';
import { outlookFor } from './outlook.ts';

/** A change of a record, as far as consents are concerned. */
interface ConsentChange {
  readonly before: PlanRecord;
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
  { before, after, changed, at }: ConsentChange,
  except?: string,
): Promise<Required<Pick<Commit, 'counterparts' | 'links'>>> {
  if (![...changed].some(({ resourceType }) => resourceType === 'Consent')) return { counterparts: [], links: [] };
  const { person } = after;
  const frozen: Counterpart[] = [];
  for (const partner of partners) {
    if (partner.name === except) continue;
    const held = await store.counterparts(partner.name, person);
    const gone = staysGone(after, partner.name, goneFrom(held));
    const { view } = outlookFor(after, partner, at, heldBy(held), gone);
    for (const step of stepsOwed(view, held)) {
      // One whose creation is under way is frozen by the delivery itself, which decides again before its next write.
      if (step.kind === 'freeze' && step.held.peerId !== undefined) frozen.push({ ...step.held, frozen: true });
    }
  }
  return { counterparts: frozen, links: deletionOwed(before, after, at) };
}

/** Stands for the national store in links until a connector to it has a name of its own (design: nhn-careplan). */
export const NATIONAL_STORE = 'national store';

/**
 * What a withdrawn consent C leaves to do: what was published is deleted there (domain § 1.5). Nothing else is ever owed to
 * the national store here; the connector to it carries it out.
 */
function deletionOwed(before: PlanRecord, after: PlanRecord, at: string): readonly Link[] {
  const [was, is] = [isPublicationWithdrawn(before), isPublicationWithdrawn(after)];
  if (was === is) return [];
  const link = { person: after.person, partner: NATIONAL_STORE, attempts: 0 } as const;
  return is
    ? [{ ...link, standing: 'owed', reason: 'publication-withdrawn', owedSince: at }]
    : [{ ...link, standing: 'held', reason: 'not-connected' }];
}

function isPublicationWithdrawn(record: PlanRecord): boolean {
  const published = consentsOf(record).filter((consent: Consent) => consentKind(consent) === 'publish');
  return published.some(({ status }) => status === 'inactive') && !published.some(({ status }) => status === 'active');
}
