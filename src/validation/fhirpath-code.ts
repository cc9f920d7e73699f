import { type Inline, ITSELF } from './fhirpath-inline.ts';
import { type Key, primitiveShape, type Shape } from './fhirpath-shape.ts';
import { keptIn, NONE, raw, type Scope, type Truth, truthOf, type Values } from './fhirpath-values.ts';

/** A translated expression: what it gives for an item, and the same as a boolean. */
export interface Code {
  readonly values: (item: unknown, scope: Scope) => Values;
  readonly truth: (item: unknown, scope: Scope) => Truth;
  readonly shape: Shape;
  /** Keys from the item, when the expression is nothing but steps. */
  readonly path?: readonly (readonly Key[])[];
  /** The one value, where the definitions allow no more: without a list around it. */
  readonly single?: (item: unknown, scope: Scope) => unknown;
  /** True when there is a value: without gathering them all. */
  readonly exists?: (item: unknown, scope: Scope) => boolean;
  /** The same as source, where it is short; and as source of whether there is a value. */
  readonly inline?: Inline;
  readonly inlineExists?: Inline;
  /** True when it gives the same for every item. */
  readonly isFixed?: boolean;
  /** What it gives, when it is written out. */
  readonly literals?: Values;
}

/** Thrown for what is left to the FHIRPath engine. */
export class Untranslatable extends Error {}

export const BOOLEAN = primitiveShape('boolean');
export const STRING = primitiveShape('string');
export const INTEGER = primitiveShape('integer');
export const EMPTY: Shape = { objects: [], primitives: [] };

const DATES = new Set(['date', 'dateTime', 'instant']);
const NUMBERS = new Set(['integer', 'decimal', 'positiveInt', 'unsignedInt']);

export function fromValues(values: Code['values'], shape: Shape): Code {
  return { values, truth: (item, scope) => truthOf(values(item, scope)), shape };
}

const YES: Values = [true];
const NO: Values = [false];

export function fromTruth(truth: Code['truth']): Code {
  return {
    values: (item, scope) => {
      const result = truth(item, scope);
      return result === undefined ? NONE : result ? YES : NO;
    },
    truth,
    shape: BOOLEAN,
  };
}

/** The item itself. */
export function itself(shape: Shape): Code {
  const inline = shape.primitives.length === 0 ? { inline: ITSELF } : {};
  return { ...fromValues((item) => [item], shape), path: [], single: (item) => raw(item), ...inline };
}

/** Found once in an evaluation: for what is the same for every item, however many there are. */
export function once({ values, truth, shape, literals }: Code): Code {
  const [keyOfValues, keyOfTruth] = [{}, {}];
  return {
    values: (item, scope) => keptIn(scope, keyOfValues, () => values(item, scope)),
    truth: (item, scope) => keptIn(scope, keyOfTruth, () => truth(item, scope)),
    shape,
    isFixed: true,
    ...(literals ? { literals } : {}),
  };
}

/** The shape of values of either. */
export function either(left: Shape, right: Shape): Shape {
  return {
    objects: [...left.objects, ...right.objects],
    primitives: [...left.primitives, ...right.primitives],
  };
}

type Kind = 'date' | 'number' | 'text' | 'boolean' | 'time' | 'object' | 'nothing';

/** The one kind of values that a shape has; a mixture is not translated. */
export function kindOf({ objects, primitives }: Shape): Kind {
  const kinds = new Set<Kind>(
    primitives.map((type) =>
      DATES.has(type) ? 'date' : NUMBERS.has(type) ? 'number' : type === 'boolean' || type === 'time' ? type : 'text',
    ),
  );
  if (objects.length > 0) {
    kinds.add('object');
  }
  const [kind = 'nothing', ...others] = kinds;
  if (others.length > 0) {
    throw new Untranslatable('mixed types');
  }
  return kind;
}

/** The kind in which two shapes can be compared. */
export function sharedKind(left: Shape, right: Shape): Kind {
  const [a, b] = [kindOf(left), kindOf(right)];
  if (a !== b && a !== 'nothing' && b !== 'nothing') {
    throw new Untranslatable('different types');
  }
  return a === 'nothing' ? b : a;
}
