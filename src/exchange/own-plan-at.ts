import type { Held } from '../connector/connector.ts';
import { isError } from '../errors.ts';
import { isOver } from '../record/ending.ts';
import { originsOf } from '../record/identity.ts';
import { isIndividualPlan } from '../record/kinds.ts';
import type { Context, Partner } from './context.ts';
import type { Leaving } from './payload.ts';

/**
 * Her individual plan at a partner that never came from there: it lies outside of what is pulled. A partner that got her
 * Patient from here has none, and one that does not let search has shown what it shows.
 */
export async function ownPlanAt(
  { store }: Pick<Context, 'store'>,
  { partner, record, peerIds }: Pick<Leaving, 'partner' | 'record' | 'peerIds'>,
): Promise<Held | undefined> {
  const { person } = record;
  const patient = peerIds.get(`Patient/${person}`);
  const row = await store.counterpart(partner.name, 'Patient', person);
  if (patient === undefined || (row?.echoed && originsOf(row.echoed).includes(person))) return undefined;
  for (const held of await plansAbout(partner, patient)) {
    const isKnown = await store.counterpartByPeerId(partner.name, 'CarePlan', held.peerId);
    if (!isKnown && isIndividualPlan(held.resource) && !isOver(held.resource)) return held;
  }
  return undefined;
}

async function plansAbout({ connector }: Partner, patient: string): Promise<readonly Held[]> {
  try {
    return await connector.findByReferences('CarePlan', { subject: `Patient/${patient}` });
  } catch (error) {
    if (isError(error, 'partner-refused')) return [];
    throw error;
  }
}
