import type { Resource } from '@medplum/fhirtypes';
import { isError } from '../../src/errors.ts';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import type { Context } from '../../src/exchange/context.ts';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { undo } from '../../src/exchange/undo.ts';
import type { Store, Stored } from '../../src/store/store.ts';
import { type Ledger, marksIn, nameIn } from './ledger.ts';
import { PARTIES } from './papers.ts';
import { textOf, withText } from './part-text.ts';
import { isConflict } from './recorder.ts';
import { type Edit, GATE } from './scenario.ts';

/** The installation at whose gate somebody works. */
interface Place {
  readonly ledger: Ledger;
  /** What the disk holds. */
  readonly disk: Store;
  readonly context: Context;
  people(): Promise<readonly { readonly index: number; readonly person: string }[]>;
}

const [CALLER] = PARTIES as [(typeof PARTIES)[number]];

/** The users of the municipality who work at our own gate: they see records, and what is open about them. */
export class Gate {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  /** Somebody of the municipality writes through our own gate. */
  async edit({ kind, who, which }: Edit): Promise<boolean> {
    const people = await this.#place.people();
    const one = people[who % Math.max(people.length, 1)];
    const parts = one ? (await this.#place.disk.record(one.person)).parts : [];
    const type = { 'rewrites-goal': 'Goal', 'rewrites-measure': 'ServiceRequest', 'rewrites-task': 'Task' }[
      kind as string
    ];
    const marked = parts.filter(({ resource }) => nameIn(textOf(resource)) !== undefined && !isConflict(resource));
    const all = marked.filter(({ resource }) => resource.resourceType === (type ?? 'CarePlan'));
    const chosen = all[which % Math.max(all.length, 1)];
    if (!chosen) return false;
    const { resource, version } = chosen;
    const name = nameIn(textOf(resource)) ?? '';
    // Whoever writes here sees what is open about the part.
    const about = parts.filter(
      (one) => isConflict(one.resource) && one.resource.focus?.reference === `${resource.resourceType}/${resource.id}`,
    );
    const seen = [resource, ...about.map((one) => one.resource)];
    const text = this.#place.ledger.write(name, GATE, JSON.stringify(seen));
    try {
      await admitResource(this.#place.context, CALLER, withText(resource as never, text), { expectedVersion: version });
      return true;
    } catch (error) {
      this.#place.ledger.refuse(text);
      if (!isError(error)) throw error;
      return false;
    }
  }

  async #conflicts(): Promise<readonly Stored[]> {
    const found: Stored[] = [];
    for (const { person } of await this.#place.people()) {
      const { parts } = await this.#place.disk.record(person);
      found.push(...parts.filter(({ resource }) => isConflict(resource) && resource.status === 'requested'));
    }
    return found;
  }

  async decide(which: number, take: 'record' | 'partner'): Promise<void> {
    const conflicts = await this.#conflicts();
    const task = conflicts[which % Math.max(conflicts.length, 1)]?.resource;
    if (!task?.id) return;
    await this.#unlessRefused(resolveConflict(this.#place.context, CALLER, task.id, { take }));
  }

  async undo(which: number, back: number): Promise<void> {
    const parts: Stored[] = [];
    for (const { person } of await this.#place.people()) parts.push(...(await this.#place.disk.record(person)).parts);
    const able = parts.filter(({ resource, version }) => version > back && nameIn(textOf(resource)) !== undefined);
    const chosen = able[which % Math.max(able.length, 1)];
    if (!chosen) return;
    const { resourceType: type, id = '' } = chosen.resource;
    const isDone = await this.#unlessRefused(
      undo(this.#place.context, CALLER, { type, id, version: chosen.version - back }),
    );
    if (isDone) this.#seenHere(chosen.resource);
  }

  /** Whoever undoes has seen what there was. */
  #seenHere(resource: Resource): void {
    for (const { mark } of marksIn(JSON.stringify(resource))) this.#place.ledger.excused.set(mark, 'undone');
  }

  async #unlessRefused(work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      if (!isError(error)) throw error;
      return false;
    }
  }
}
