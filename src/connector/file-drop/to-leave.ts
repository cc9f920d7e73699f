import type { Identifier, Reference, Resource } from '@medplum/fhirtypes';
import { identifiersOf } from '../../record/identity.ts';
import { equal } from '../../record/json.ts';
import { mapReferences, targetOf } from '../../record/references.ts';
import { withoutHidden } from '../../record/view.ts';
import { type DropDocument, type Kept, keyOf } from './drop-document.ts';

/** Which of a person's parts the partner may see now, by `Type/id` at the partner; undefined: Samplan knows nothing of it. */
export type Visible = (key: string) => boolean | undefined;

/**
 * What a file to the partner says now: of what it may see what was written, of all else what it has itself. What was written may lead
 * to something that was never taken and may be seen no more: that is left out.
 *
 * @returns `owed`: what says something new to the partner, as it leaves; nothing where it has all of that
 * @example
 * toLeave(document, (key) => visible.get(key)).owed; // []: nothing is to leave
 */
export function toLeave(
  { kept }: DropDocument,
  isVisible: Visible,
): { readonly resources: readonly Resource[]; readonly owed: readonly Kept[] } {
  const there = kept.filter(({ is, hasNoPlace }) => is === 'there' && !hasNoPlace);
  const hidden = unseen(there, isVisible);
  const resources: Resource[] = [];
  const owed: Kept[] = [];
  for (const one of there) {
    const { theirs } = one;
    if (!isVisible(keyOf(one))) {
      if (theirs) resources.push(theirs);
      continue;
    }
    const own = theirs ? namedIn(theirs) : new Set();
    const now = withoutHidden(one.now, (reference) =>
      namesOf(reference).some((name) => hidden.has(name) && !own.has(name)),
    );
    resources.push(now);
    if (!equal(theirs, now)) owed.push({ ...one, now });
  }
  // Who she is says nothing to somebody who may know nothing of her.
  return { resources, owed: owed.some(({ type }) => type !== 'Patient') ? owed : [] };
}

/** By id and identifiers, what the partner may not see and has not shown or taken. */
function unseen(there: readonly Kept[], isVisible: Visible): ReadonlySet<string> {
  const isUnseen = (one: Kept): boolean => !one.theirs && !isVisible(keyOf(one));
  const names = (some: readonly Kept[]): readonly string[] =>
    some.flatMap((one) => [keyOf(one), ...identifiersOf(one.now).map(nameOf)]);
  const seen = new Set(names(there.filter((one) => !isUnseen(one))));
  return new Set(names(there.filter(isUnseen)).filter((name) => !seen.has(name)));
}

function namedIn(resource: Resource): ReadonlySet<string> {
  const found = new Set<string>();
  mapReferences(resource, (reference) => {
    for (const name of namesOf(reference)) found.add(name);
    return reference;
  });
  return found;
}

function namesOf({ reference, identifier }: Reference): readonly string[] {
  const target = targetOf(reference);
  return [...(target ? [`${target.type}/${target.id}`] : []), ...(identifier ? [nameOf(identifier)] : [])];
}

function nameOf({ system = '', value = '' }: Identifier): string {
  return `${system}|${value.replaceAll(/\s/gu, '')}`;
}
