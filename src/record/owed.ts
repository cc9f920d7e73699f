import type { Resource } from '@medplum/fhirtypes';
import { equal } from './json.ts';
import { DIRECTORY_TYPES, RECORD_TYPES } from './kinds.ts';
import { keyOf } from './record.ts';

/** What we know of a part at a partner, as far as it decides what is owed. */
export interface HeldPart {
  readonly type: string;
  readonly id: string;
  readonly peerId?: string;
  readonly sent?: Resource;
  readonly frozen: boolean;
  readonly gone?: true;
}

/** One thing to do so that a partner holds its view. */
export type Step<H extends HeldPart> =
  /** Not there yet; `known` when an earlier creation's answer was lost, or when it was deleted there. */
  | { readonly kind: 'create'; readonly resource: Resource; readonly known: H | undefined }
  | { readonly kind: 'update'; readonly resource: Resource; readonly held: H }
  /** In the view again after it was frozen: what happened there meanwhile is fetched first. */
  | { readonly kind: 'thaw'; readonly held: H }
  /** No longer in the view: base kept, out of both directions. A shrinking view is never delivered as a deletion. */
  | { readonly kind: 'freeze'; readonly held: H };

/**
 * What is owed, computed from state: the difference between the view and what the partner holds. Targets come before
 * what points at them. A Patient is matched or created, never updated (design: directory).
 */
export function stepsOwed<H extends HeldPart>(
  view: ReadonlyMap<string, Resource>,
  held: readonly H[],
): readonly Step<H>[] {
  const byKey = new Map(held.map((one) => [`${one.type}/${one.id}`, one]));
  const frozen = held.filter((one) => !one.frozen && !one.gone && !view.has(`${one.type}/${one.id}`));
  return [
    ...frozen.map((one): Step<H> => ({ kind: 'freeze', held: one })),
    ...[...view.values()].sort(byDependency).flatMap((resource) => stepFor(resource, byKey.get(keyOf(resource)))),
  ];
}

function stepFor<H extends HeldPart>(resource: Resource, held: H | undefined): readonly Step<H>[] {
  // A deleted id is never written to again (FHIR R4 http.html#delete): what is to be there once more is created anew.
  if (held?.peerId === undefined || held.gone) return [{ kind: 'create', resource, known: held }];
  if (held.frozen) return [{ kind: 'thaw', held }];
  if (resource.resourceType === 'Patient' || equal(held.sent, resource)) return [];
  return [{ kind: 'update', resource, held }];
}

const ORDER: readonly string[] = [...DIRECTORY_TYPES, ...RECORD_TYPES];

function byDependency(left: Resource, right: Resource): number {
  return ORDER.indexOf(left.resourceType) - ORDER.indexOf(right.resourceType);
}
