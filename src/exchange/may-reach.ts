import { isHealthService } from '../consent/party.ts';
import { ownersOf } from '../record/owner.ts';
import type { PlanRecord } from '../record/record.ts';
import type { Store } from '../store/store.ts';
import type { Context, Party } from './context.ts';

/** Who asks, how narrowly, and whether in an emergency. */
export interface Asker extends Party {
  /** The one person (our Patient id) that it is let in for. */
  readonly patient?: string;
  /** `patient` is who asks. */
  readonly isHerself?: true;
  readonly emergency?: { readonly reason: string };
}

/**
 * Whether a person is enrolled between this installation and a partner: a link exists, or the partner owns a part of the record.
 * All others it can neither read nor write about (hpl § 21 a, pjl § 16). Health personnel in an emergency reaches everybody; who is let in
 * for one patient reaches nobody else. The person herself reaches her own (pbrl § 5-1).
 */
export async function mayReach(store: Store, caller: Asker, record: PlanRecord): Promise<boolean> {
  const { name, organization, patient, isHerself, emergency } = caller;
  if (patient !== undefined && patient !== record.person) return false;
  if (isHerself) return record.parts.has(`Patient/${record.person}`);
  if (emergency !== undefined) return true;
  const isOwner = [...record.parts.values()].some((part) => ownersOf(part, record.directory).includes(organization));
  return isOwner || (await store.link(record.person, name)) !== undefined;
}

/** True for whoever acts for the organization that answers for this installation, and is not let in for one patient only. */
export function isController({ controller }: Pick<Context, 'controller'>, { organization, patient }: Asker): boolean {
  return organization === controller.organization && patient === undefined;
}

/** How a caller comes to reach a person whom it does not reach. */
export type WayIn = 'create' | 'report' | 'consent' | 'one-patient';

/**
 * The controller brings her in itself, health personnel by a report of need (hpl § 38 a); of another service her consent comes first
 * (hpl § 22). It says nothing of whether she is known here.
 */
export function wayIn(context: Pick<Context, 'controller'>, caller: Asker): WayIn {
  if (caller.patient !== undefined) return 'one-patient';
  if (isController(context, caller)) return 'create';
  return isHealthService(caller) ? 'report' : 'consent';
}
