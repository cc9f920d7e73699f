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
      const item = isObject(value) ? { ...Object.fromEntries(last.selector), ...value } : value;
      list.push(item);
    },
    find(target, pointer, marks, fitting) {
      let place: JsonObject = target;
      const indices: number[] = [];
      const passed: (() => void)[] = [];
      for (const { name, isArray, selector } of inner) {
        const next = place[name];
        const holder = place;
        if (!isArray) {
          if (!isObject(next)) return undefined;
          passed.push(() => marks.touch(holder));
          place = next;
          continue;
        }
        if (!Array.isArray(next)) return undefined;
        const index = indexEntered(next, { selector });
        const item: Json | undefined = next[index];
        if (!isObject(item)) return undefined;
        passed.push(() => {
          marks.touch(holder);
          marks.touch(next);
          takeSelector(item, selector, marks);
        });
        indices.push(index);
        place = item;
      }
      const value = place[last.name];
      if (value === undefined || marks.isTaken(place, last.name)) return undefined;
      const holder = place;
      const takeInner = (): void => {
        for (const each of passed) each();
      };
      if (!last.isArray) {
        if (value === null || fitting?.(value) === false) return undefined;
        const enter = (): void => {
          takeInner();
          marks.touch(holder);
        };
        return foundAt(
          value,
          () => pointerAt(pointer, steps, indices),
          enter,
          () => marks.take(holder, last.name),
        );
      }
      if (!Array.isArray(value)) return undefined;
      const index = value.findIndex(
        (item: Json, place_: number) =>
          item !== null &&
          !marks.isTaken(value, place_) &&
          isSelected(item, last.selector) &&
          fitting?.(item) !== false,
      );
      const item: Json | undefined = value[index];
      if (item === undefined) return undefined;
      const enter = (): void => {
        takeInner();
        marks.touch(holder);
        marks.touch(value);
      };
      indices.push(index);
      return foundAt(
        item,
        () => pointerAt(pointer, steps, indices),
        enter,
        () => marks.take(value, index),
      );
    },
  };
}

/** A value, how what it stands in is told as looked into, and how it itself is told as read. */
export function foundAt(value: Json, pointer: () => string, enter: () => void, take: () => void): Found {
  return {
    value,
    // Asked for only where something is lost.
    get pointer() {
      return pointer();
    },
    enter,
    take() {
      enter();
      take();
    },
  };
}

function pointerAt(pointer: string, steps: readonly FhirStep[], indices: readonly number[]): string {
  let at = pointer;
  let next = 0;
  for (const { name, isArray } of steps) {
    at = pointerTo(at, name);
    if (isArray) at = pointerTo(at, indices[next++] ?? '-');
  }
  return at;
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
  const made: Draft = Object.fromEntries(step.selector);
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
