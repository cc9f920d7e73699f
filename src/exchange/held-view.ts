import type { Resource } from '@medplum/fhirtypes';
import type { Counterpart } from '../store/store.ts';

/** What a partner has of a record, by `Type/id`: our view as it last got it. */
export type HeldView = ReadonlyMap<string, Resource | undefined>;

/** What the partner surely has: a creation whose answer was lost is not among it, nor what it deleted. */
export function heldBy(held: readonly Counterpart[]): HeldView {
  const there = held.filter(({ peerId, gone }) => peerId !== undefined && !gone);
  return new Map(there.map(({ type, id, sent }) => [`${type}/${id}`, sent]));
}

/** What the partner deleted, by `Type/id`. */
export function goneFrom(held: readonly Counterpart[]): ReadonlySet<string> {
  return new Set(held.filter(({ gone }) => gone).map(({ type, id }) => `${type}/${id}`));
}
