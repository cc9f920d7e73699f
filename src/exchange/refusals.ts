import type { Resource } from '@medplum/fhirtypes';
import { isError, type SamplanError } from '../errors.ts';
import type { PlanRecord } from '../record/record.ts';
import { mapReferences, targetOf } from '../record/references.ts';
import { logicalReference } from '../record/view.ts';

/** What a partner would not take or give in one delivery, by `Type/id`, and why. It is not asked again before the next. */
export type Refusals = Map<string, SamplanError>;

/**
 * One resource that a partner refuses or lacks stops only itself. Without the person nothing else can stand there.
 *
 * @returns undefined when the partner refused
 */
export async function unlessRefused<Done>(
  refusals: Refusals,
  key: string,
  work: () => Promise<Done>,
): Promise<Done | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isError(error, 'partner-refused', 'partner-malformed') || key.startsWith('Patient/')) throw error;
    refusals.set(key, error);
    return undefined;
  }
}

/**
 * A view as it can be delivered: what was refused and never was at the partner is named by its identifier, or left
 * out. Once the partner takes it, the references to it are owed again.
 */
export function withoutRefused(
  view: ReadonlyMap<string, Resource>,
  record: PlanRecord,
  isMissing: (key: string) => boolean,
): ReadonlyMap<string, Resource> {
  return new Map(
    [...view].map(([key, resource]) => [
      key,
      mapReferences(resource, (reference) => {
        const target = targetOf(reference.reference);
        const isLost = target !== undefined && isMissing(`${target.type}/${target.id}`);
        return isLost ? logicalReference(reference, record) : reference;
      }),
    ]),
  );
}
