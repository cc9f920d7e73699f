import { nextChange } from '../consent/decide.ts';
import { daysAfter, today } from '../record/day.ts';
import { startOf } from '../record/period.ts';
import type { Seen } from '../subscription/facts.ts';
import type { Topic } from '../subscription/topics.ts';
import type { Context, Party } from './context.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import { isController, mayReach } from './may-reach.ts';
import { seenBy } from './seen-by.ts';

/**
 * The organization that a subscription is told to, as it stands in the configuration now: the controller, or a partner whose
 * agreement lets it read here. Undefined: nothing is told any more.
 *
 * @example
 * subscriberOf(context, '310600024')?.name; // 'Helse Fjordvik HF'
 */
export function subscriberOf({ controller, partners }: Context, organization: string): Party | undefined {
  if (organization === controller.organization) return controller;
  const all = partners.filter((one) => one.organization === organization);
  return all.some(({ mode }) => mode === 'both' || mode === 'push') ? all[0] : undefined;
}

/** What a subscriber's views are made under, besides records. */
export function configurationOf({ partners }: Context, subscriber: Party): string {
  return partners.find(({ name }) => name === subscriber.name)?.configuration ?? 'controller';
}

/** A person's record as it was read, and what the subscriber sees of it; `seen` is absent where it does not reach her. */
export interface SubscriberSight {
  readonly loaded: LoadedRecord;
  readonly seen?: Seen;
}

/** What a subscriber sees of a person now, as it would by reading (invariant I2). */
export async function subscriberSight(context: Context, subscriber: Party, person: string): Promise<SubscriberSight> {
  const { store, partners: members } = context;
  const loaded = await loadRecord(store, person);
  const { record } = loaded;
  const at = context.now();
  const common = { record, subscriber, at, members };
  if (isController(context, subscriber)) {
    const view = new Map([...record.parts].map(([key, { resource }]) => [key, resource]));
    return { loaded, seen: { ...common, isController: true, view } };
  }
  if (!(await mayReach(store, subscriber, record))) return { loaded };
  return { loaded, seen: { ...common, isController: false, view: seenBy(record, subscriber, at) } };
}

/** When time changes what a topic is about: a consent, a birthday, or a day that something is owed by. */
export function nextLook(topic: Topic, { record, subscriber, at }: Seen): string | undefined {
  const change = nextChange(record, at, subscriber.policy);
  if (topic !== 'duty-due') return change;
  const tomorrow = startOf(daysAfter(today(at), 1));
  return change !== undefined && change < tomorrow ? change : tomorrow;
}
