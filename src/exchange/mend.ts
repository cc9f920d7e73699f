import type { Resource } from '@medplum/fhirtypes';
import type { MayChange } from '../consent/may-change.ts';
import { refusedParts } from '../law/law-findings.ts';
import { mendBreach } from '../record/breach.ts';
import type { Conflict } from '../record/conflict.ts';
import { editsBetween } from '../record/edits.ts';
import { asJson, equal, type Json } from '../record/json.ts';
import { merge } from '../record/merge.ts';
import { ownerOf } from '../record/owner.ts';
import { valueAt } from '../record/path.ts';
import type { PutBack, Returned } from '../record/put-back.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { namesOf, prevails } from '../record/settle.ts';
import { withParts } from '../record/with-parts.ts';
import type { Counterpart } from '../store/store.ts';
import { hasErrors } from '../validation/finding.ts';
import type { Context, Partner } from './context.ts';
import type { HeldByOthers } from './held-by-others.ts';
import { outlookFor } from './outlook.ts';
import { profileFindings } from './profile-findings.ts';

/** A partner's edits, merged: parts that change, and what a person must decide. */
export interface MergedParts {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly conflicts: readonly Conflict[];
}

/** What a merge was made of. */
export interface Weighing {
  readonly partner: Partner;
  readonly before: PlanRecord;
  /** What the partner holds, and what the others do. */
  readonly own: readonly Counterpart[];
  readonly others: HeldByOthers;
  readonly returned: readonly Returned[];
  readonly back: PutBack;
  readonly mayChange: MayChange;
  readonly at: string;
  /** The partner deleted these parts: what it holds of them is nothing. */
  readonly isDeletion: boolean;
}

/**
 * Two lawful edits that merge into a breach become conflicts, not a refusal (design: idea 3): in a part that broke only
 * by being merged, the edits of the side that stands are kept, and what the other side says against the rules waits for
 * a person. What was not sound by itself stays as it is, to be set aside.
 *
 * @returns undefined where nothing broke only by being merged
 */
export function mend(context: Context, weighing: Weighing, merged: MergedParts): MergedParts | undefined {
  const { partner, before, returned, mayChange, at } = weighing;
  const withPart = (record: PlanRecord, parts: Iterable<Resource>): PlanRecord =>
    withParts(record, parts, partner.organization);
  /** Whether profiles allow a part, and the law the record with it. */
  const isSound = (part: Resource, record: PlanRecord): boolean =>
    !hasErrors(profileFindings(context, partner, part)) &&
    !refusedParts(withPart(record, [part]), at, before).has(keyOf(part));

  const whole = withPart(before, merged.resources.values());
  const broken = [...merged.resources.values()].filter((part) => !isSound(part, whole));
  const byItself = withPart(before, returned.map(asItCame));
  const resources = new Map(merged.resources);
  const conflicts = [...merged.conflicts];
  for (const part of broken) {
    const key = keyOf(part);
    const ours = before.parts.get(key)?.resource;
    const one = returned.find(({ theirs }) => keyOf(theirs) === key);
    if (!ours || !one || !isSound(ours, before) || !isSound(asItCame(one), byItself)) continue;
    const mended = mendPart(weighing, one, part, (text) => isSound(text, whole) && mayChange(ours, text));
    if (!mended) continue;
    resources.set(key, mended.resource);
    conflicts.push(...mended.conflicts);
  }
  return conflicts.length > merged.conflicts.length ? { resources, conflicts } : undefined;
}

/** What a partner sent, in our shape: our view of what it held, with its edits and nothing else. */
function asItCame({ sent, echoed, theirs }: Returned): Resource {
  if (!sent || !echoed) return theirs;
  const sides = { sent: asJson(sent), ours: asJson(sent), echoed: asJson(echoed), theirs: asJson(theirs) };
  return merge(sides).value as unknown as Resource;
}

function mendPart(
  { partner, before, others, back, at }: Weighing,
  { sent, echoed, theirs }: Returned,
  merged: Resource,
  isSound: (text: Resource) => boolean,
): { readonly resource: Resource; readonly conflicts: readonly Conflict[] } | undefined {
  const part = keyOf(merged);
  const json = (resource: Resource | undefined): Json | undefined => resource && asJson(resource);
  // What the partner can't see, none of its edits reaches (invariant I5).
  const ours = json(outlookFor(before, partner, at, new Map([[part, sent]])).view.get(part));
  const whoSays = (path: Conflict['path'], value: Json | undefined) =>
    (others.get(part) ?? []).filter((other) => equal(valueAt(other.sent, path), value));
  const holders = editsBetween(json(sent) ?? {}, ours).flatMap(({ path, after }) => whoSays(path, after));
  const incomingStands = prevails(partner, holders, ownerOf(before, merged, at));
  const mended = mendBreach(
    {
      sides: { sent: json(sent), ours, echoed: json(echoed), theirs: json(theirs) },
      merged: asJson(merged),
      disagreements: back.disagreements.filter((one) => one.part === part).map(({ path }) => path),
      incomingStands,
    },
    (text) => isSound(text as unknown as Resource),
  );
  return (
    mended && {
      resource: mended.value as unknown as Resource,
      conflicts: mended.yielded.flatMap(({ path, before: stands, after: said }): readonly Conflict[] => {
        const partners = incomingStands ? namesOf(whoSays(path, said)) : [partner.name];
        const base = valueAt(json(sent ?? echoed), path);
        return partners.map((name) => ({ part, path, partner: name, base, ours: stands, theirs: said }));
      }),
    }
  );
}
