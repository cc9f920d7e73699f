import { ownersOf } from '../record/owner.ts';
import type { PlanRecord } from '../record/record.ts';
import type { Store } from '../store/store.ts';
import type { Context, Party } from './context.ts';

/**
 * Whether a person is enrolled between this installation and a partner: a link exists, or the partner owns a part of the record.
 * All others it can neither read nor write about (hpl § 21 a, pjl § 16).
 */
export async function mayReach(store: Store, { name, organization }: Party, record: PlanRecord): Promise<boolean> {
  const isOwner = [...record.parts.values()].some((part) => ownersOf(part, record.directory).includes(organization));
  return isOwner || (await store.link(record.person, name)) !== undefined;
}

/** True for whoever acts for the organization that answers for this installation. */
export function isController({ controller }: Pick<Context, 'controller'>, { organization }: Party): boolean {
  return organization === controller.organization;
}
