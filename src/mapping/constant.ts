import { equal, isObject, type Json, type JsonObject } from '../record/json.ts';
import { accessOf, type Draft, indexEntered } from './fhir-access.ts';
import type { FhirPath } from './fhir-path.ts';
import { type Loss, pointerTo } from './loss.ts';
import { type Marks, NOTHING_READ } from './marks.ts';

/** A value that is always written at a path, and looked for there on the way back. */
export interface Constant {
  write(target: Draft): void;
  isIn(target: JsonObject): boolean;
  /** Reads it, and nothing that stands beside it. */
  take(target: JsonObject, marks: Marks): void;
  /** Reads it; tells where the way back will write something else or more. */
  check(target: JsonObject, pointer: string, marks: Marks, losses: Loss[]): void;
}

export function constantAt(path: FhirPath, value: Json): Constant {
  const access = accessOf(path);
  const isIt = (there: Json): boolean => contains(there, value);
  const find = (target: JsonObject, marks: Marks) => access.find(target, '', marks, isIt);
  const isList = path.steps.at(-1)?.isArray === true;
  const take = (target: JsonObject, marks: Marks): boolean => {
    const found = find(target, NOTHING_READ);
    if (!found) return false;
    // Found among everything; what is marked is marked in the report that counts.
    const place = access.find(target, '', marks, isIt);
    if (!place) return true;
    if (equal(place.value, value)) place.take();
    else {
      place.enter();
      takeContained(place.value, value, marks);
    }
    return true;
  };
  return {
    write(target) {
      if (find(target, NOTHING_READ)) return;
      // Where something stands already, it is added to: a quantity's unit to its value.
      const there = isList || !isObject(value) ? undefined : access.find(target, '', NOTHING_READ)?.value;
      const own = copyOf(value);
      access.write(target, isObject(there) && isObject(own) ? { ...there, ...own } : own);
    },
    isIn: (target) => find(target, NOTHING_READ) !== undefined,
    take: (target, marks) => void take(target, marks),
    check(target, pointer, marks, losses) {
      if (take(target, marks)) return;
      const other = isList ? undefined : access.find(target, pointer, marks);
      other?.take();
      losses.push(other ? { pointer: other.pointer, reason: 'changed' } : inventedAt(path, target, pointer));
    },
  };
}

/** Of each record its own: what is written into it later is written into no other. */
function copyOf(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(copyOf);
  if (!isObject(value)) return value;
  const copy: { [key: string]: Json | undefined } = {};
  for (const key in value) copy[key] = copyOf(value[key] as Json);
  return copy;
}

/** The nearest place that the input has to where something new will stand. */
export function inventedAt({ steps }: FhirPath, target: JsonObject, pointer: string): Loss {
  let place: Json | undefined = target;
  let at = pointer;
  for (const [index, step] of steps.entries()) {
    at = pointerTo(at, step.name);
    const next: Json | undefined = isObject(place) ? place[step.name] : undefined;
    if (next === undefined) break;
    const entered: number = step.isArray && index < steps.length - 1 ? indexEntered(next, step) : -1;
    place = entered < 0 ? next : (next as readonly Json[])[entered];
    if (step.isArray) at = pointerTo(at, entered < 0 ? '-' : entered);
    if (step.isArray && entered < 0) break;
  }
  return { pointer: at, reason: 'invented' };
}

/** True when everything that is expected is there; more may be. Of a list, in any order. */
function contains(value: Json | undefined, expected: Json | undefined): boolean {
  if (isObject(expected)) {
    return isObject(value) && Object.keys(expected).every((key) => contains(value[key], expected[key]));
  }
  if (Array.isArray(expected)) {
    return Array.isArray(value) && expected.every((item: Json) => value.some((there: Json) => contains(there, item)));
  }
  return value === expected;
}

function takeContained(value: Json, expected: Json, marks: Marks): void {
  if (isObject(value) && isObject(expected)) {
    marks.touch(value);
    for (const key of Object.keys(expected)) takeKey(value, key, value[key] ?? null, expected[key] ?? null, marks);
  } else if (Array.isArray(value) && Array.isArray(expected)) {
    marks.touch(value);
    for (const item of expected as readonly Json[]) {
      const index = value.findIndex((there: Json) => contains(there, item));
      takeKey(value, index, value[index] as Json, item, marks);
    }
  }
}

function takeKey(holder: object, key: string | number, value: Json, expected: Json, marks: Marks): void {
  if (equal(value, expected)) marks.take(holder, key);
  else takeContained(value, expected, marks);
}
