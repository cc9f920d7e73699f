import type { Resource } from '@medplum/fhirtypes';
import { asJson, equal, type Json } from './json.ts';
import { type Disagreement, merge, patch } from './merge.ts';
import { keyOf, type PlanRecord } from './record.ts';
import { targetOf } from './references.ts';
import { withoutHidden } from './view.ts';

/** A partner's resource in our ids, with the base it was edited from. */
export interface Returned {
  readonly theirs: Resource;
  /** What the partner last held, in our ids; absent for a resource it never showed before. */
  readonly echoed?: Resource | undefined;
  /** Our view of the same, as it was sent or taken in. */
  readonly sent?: Resource | undefined;
}

/** What a partner's edits do to the record. */
export interface PutBack {
  /** Parts that change, whole, by `Type/id`; where sides disagree they still hold the record's value. */
  readonly changed: ReadonlyMap<string, Resource>;
  /** The new `sent` of every returned part: our view of what the partner holds now. */
  readonly sent: ReadonlyMap<string, Resource>;
  readonly disagreements: readonly (Disagreement & { readonly part: string })[];
}

/**
 * Puts a partner's edited view back into the whole record: its edits are what differs from what it last held, so
 * parts and elements outside its view stay as they are (invariant I5).
 *
 * @param frozen parts that left the partner's view, by `Type/id`: what it makes of the references to them that it
 * still holds stays with it
 * @param known a part as the partner may know it: what it makes of anything else in it stays with it too
 */
export function putBack(
  record: PlanRecord,
  returned: readonly Returned[],
  frozen: ReadonlySet<string> = new Set(),
  known: (resource: Resource) => Resource = (resource) => resource,
): PutBack {
  const inView = (resource: Resource | undefined): Json | undefined =>
    json(
      resource &&
        withoutHidden(known(resource), ({ reference }) => {
          const target = targetOf(reference);
          return target !== undefined && frozen.has(`${target.type}/${target.id}`);
        }),
    );
  const changed = new Map<string, Resource>();
  const sent = new Map<string, Resource>();
  const disagreements: (Disagreement & { part: string })[] = [];
  for (const one of returned) {
    const part = keyOf(one.theirs);
    const ours = record.parts.get(part)?.resource;
    const merged = merge({
      sent: inView(one.sent),
      ours: json(ours),
      echoed: inView(one.echoed),
      // What is new says what it hangs on, or it would hang on nothing.
      theirs: ours === undefined ? asJson(one.theirs) : inView(one.theirs),
    });
    disagreements.push(...merged.disagreements.map((disagreement) => ({ ...disagreement, part })));
    if (!equal(merged.value, json(ours))) changed.set(part, merged.value as unknown as Resource);
    sent.set(part, sentAfter(one));
  }
  return { changed, sent, disagreements };
}

/** Our view of what the partner holds now: what we knew it to hold, with its edits. */
function sentAfter({ sent, echoed, theirs }: Returned): Resource {
  if (!sent || !echoed) return theirs;
  return patch({ onto: asJson(sent), before: asJson(echoed), after: asJson(theirs) }) as unknown as Resource;
}

function json(resource: Resource | undefined): Json | undefined {
  return resource === undefined ? undefined : asJson(resource);
}
