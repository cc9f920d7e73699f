import type { Resource } from '@medplum/fhirtypes';
import { applyEdits } from './apply-edits.ts';
import { type Conflict, conflictOf } from './conflict.ts';
import { type Edit, editsBetween } from './edits.ts';
import { alongside, endingsOf } from './ending.ts';
import { asJson, equal, type Json } from './json.ts';
import { type Decide, type Disagreement, merge, patch } from './merge.ts';
import { valueAt, withValueAt } from './path.ts';
import { keyOf, openConflicts, type PlanRecord } from './record.ts';
import { targetOf } from './references.ts';
import { joinStatus } from './status-lattice.ts';
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
  /** Ends and other edits that are not the partner's to carry out: the record keeps its value. */
  readonly proposals: readonly (Disagreement & { readonly part: string })[];
}

/** What holds of a partner's edits besides what they say. */
export interface PutBackRules {
  /** Who gives it back: where it is in conflict, its edits count from the base of the conflict, until a person decides. */
  readonly partner?: string;
  /**
   * Parts that left the partner's view, by `Type/id`: what it makes of the references to them that it still holds stays
   * with it.
   */
  readonly frozen?: ReadonlySet<string>;
  /** A part as the partner may know it: what it makes of anything else in it stays with it too. */
  readonly known?: (resource: Resource) => Resource;
  /** Whether the partner can carry out an end of this part at once; if not said, it can end anything. */
  readonly mayEnd?: (part: Resource, ending: Edit) => boolean;
  /** Whether the partner may make this of a part at once; if not said, it may. */
  readonly mayChange?: (before: Resource, after: Resource) => boolean;
}

/**
 * Puts a partner's edited view back into the whole record: its edits are what differs from what it last held, so
 * parts and elements outside its view stay as they are (invariant I5). A status that both sides set is the one further
 * along; an end, or another edit, that is not the partner's to carry out is a proposal.
 */
export function putBack(record: PlanRecord, returned: readonly Returned[], rules: PutBackRules = {}): PutBack {
  const { partner, frozen = new Set(), known = (resource: Resource) => resource } = rules;
  const { mayEnd = () => true, mayChange = () => true } = rules;
  const open = openConflicts(record).flatMap((task) => conflictOf(task) ?? []);
  const inView = (resource: Resource): Resource =>
    withoutHidden(known(resource), ({ reference }) => {
      const target = targetOf(reference);
      return target !== undefined && frozen.has(`${target.type}/${target.id}`);
    });
  const changed = new Map<string, Resource>();
  const sent = new Map<string, Resource>();
  const disagreements: (Disagreement & { part: string })[] = [];
  const proposals: (Disagreement & { part: string })[] = [];
  for (const one of returned) {
    const part = keyOf(one.theirs);
    const ours = record.parts.get(part)?.resource;
    // What the record never had has no base; and it says what it hangs on, or it would hang on nothing.
    const own = open.filter((conflict) => conflict.part === part && conflict.partner === partner);
    const base = (resource: Resource | undefined): Resource | undefined => resource && fromBase(inView(resource), own);
    const shown = ours
      ? { sent: base(one.sent), echoed: base(one.echoed), theirs: inView(one.theirs) }
      : { sent: undefined, echoed: undefined, theirs: one.theirs };
    const ends = ours ? proposedEnds(ours, shown.echoed, shown.theirs, mayEnd) : [];
    const merged = merge(
      {
        sent: json(shown.sent),
        ours: json(ours),
        echoed: json(shown.echoed),
        theirs: withoutEnds(shown.theirs, shown.echoed ?? ours, ends),
      },
      shown.echoed ? furtherAlong(one.theirs.resourceType) : undefined,
      (path) => one.theirs.resourceType !== 'Consent' || path[0] !== 'provision',
    );
    const { value, left } = ours ? withinBounds(ours, merged.value, mayChange) : { value: merged.value, left: [] };
    disagreements.push(...merged.disagreements.map((disagreement) => ({ ...disagreement, part })));
    proposals.push(
      ...[...ends, ...left].map(({ path, after }) => {
        const base = valueAt(json(shown.sent ?? shown.echoed), path);
        return { part, path, base, ours: valueAt(json(ours), path), theirs: after };
      }),
    );
    if (!equal(value, json(ours))) changed.set(part, value as unknown as Resource);
    sent.set(part, sentAfter(one));
  }
  return { changed, sent, disagreements, proposals };
}

/** A base as it was before the partner's own values that wait for a decision. */
function fromBase(resource: Resource, conflicts: readonly Conflict[]): Resource {
  const value = conflicts.reduce<Json>((text, { path, base }) => withValueAt(text, path, base), asJson(resource));
  return value as unknown as Resource;
}

/** Ends among a partner's edits that are not its own to carry out, and that the record has not come to already. */
function proposedEnds(
  ours: Resource,
  echoed: Resource | undefined,
  theirs: Resource,
  mayEnd: NonNullable<PutBackRules['mayEnd']>,
): readonly Edit[] {
  return endingsOf(echoed ?? ours, theirs).filter(
    (ending) =>
      // Without a base, what is not there was never taken out.
      (echoed || ending.after !== undefined) &&
      !equal(valueAt(asJson(ours), ending.path), ending.after) &&
      !mayEnd(ours, ending),
  );
}

/** A partner's text without these ends: what they end stands as it did before. */
function withoutEnds(theirs: Resource, before: Resource | undefined, ends: readonly Edit[]): Json {
  const paths = ends.flatMap((end) => [end.path, ...alongside(theirs.resourceType, end)]);
  return paths.reduce<Json>((value, path) => withValueAt(value, path, valueAt(json(before), path)), asJson(theirs));
}

/** All that the partner makes of a part where it may; else as many of its edits as it may make at once. */
function withinBounds(
  ours: Resource,
  merged: Json | undefined,
  mayChange: NonNullable<PutBackRules['mayChange']>,
): { readonly value: Json | undefined; readonly left: readonly Edit[] } {
  const isAllowed = (before: Json, after: Json): boolean =>
    mayChange(before as unknown as Resource, after as unknown as Resource);
  if (merged === undefined || isAllowed(asJson(ours), merged)) return { value: merged, left: [] };
  return applyEdits(asJson(ours), editsBetween(asJson(ours), merged), isAllowed);
}

/** Both sides moved a status since they last agreed: it is as far along as either says. */
function furtherAlong(type: string): Decide {
  return (path, ours, theirs) => joinStatus(type, path, ours, theirs);
}

/** Our view of what the partner holds now: what we knew it to hold, with its edits. */
function sentAfter({ sent, echoed, theirs }: Returned): Resource {
  if (!sent || !echoed) return theirs;
  return patch({ onto: asJson(sent), before: asJson(echoed), after: asJson(theirs) }) as unknown as Resource;
}

function json(resource: Resource | undefined): Json | undefined {
  return resource === undefined ? undefined : asJson(resource);
}
