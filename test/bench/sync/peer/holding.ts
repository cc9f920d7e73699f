import { randomUUID } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { cast, firstWrittenFrom, indexOf, MOULD, stampOf, writtenAt } from '../mould.ts';

/** A resource as the peer holds it: the bytes that it answers with. */
export interface Held {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly text: Buffer;
}

/** People whose papers are cast from one mould when they are asked for, so that a million resources take no memory. */
export interface Population {
  readonly count: number;
  /** The mould's papers: texts with id, version and time. */
  readonly papers: readonly string[];
}

interface Paper {
  readonly type: string;
  readonly text: string;
  readonly before: string;
  readonly after: string;
  readonly version: number;
  /** `system|value`. */
  readonly identifiers: readonly string[];
}

/** A page of what changed, oldest first. */
export interface Page {
  readonly held: readonly Held[];
  /** Where the next page starts; undefined after the last. */
  readonly next: string | undefined;
}

/** Search parameters that lead by an element. */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  subject: ['subject', 'patient'],
  for: ['patient'],
  patient: ['patient'],
  practitioner: ['practitioner'],
  organization: ['organization'],
};

/** All that a peer holds: a population, what was written besides, and what of both was written since. */
export class Holding {
  #count = 0;
  readonly #papers = new Map<string, Paper[]>();
  #indexByFnr = new Map<string, number>();
  readonly #written = new Map<string, Held>();
  /** In the order of writing; what was written again later stands there once more. */
  readonly #log = new Map<string, Held[]>();
  readonly #byIdentifier = new Map<string, Set<string>>();
  readonly #byReference = new Map<string, Set<string>>();
  #lastTime = 0;

  settle({ count, papers }: Population): void {
    this.#count = count;
    this.#papers.clear();
    for (const text of papers) {
      const resource = JSON.parse(text) as Resource;
      const { resourceType: type, id = '', meta } = resource;
      const [before = '', after = ''] = id.split(MOULD.number);
      const paper = {
        type,
        text,
        before,
        after,
        version: Number(meta?.versionId),
        identifiers: identifiersOf(resource),
      };
      this.#papers.set(type, [...(this.#papers.get(type) ?? []), paper]);
    }
    this.#indexByFnr = new Map(Array.from({ length: count }, (_, index) => [stampOf(index).fnr, index]));
  }

  get(type: string, id: string): Held | undefined {
    return this.#written.get(`${type}/${id}`) ?? this.#castById(type, id);
  }

