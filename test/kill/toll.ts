import type { Resource } from '@medplum/fhirtypes';
import type { Store } from '../../src/store/store.ts';
import { marksIn } from '../simulation/ledger.ts';
import type { Acknowledged } from './edits.ts';

/** What became of what was acknowledged. */
export interface Toll {
  readonly kills: number;
  readonly acknowledged: number;
  /** What is not where it must be, a line each. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** What stands where it must not be. */
  readonly leaked: readonly string[];
}

/** A system that is asked what it holds. */
interface Holder {
  readonly name: string;
  readonly controls: { all(): Promise<readonly Resource[]> };
}

/** Where it is looked for: Samplan's store, the partners that share the plans, and those that must have nothing of them. */
interface Places {
  readonly open: () => Promise<Store>;
  readonly sharing: readonly Holder[];
  readonly others: readonly Holder[];
}

/**
 * Looks for every acknowledged edit once everything is at rest: a text in a version of its goal, a measure once in the
 * record and once at each partner that shares the plan, and nowhere else. What was written and not answered may be
 * there, once.
 */
export async function tollOf(
  { open, sharing, others }: Places,
  acknowledged: readonly Acknowledged[],
): Promise<Omit<Toll, 'kills' | 'acknowledged'>> {
  const store = await open();
  try {
    const { persons } = await store.changedSince(0);
    const records = await Promise.all(persons.map((person) => store.record(person)));
    const places: [string, readonly Resource[]][] = [
      ['the record', records.flatMap(({ parts }) => parts.map(({ resource }) => resource))],
    ];
    for (const { name, controls } of sharing) places.push([name, await controls.all()]);
    const lost: string[] = [];
    const doubled: string[] = [];
    for (const [place, resources] of places) {
      const measures = countsOf(resources);
      for (const { kind, mark } of acknowledged) {
        if (kind === 'measure' && !measures.has(mark)) lost.push(`${mark} is not in ${place}`);
      }
      for (const [mark, count] of measures) if (count > 1) doubled.push(`${mark} is ${count} times in ${place}`);
    }
    const rewritten = Map.groupBy(acknowledged, ({ kind, id = '' }) => (kind === 'text' ? id : ''));
    rewritten.delete('');
    for (const [id, edits] of rewritten) {
      const history = JSON.stringify(await store.history('Goal', id));
      for (const { mark } of edits) if (!history.includes(mark)) lost.push(`${mark} is in no version of its goal`);
    }
    const leaked: string[] = [];
    for (const { name, controls } of others) {
      for (const mark of countsOf(await controls.all()).keys()) leaked.push(`${mark} is in ${name}`);
    }
    return { lost, doubled, leaked };
  } finally {
    await store.close();
  }
}

/** How often each measure that was added stands there. */
function countsOf(resources: readonly Resource[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    if (resource.resourceType !== 'ServiceRequest') continue;
    for (const { part, mark } of marksIn(resource.code?.text ?? '')) {
      const text = `${part}·${mark}·`;
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  }
  return counts;
}
