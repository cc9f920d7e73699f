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

export type Backup = ReadonlyMap<string, readonly Version[]>;

/** What a system holds, with every version, on a clock of its own that moves a second a write. */
export class SystemMemory {
  habits: Habits;
  #versions = new Map<string, Version[]>();
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
    const key = `${given.resourceType}/${given.id}`;
    const versions = this.#versions.get(key) ?? [];
    this.#now += 1_000;
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
    const version = { type: given.resourceType, id: given.id ?? '', number, at, resource };
    this.#versions.delete(key);
    this.#versions.set(key, [...versions, version]);
    return version;
  }

  delete(type: string, id: string): void {
    const versions = this.#versions.get(`${type}/${id}`) ?? [];
    this.#now += 1_000;
    const at = new Date(this.#now).toISOString();
    this.#versions.set(`${type}/${id}`, [...versions, { type, id, number: versions.length + 1, at }]);
  }

  versionsOf(type: string, id: string): readonly Version[] {
    return this.#versions.get(`${type}/${id}`) ?? [];
  }

  current(type: string, id: string): Version | undefined {
    return this.versionsOf(type, id).at(-1);
  }

  /** What there is now of a type, a row that changed at the end. */
  all(type: string): readonly Version[] {
    return [...this.#versions.values()].flatMap((versions) => {
      const last = versions.at(-1);
      return last?.resource?.resourceType === type ? [last] : [];
    });
  }

  /** Every version and deletion of a type, the oldest first. */
  ever(type: string): readonly Version[] {
    return [...this.#versions.values()]
      .flat()
      .filter((version) => version.type === type)
      .sort((left, right) => (left.at < right.at ? -1 : 1));
  }

  backup(): Backup {
    return new Map(this.#versions);
  }

  restore(backup: Backup): void {
    this.#versions = new Map([...backup].map(([key, versions]) => [key, [...versions]]));
  }
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
