import type { Resource } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { SamplanError } from '../errors.ts';
import { type Conflict, conflictOf, sameConflict } from '../record/conflict.ts';
import { isDraft } from '../record/draft.ts';
import { ended, endingsOf, isOver } from '../record/ending.ts';
import { ownerOf } from '../record/owner.ts';
import { keyOf, openConflicts, resourcesOf } from '../record/record.ts';
import { referencesIn } from '../record/references.ts';
import { withParts } from '../record/with-parts.ts';
import type { Stored } from '../store/store.ts';
import type { Context } from './context.ts';
import type { LoadedRecord } from './load-record.ts';

/** What a caller's deletion of a part is: done, or a question for a person. */
export type Deletion =
  | { readonly kind: 'deleted'; readonly part: Stored }
  | {
      readonly kind: 'proposed';
      readonly conflict: Conflict;
      /** The Task that asks the same already. */
      readonly known: Stored | undefined;
    };

/**
 * A draft that nobody else has, and that nothing in the record leads to, is its owner's to delete. Everything else stands in a
 * record that is corrected and never erased (hpl § 42): to delete it is to propose that it ends.
 *
 * @param written what becomes of other parts in the same change
 * @throws SamplanError `already-decided` for what has come to its end, `method-not-allowed` for what nothing ends
 */
export async function deletionOf(
  context: Context,
  caller: Party,
  { record, stored }: LoadedRecord,
  part: Stored,
  written: readonly Resource[] = [],
): Promise<Deletion> {
  const { resource } = part;
  const key = keyOf(resource);
  const now = record.parts.get(key)?.resource ?? resource;
  const isOwn = ownerOf(record, now, context.now()).includes(caller.organization);
  const after = withParts(record, written, caller.organization);
  const isLedTo = resourcesOf(after).some((one) => referencesIn(one).includes(key));
  if (isOwn && isDraft(now) && !isLedTo && !(await mayBeHeld(context, record.person, key)))
    return { kind: 'deleted', part };

  const over = ended(now);
  if (!over) throw endsByNothing(resource.resourceType);
  const [ending] = isOver(now) ? [] : endingsOf(now, over);
  if (!ending) throw isEnded(resource.resourceType);
  const { path, before } = ending;
  const conflict: Conflict = {
    part: key,
    path,
    partner: caller.name,
    base: before,
    ours: before,
    theirs: ending.after,
  };
  const known = openConflicts(record).find((task) => {
    const asked = conflictOf(task);
    return asked && sameConflict(asked, conflict);
  });
  return { kind: 'proposed', conflict, known: known && stored.get(keyOf(known)) };
}

/** Whether a partner has it, or may have it: an intent to create it there is durable before the answer is known. */
async function mayBeHeld({ store, partners }: Context, person: string, key: string): Promise<boolean> {
  for (const { name } of partners) {
    const rows = await store.counterparts(name, person);
    if (rows.some(({ type, id, gone }) => `${type}/${id}` === key && !gone)) return true;
  }
  return false;
}

function endsByNothing(where: string): SamplanError {
  return new SamplanError(
    'method-not-allowed',
    {
      nb: 'En person slettes ikke. Rett opplysningene, eller slå sammen med den som er den samme.',
      nn: 'Ein person blir ikkje sletta. Rett opplysningane, eller slå saman med den som er den same.',
      en: 'A person is not deleted. Correct what is said of her, or join her with the one who is the same.',
    },
    { where },
  );
}

function isEnded(where: string): SamplanError {
  return new SamplanError(
    'already-decided',
    {
      nb: 'Delen er avsluttet allerede, og blir stående i journalen.',
      nn: 'Delen er avslutta allereie, og blir ståande i journalen.',
      en: 'The part has ended already, and stays in the record.',
    },
    { where },
  );
}
