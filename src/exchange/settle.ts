import type { Connector, Settling } from '../connector/connector.ts';
import { stepsOwed } from '../record/owed.ts';
import type { PeerKey } from '../store/partner-memory.ts';
import type { Context, Partner } from './context.ts';
import { announce, type Course, disclosureOf } from './course.ts';
import { type Decided, hasPassed, leave } from './leave.ts';
import type { Outlook } from './outlook.ts';

type SettlingConnector = Connector & Required<Pick<Connector, 'settle'>>;

/** Whether all about a person leaves for the partner as one: what is written to it has not left yet. */
export function leavesAsOne({ connector }: Partner): boolean {
  return isSettling(connector);
}

/**
 * Lets what was written about a person leave, where a partner takes all of it as one. What it may see is decided now, whatever was
 * decided when it was written; what lies there still and may not be seen any more is taken back (invariant I2). The access log names
 * what leaves, and nothing else.
 *
 * @param mayLeave without, everything that has not been taken is taken back
 * @returns false when what was decided holds no more: another round decides again
 * @throws SamplanError `partner-unreachable`, `lease-lost`
 */
export async function settle(
  context: Context,
  round: Omit<Decided, 'outlook'> & { readonly partner: Partner; readonly outlook: Outlook },
  course: Course,
  mayLeave = true,
): Promise<boolean> {
  const { partner, loaded, outlook, fence } = round;
  const { person } = loaded.record;
  if (!leavesAsOne(partner)) return true;
  const ours = new Map<string, string>();
  const parts: Settling[] = [];
  const held = await context.store.counterparts(partner.name, person);
  // What was written of these is not what the partner may see now, and what may be seen is still to be written.
  const stale = new Set(stepsOwed(outlook.view, held).map((step) => (step.kind === 'update' ? step.held : undefined)));
  for (const one of held) {
    const { type, id, peerId, frozen, gone } = one;
    if (peerId === undefined || gone) continue;
    ours.set(`${type}/${peerId}`, `${type}/${id}`);
    const isVisible = mayLeave && !frozen && !stale.has(one) && outlook.view.has(`${type}/${id}`);
    parts.push({ type, peerId, isVisible });
  }
  if (parts.length === 0) return true;
  const namesOf = (keys: readonly PeerKey[]): readonly string[] =>
    keys.flatMap(({ type, peerId }) => ours.get(`${type}/${peerId}`) ?? []);
  try {
    const left = await leave(context, round, {}, async (connector) => {
      if (!isSettling(connector)) return [];
      return connector.settle(parts, (leaving) =>
        announce(context, { partner, person, outlook, fence }, namesOf(leaving), course),
      );
    });
    for (const key of namesOf(left)) course.sent.set(key, disclosureOf(outlook, key));
    return true;
  } catch (error) {
    if (!hasPassed(error)) throw error;
    return false;
  }
}

function isSettling(connector: Connector): connector is SettlingConnector {
  return connector.settle !== undefined;
}
