import { kindOf } from '../record/kinds.ts';
import type { Fence } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import type { Outlook } from './outlook.ts';
import type { Refusals } from './refusals.ts';
import { type DeliveryTrace, type Disclosure, traceDelivery } from './trace-delivery.ts';

/** What a delivery remembers from round to round. */
export interface Course {
  /** Ties what is announced to what came of it in the access log. */
  readonly id: string;
  /** Left the house, each with the decision under which it did. */
  readonly sent: Map<string, Disclosure>;
  /** In the access log already: part and basis. */
  readonly announced: Set<string>;
  readonly refusals: Refusals;
}

/** Whatever leaves is in the access log first, with its legal basis; what a later round adds, before that leaves. */
export async function announce(
  context: Context,
  to: { readonly partner: Partner; readonly person: string; readonly outlook: Outlook; readonly fence: Fence },
  keys: readonly string[],
  { announced, id }: Course,
): Promise<void> {
  const { partner, person, outlook, fence } = to;
  const parts = new Map(keys.map((key) => [key, disclosureOf(outlook, key)]));
  const name = (key: string, { reason, basis }: Disclosure): string => [key, reason, ...basis].join('|');
  const fresh = new Map([...parts].filter(([key, disclosure]) => !announced.has(name(key, disclosure))));
  if (fresh.size === 0) return;
  await traceDelivery(
    context,
    partner,
    person,
    { interaction: 'deliver-intent', outcome: 'success', parts: fresh, delivery: id },
    fence,
  );
  for (const [key, disclosure] of fresh) announced.add(name(key, disclosure));
}

export function disclosureOf({ decisions, view }: Outlook, key: string): Disclosure {
  const { reason, legalBasis = [] } = decisions.get(key) ?? {};
  const resource = view.get(key);
  const kind = resource && kindOf(resource);
  return { ...(kind ? { kind } : {}), ...(reason ? { reason } : {}), basis: [legalBasis].flat() };
}

/** What the access log is still to be told: that what was announced has left, or not. */
export function outcomeOf({ announced, sent, id }: Course): readonly DeliveryTrace[] {
  const outcome = sent.size > 0 ? 'success' : 'failed';
  return announced.size > 0 ? [{ interaction: 'deliver', outcome, parts: sent, delivery: id }] : [];
}
