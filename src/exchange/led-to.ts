import type { Resource } from '@medplum/fhirtypes';
import { keyOf, type PlanRecord, recordOf } from '../record/record.ts';
import { isRelative, mapReferences, referencesIn, targetOf } from '../record/references.ts';
import type { Counterpart, Store } from '../store/store.ts';
import type { Partner } from './context.ts';
import type { Translated } from './incoming.ts';

/**
 * The record with references to what the partner did not show when it sent them, and shows now: they lead to ours. Until
 * then each is kept as the absolute address under the partner's base (record/translate.ts). Only what the partner holds
 * is looked at: nothing else can have come from there.
 *
 * @example
 * await ledTo(store, partner, record, own, parts); // CarePlan.activity: https://…/ServiceRequest/x → ServiceRequest/ours
 */
export async function ledTo(
  store: Store,
  { name, base }: Pick<Partner, 'name' | 'base'>,
  record: PlanRecord,
  own: readonly Counterpart[],
  parts: readonly Translated[],
): Promise<PlanRecord> {
  const arrived = new Map<string, string>(
    parts.map(({ received: { type, peerId }, resource }) => [`${type}/${peerId}`, keyOf(resource)]),
  );
  const known = async (key: string): Promise<string | undefined> => {
    const target = targetOf(key);
    const there = target && (await store.counterpartByPeerId(name, target.type, target.id));
    const isHers = there && (there.person === undefined || there.person === record.person) && !there.gone;
    return isHers ? `${there.type}/${there.id}` : undefined;
  };
  const held = new Set(own.filter(({ peerId, frozen }) => peerId && !frozen).map(({ type, id }) => `${type}/${id}`));
  const found = new Map<string, string>();
  for (const { resource } of [...record.parts.values()].filter((part) => held.has(keyOf(part.resource)))) {
    for (const reference of referencesIn(resource)) {
      const key = keyBelow(base, reference);
      const ours = key && (arrived.get(key) ?? (await known(key)));
      if (ours) found.set(reference, ours);
    }
  }
  if (found.size === 0) return record;
  const led = (resource: Resource): Resource =>
    held.has(keyOf(resource))
      ? mapReferences(resource, (one) => {
          const ours = found.get(one.reference ?? '');
          return ours ? { ...one, reference: ours } : one;
        })
      : resource;
  const all = [...record.parts.values()].map(({ resource, owner }) => ({ resource: led(resource), owner }));
  return recordOf(record.person, all, record.directory);
}

/** `Type/id` at the partner of an address right below its base. */
function keyBelow(base: string, reference: string): string | undefined {
  const key = reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : undefined;
  return key !== undefined && isRelative(key) ? key : undefined;
}
