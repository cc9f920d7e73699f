import type { Resource } from '@medplum/fhirtypes';
import type { Habits } from './habits.ts';

/** One state of one resource. */
export interface Version {
  readonly type: string;
  readonly id: string;
  readonly number: number;
  readonly at: string;
  /** Absent: deleted. */
  readonly resource?: Resource;
}

export type Backup = ReadonlyMap<string, ReadonlyMap<string, readonly Version[]>>;

/** What a system holds, with every version, on a clock of its own that moves a second a write. */
export class SystemMemory {
  habits: Habits;
  /** Whether a history that flips its order gives the newest first this time. */
  flips = false;
  /** What happens once a write is carried out: every state of the system passes here. */
  onWritten: (version: Version) => void = () => {};
  #versions = new Map<string, Map<string, readonly Version[]>>();
  #now: number;
  #created = 0;

  constructor(habits: Habits, start: number) {
    this.habits = habits;
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  later(milliseconds: number): void {
    this.#now += milliseconds;
  }

  newId(): string {
    this.#created += 1;
    return `made-${this.#created}`;
  }

  put(given: Resource): Version {
    const { resourceType: type, id = '' } = given;
    const versions = this.versionsOf(type, id);
    this.#now += this.habits.tickMs;
    const number = versions.length + 1;
    const at = new Date(this.#now).toISOString();
    const { versionId: _version, lastUpdated, ...kept } = given.meta ?? {};
    const meta = {
      ...kept,
      ...(this.habits.versions ? { versionId: String(number) } : {}),
      ...(this.habits.times ? { lastUpdated: versions.length === 0 ? (lastUpdated ?? at) : at } : {}),
    };
    const { meta: _meta, ...content } = given;
    const resource = copy({ ...content, ...(Object.keys(meta).length > 0 ? { meta } : {}) }) as Resource;
    const version = { type, id, number, at, resource };
    // A row that changed moves to the end.
    this.#of(type).delete(id);
    this.#of(type).set(id, [...versions, version]);
    this.onWritten(version);
    return version;
  }

  delete(type: string, id: string): void {
    const versions = this.versionsOf(type, id);
    this.#now += this.habits.tickMs;
    const version = { type, id, number: versions.length + 1, at: new Date(this.#now).toISOString() };
    this.#of(type).set(id, [...versions, version]);
    this.onWritten(version);
  }

  versionsOf(type: string, id: string): readonly Version[] {
    return this.#of(type).get(id) ?? [];
  }

  current(type: string, id: string): Version | undefined {
    return this.versionsOf(type, id).at(-1);
  }

  /** What there is now of a type, a row that changed at the end. */
  all(type: string): readonly Version[] {
    const found: Version[] = [];
    for (const versions of this.#of(type).values()) {
      const last = versions.at(-1);
      if (last?.resource) found.push(last);
    }
    return found;
  }

  /** Every version and deletion of a type, the oldest first. */
  ever(type: string): readonly Version[] {
    return [...this.#of(type).values()].flat().sort((left, right) => Date.parse(left.at) - Date.parse(right.at));
  }

  backup(): Backup {
    return new Map([...this.#versions].map(([type, versions]) => [type, new Map(versions)]));
  }

  restore(backup: Backup): void {
    this.#versions = new Map([...backup].map(([type, versions]) => [type, new Map(versions)]));
  }

  #of(type: string): Map<string, readonly Version[]> {
    const known = this.#versions.get(type);
    if (known) return known;
    const made = new Map<string, readonly Version[]>();
    this.#versions.set(type, made);
    return made;
  }
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