  /** Writes the next version of a resource, or the first. */
  put(resource: Resource, id: string, time?: number): Held {
    const type = resource.resourceType;
    const version = (this.get(type, id)?.version ?? 0) + 1;
    // No two at once, so that no page ends between two of the same time.
    const at = time ?? Math.max(Date.now(), this.#lastTime + 1);
    this.#lastTime = Math.max(this.#lastTime, at);
    const meta = { ...resource.meta, versionId: String(version), lastUpdated: new Date(at).toISOString() };
    const text = Buffer.from(JSON.stringify({ ...resource, id, meta }));
    return this.#keep(resource, { type, id, version, time: at, text });
  }

  /** Takes a text in as it is, with id, version and time. */
  keep(text: string): void {
    const resource = JSON.parse(text) as Resource;
    const { resourceType: type, id = '', meta } = resource;
    const [version, time] = [Number(meta?.versionId), Date.parse(meta?.lastUpdated ?? '')];
    this.#keep(resource, { type, id, version, time, text: Buffer.from(text) });
  }

  #keep(resource: Resource, held: Held): Held {
    const { type, id } = held;
    this.#written.set(`${type}/${id}`, held);
    this.#log.set(type, this.#log.get(type) ?? []);
    this.#log.get(type)?.push(held);
    for (const identifier of identifiersOf(resource)) add(this.#byIdentifier, `${type} ${identifier}`, id);
    for (const [name, target] of referencesOf(resource)) add(this.#byReference, `${type} ${name} ${target}`, id);
    return held;
  }

  create(resource: Resource, id: string = randomUUID(), time?: number): Held {
    return this.put(resource, id, time);
  }

  withIdentifier(type: string, identifier: string): readonly Held[] {
    const written = [...(this.#byIdentifier.get(`${type} ${identifier}`) ?? [])].flatMap(
      (id) => this.get(type, id) ?? [],
    );
    if (written.length > 0) return written;
    const index = type === 'Patient' ? this.#indexByFnr.get(identifier.split('|')[1] ?? '') : undefined;
    const papers = this.#papers.get(type) ?? [];
    if (index !== undefined) return papers.flatMap((paper) => this.get(type, idOf(paper, index)) ?? []);
    return papers.flatMap((paper) => {
      const found = paper.identifiers.map((one) => this.#indexIn(one, identifier)).find((one) => one !== undefined);
      return found === undefined ? [] : (this.get(type, idOf(paper, found)) ?? []);
    });
  }

  /** Those that lead to all of these. */
  withReferences(type: string, references: ReadonlyMap<string, string>): readonly Held[] {
    const lists = [...references].map(
      ([name, target]) => this.#byReference.get(`${type} ${name} ${target}`) ?? new Set(),
    );
    const [first = new Set<string>(), ...rest] = lists as readonly Set<string>[];
    const written = [...first]
      .filter((id) => rest.every((ids) => ids.has(id)))
      .flatMap((id) => this.get(type, id) ?? []);
    if (written.length > 0) return written;
    const patient = references.get('patient') ?? references.get('subject');
    const paper = this.#papers.get('Patient')?.[0];
    const index =
      paper && patient ? this.#indexIn(`Patient/${paper.before}${MOULD.number}${paper.after}`, patient) : undefined;
    if (index === undefined) return [];
    return (this.#papers.get(type) ?? []).flatMap((one) => this.get(type, idOf(one, index)) ?? []);
  }

  /** @param from milliseconds since 1970 @param place where a page before said that this one starts */
  changed(type: string, from: number, count: number, place: string | undefined): Page {
    const papers = this.#papers.get(type) ?? [];
    const log = this.#log.get(type) ?? [];
    const [kind, at] = place?.split('-') ?? ['p', String(firstWrittenFrom(from) * papers.length)];
    const held: Held[] = [];
    let position = kind === 'p' ? Number(at) : this.#count * papers.length;
    for (; position < this.#count * papers.length && held.length < count; position += 1) {
      const paper = papers[position % papers.length] as Paper;
      const index = Math.floor(position / papers.length);
      if (!this.#written.has(`${type}/${idOf(paper, index)}`)) held.push(castFrom(paper, index));
    }
    if (position < this.#count * papers.length) return { held, next: `p-${position}` };
    let entry = kind === 'w' ? Number(at) : firstFrom(log, from);
    for (; entry < log.length && held.length < count; entry += 1) {
      const one = log[entry] as Held;
      if (this.#written.get(`${type}/${one.id}`) === one) held.push(one);
    }
    return { held, next: entry < log.length ? `w-${entry}` : undefined };
  }

  /** Everything that was written, without the population as it was cast. */
  written(): readonly string[] {
    return [...this.#written.values()].map(({ text }) => text.toString());
  }

  #castById(type: string, id: string): Held | undefined {
    for (const paper of this.#papers.get(type) ?? []) {
      const index = this.#indexIn(`${paper.before}${MOULD.number}${paper.after}`, id);
      if (index !== undefined) return castFrom(paper, index);
    }
    return undefined;
  }

  /** Whose text it is, where it is the mould's with somebody's number. */
  #indexIn(mould: string, text: string): number | undefined {
    const [before = '', after = ''] = mould.split(MOULD.number);
    if (!text.startsWith(before) || text.length !== mould.length || !text.endsWith(after)) return undefined;
    const index = indexOf(text.slice(before.length, before.length + MOULD.number.length));
    return index !== undefined && index < this.#count ? index : undefined;
  }
}

function idOf({ before, after }: Paper, index: number): string {
  return `${before}${stampOf(index).number}${after}`;
}

function castFrom(paper: Paper, index: number): Held {
  const { type, text, version } = paper;
  return {
    type,
    id: idOf(paper, index),
    version,
    time: writtenAt(index),
    text: Buffer.from(cast(text, stampOf(index))),
  };
}

/** Where the log is as late as that: it is in order. */
function firstFrom(log: readonly Held[], from: number): number {
  let [low, high] = [0, log.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((log[middle]?.time ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function identifiersOf(resource: Resource): readonly string[] {
  const given = 'identifier' in resource ? resource.identifier : undefined;
  return [given ?? []].flat().map(({ system = '', value = '' }) => `${system}|${value}`);
}

/** By the name of the search parameter. */
function referencesOf(resource: Resource): readonly (readonly [string, string])[] {
  const elements = resource as unknown as Readonly<Record<string, { readonly reference?: string } | undefined>>;
  return Object.entries(REFERENCES).flatMap(([element, names]) => {
    const target = elements[element]?.reference;
    return target === undefined ? [] : names.map((name) => [name, target] as const);
  });
}

function add(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key) ?? new Set();
  ids.add(id);
  index.set(key, ids);
}
