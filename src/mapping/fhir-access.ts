import { isObject, type Json, type JsonObject } from '../record/json.ts';
import type { FhirPath, FhirStep } from './fhir-path.ts';
import { pointerTo } from './loss.ts';
import type { Marks } from './marks.ts';

/** An object that is being written. */
export type Draft = { [key: string]: Json | undefined };

/** A value that was found, with the container it stands in. */
export interface Found {
  readonly value: Json;
  readonly pointer: string;
  /** Tells that it is read, with what it was chosen by. */
  take(): void;
  /** Tells only that what it stands in was looked into. */
  enter(): void;
}

/** A path made ready: no text is looked at any more when a record is mapped. */
export interface FhirAccess {
  write(target: Draft, value: Json): void;
  /**
   * The value at the path that nobody has read yet. Of a list at the end of it, the first item that is `fitting`.
   */
  find(target: JsonObject, pointer: string, marks: Marks, fitting?: (value: Json) => boolean): Found | undefined;
}

export function accessOf({ steps }: FhirPath): FhirAccess {
  const inner = steps.slice(0, -1);
  const last = steps.at(-1) as FhirStep;
  return {
    write(target, value) {
      let place = target;
      for (const step of inner) place = enter(place, step);
      if (!last.isArray) {
        place[last.name] = value;
        return;
      }
      const list = listAt(place, last.name);
      list.push(isObject(value) ? { ...last.known, ...value } : value);
    },
    find(target, pointer, marks, fitting) {
      let place: JsonObject = target;
      for (const step of inner) {
        const next = stepInto(place, step);
        if (!isObject(next)) return undefined;
        place = next;
      }
      const value = place[last.name];
      if (value === undefined || value === null || marks.isTaken(place, last.name)) return undefined;
      if (!last.isArray) {
        return fitting?.(value) === false
          ? undefined
          : new FoundInFhir(steps, target, pointer, marks, value, place, -1);
      }
      if (!Array.isArray(value)) return undefined;
      const list = value as readonly Json[];
      for (let index = 0; index < list.length; index += 1) {
        const item = list[index] as Json;
        if (item === null || marks.isTaken(list, index) || !isSelected(item, last.selector)) continue;
        if (fitting?.(item) === false) continue;
        return new FoundInFhir(steps, target, pointer, marks, item, place, index);
      }
      return undefined;
    },
  };
}

/** Where it stands is walked again only when it is told as read, or as lost. */
class FoundInFhir implements Found {
  readonly value: Json;
  private readonly steps: readonly FhirStep[];
  private readonly target: JsonObject;
  private readonly from: string;
  private readonly marks: Marks;
  private readonly holder: JsonObject;
  private readonly index: number;

  constructor(
    steps: readonly FhirStep[],
    target: JsonObject,
    from: string,
    marks: Marks,
    value: Json,
    holder: JsonObject,
    index: number,
  ) {
    this.steps = steps;
    this.target = target;
    this.from = from;
    this.marks = marks;
    this.value = value;
    this.holder = holder;
    this.index = index;
  }

  get pointer(): string {
    let at = this.from;
    let place: Json | undefined = this.target;
    for (const [depth, step] of this.steps.entries()) {
      at = pointerTo(at, step.name);
      if (!isObject(place)) continue;
      const isLast = depth === this.steps.length - 1;
      if (step.isArray) at = pointerTo(at, isLast ? this.index : indexEntered(place[step.name] ?? null, step));
      if (!isLast) place = stepInto(place, step);
    }
    return at;
  }

  enter(): void {
    const { marks, holder, index, steps } = this;
    let place = this.target;
    for (let depth = 0; depth < steps.length - 1; depth += 1) {
      const step = steps[depth] as FhirStep;
      marks.touch(place);
      const next = stepInto(place, step) as JsonObject;
      if (step.isArray) {
        marks.touch(place[step.name] as readonly Json[]);
        takeSelector(next, step.selector, marks);
      }
      place = next;
    }
    marks.touch(holder);
    if (index >= 0) marks.touch(this.list);
  }

  take(): void {
    this.enter();
    if (this.index >= 0) this.marks.take(this.list, this.index);
    else this.marks.take(this.holder, this.name);
  }

  private get name(): string {
    return (this.steps.at(-1) as FhirStep).name;
  }

  private get list(): readonly Json[] {
    return this.holder[this.name] as readonly Json[];
  }
}

/** What a step that is not the last one leads to. */
function stepInto(place: JsonObject, step: FhirStep): Json | undefined {
  const next = place[step.name];
  if (!step.isArray || !Array.isArray(next)) return step.isArray ? undefined : next;
  return (next as readonly Json[])[indexEntered(next, step)];
}

function enter(place: Draft, step: FhirStep): Draft {
  if (!step.isArray) {
    const next = place[step.name];
    if (isObject(next)) return next as Draft;
    const made: Draft = {};
    place[step.name] = made;
    return made;
  }
  const list = listAt(place, step.name);
  const there = step.selector.length === 0 ? list[0] : list.find((item) => isSelected(item, step.selector));
  if (isObject(there)) return there as Draft;
  const made: Draft = { ...step.known };
  list.push(made);
  return made;
}

/** Which item of a list a step leads into; -1: one that is not there. */
export function indexEntered(list: Json, { selector }: Pick<FhirStep, 'selector'>): number {
  if (!Array.isArray(list)) return -1;
  if (selector.length === 0) return list.length > 0 ? 0 : -1;
  return list.findIndex((item: Json) => isSelected(item, selector));
}

/** The list under the name, made where there is none. */
export function listAt(place: Draft, name: string): Json[] {
  const there = place[name];
  if (Array.isArray(there)) return there as Json[];
  const made: Json[] = [];
  place[name] = made;
  return made;
}

function isSelected(item: Json, selector: FhirStep['selector']): boolean {
  return selector.length === 0 || (isObject(item) && selector.every(([key, value]) => item[key] === value));
}

function takeSelector(item: JsonObject, selector: FhirStep['selector'], marks: Marks): void {
  marks.touch(item);
  for (const [key] of selector) marks.take(item, key);
}
