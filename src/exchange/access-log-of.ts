import type { AuditEvent, Resource } from '@medplum/fhirtypes';
import type { SearchFilter } from '../search/filter.ts';
import type { Store } from '../store/store.ts';

const PAGE = 500;

/**
 * Everything that the access log has about a person, the oldest first: also about those whose records became hers.
 *
 * @param person who she is now (`Store.survivor`)
 */
export async function accessLogOf(store: Store, person: string): Promise<readonly AuditEvent[]> {
  const events = new Map<string, AuditEvent>();
  const persons = new Set([person]);
  // What is added while it is walked is walked too.
  for (const one of persons) {
    for await (const resource of everyMatch(store, 'AuditEvent', referringTo('patient', `Patient/${one}`))) {
      const event = resource as AuditEvent;
      // What she tried to do with another's is in the log of the other.
      if (isAboutAnother(event, one)) continue;
      events.set(event.id ?? '', event);
      for (const joined of joinedBy(event)) persons.add(joined);
    }
  }
  return [...events.values()].sort(byTime);
}

/** Of who asked it is told by `patient` too, where it was a person herself. */
function isAboutAnother({ entity = [] }: AuditEvent, person: string): boolean {
  const patients = entity.flatMap(({ what }) => /^Patient\/([^/]+)/u.exec(what?.reference ?? '')?.[1] ?? []);
  return patients.length > 0 && !patients.includes(person);
}

/** What refers to another resource. */
export function referringTo(name: string, target: string): SearchFilter {
  return { kind: 'reference', name, values: [target] };
}

/** Every current resource of a type that a filter finds, page by page, in the order of commits. */
export async function* everyMatch(store: Store, type: string, filter: SearchFilter): AsyncGenerator<Resource> {
  const filters = [filter];
  let after: string | undefined;
  do {
    const page = await store.search({ type, filters, count: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { resource } of page.resources) yield resource;
    after = page.next;
  } while (after !== undefined);
}

/** Persons whose Patient a join wrote: the one that was replaced is among them. */
function joinedBy({ subtype, entity = [] }: AuditEvent): readonly string[] {
  if (subtype?.[0]?.code !== 'join') return [];
  return entity.flatMap(({ what }) => /^Patient\/([^/]+)/u.exec(what?.reference ?? '')?.[1] ?? []);
}

function byTime(one: AuditEvent, other: AuditEvent): number {
  return (one.recorded ?? '') < (other.recorded ?? '') ? -1 : (one.recorded ?? '') > (other.recorded ?? '') ? 1 : 0;
}
