import { isObject, type Json, type JsonObject } from '../record/json.ts';
import type { Draft, Found } from './fhir-access.ts';
import { pointerTo } from './loss.ts';
import type { Marks } from './marks.ts';

/** A path in the source, relative to the object that the part is read from: `address/street`, `responsible[]`. */
export interface SourcePath {
  readonly text: string;
  readonly steps: readonly string[];
  /** Every value of a list. */
  readonly each: boolean;
}

export interface SourceAccess {
  find(scope: JsonObject, pointer: string, marks: Marks): Found | undefined;
  peek(scope: JsonObject | undefined): Json | undefined;
  write(scope: Draft, value: Json): void;
  /** Where it stands in an object at the pointer, there or not. */
  pointerIn(pointer: string): string;
}

/** Undefined where the text is no path. A slash at its beginning says the same as none: every path is of its part. */
export function parseSourcePath(text: string): SourcePath | undefined {
  const each = text.endsWith('[]');
  const steps = (each ? text.slice(0, -2) : text).replace(/^\//u, '').split('/');
  return steps.some((step) => step === '' || step.includes('[')) ? undefined : { text, steps, each };
}

export function sourceAccess({ steps }: SourcePath): SourceAccess {
  const inner = steps.slice(0, -1);
  const last = steps.at(-1) ?? '';
  const holderIn = (scope: JsonObject): JsonObject | undefined => {
    let place: JsonObject = scope;
    for (const step of inner) {
      const next = fieldOf(place, step);
      if (!isObject(next)) return undefined;
      place = next;
    }
    return place;
  };
  const pointerIn = (pointer: string): string => steps.reduce<string>(pointerTo, pointer);
  const peek = (scope: JsonObject | undefined): Json | undefined => {
    const holder = scope && holderIn(scope);
    return (holder && fieldOf(holder, last)) ?? undefined;
  };
  return {
    peek,
    pointerIn,
    find(scope, pointer, marks) {
      const holder = holderIn(scope);
      const value = holder && fieldOf(holder, last);
      if (!holder || value === undefined || value === null) return undefined;
      return new FoundInSource(steps, scope, pointer, marks, value, holder);
    },
    write(scope, value) {
      let place = scope;
      for (const step of inner) {
        const next = place[step];
        if (isObject(next)) place = next as Draft;
        else {
          const made: Draft = {};
          place[step] = made;
          place = made;
        }
      }
      place[last] = value;
    },
  };
}

/** Where it stands is walked again only when it is told as read, or as lost. */
class FoundInSource implements Found {
  readonly value: Json;
  private readonly steps: readonly string[];
  private readonly scope: JsonObject;
  private readonly from: string;
  private readonly marks: Marks;
  private readonly holder: JsonObject;

  constructor(
    steps: readonly string[],
    scope: JsonObject,
    from: string,
    marks: Marks,
    value: Json,
    holder: JsonObject,
  ) {
    this.steps = steps;
    this.scope = scope;
    this.from = from;
    this.marks = marks;
    this.value = value;
    this.holder = holder;
  }

  get pointer(): string {
    return this.steps.reduce<string>(pointerTo, this.from);
  }

  enter(): void {
    const { steps, marks } = this;
    let place = this.scope;
    marks.touch(place);
    for (let depth = 0; depth < steps.length - 1; depth += 1) {
      place = place[steps[depth] ?? ''] as JsonObject;
      marks.touch(place);
    }
  }

  take(): void {
    this.enter();
    this.marks.take(this.holder, this.steps.at(-1) ?? '');
  }
}

function fieldOf(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
