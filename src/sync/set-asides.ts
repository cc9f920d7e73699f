import type { ReceivedResource, SetAside } from '../store/store.ts';
import { groupByPatient } from './group.ts';
import type { Pass } from './pass.ts';

/** What was set aside under a person it turned out not to be. */
interface SetAsideElsewhere {
  readonly entry: SetAside;
  readonly moved: readonly ReceivedResource[];
  readonly rest: readonly ReceivedResource[];
}

/** What is set aside from a partner, by the Patients that it is about: read once for a whole pass, and after changes. */
export class SetAsides {
  readonly #pass: Pass;
  #entries: Promise<readonly SetAside[]> | undefined;

  constructor(pass: Pass) {
    this.#pass = pass;
  }

  changed(): void {
    this.#entries = undefined;
  }

  /** What of the same Patient was set aside while it seemed to be somebody else's. */
  async elsewhere(patient: string, person: string): Promise<readonly SetAsideElsewhere[]> {
    const found = await this.#find(patient, person);
    const { store } = this.#pass.context;
    const survivors = await Promise.all(found.map(({ entry }) => store.survivor(entry.person)));
    if (found.every(({ entry }, index) => entry.person === survivors[index])) return found;
    // She has become one with another since they were read, and so has what was set aside.
    this.changed();
    return this.#find(patient, person);
  }

  async #find(patient: string, person: string): Promise<readonly SetAsideElsewhere[]> {
    this.#entries ??= this.#read();
    return (await this.#entries).flatMap((entry) => {
      const { byPatient } = groupByPatient(entry.resources);
      const own = entry.person === person ? undefined : byPatient.get(patient);
      if (!own) return [];
      const moved = byPatient.size === 1 ? entry.resources : own;
      return [{ entry, moved, rest: entry.resources.filter((one) => !moved.includes(one)) }];
    });
  }

  async #read(): Promise<readonly SetAside[]> {
    const { context, partner } = this.#pass;
    return (await context.store.allSetAside()).filter((one) => one.partner === partner.name);
  }
}
