import type { CodeSet } from './binding-check.ts';
import type { ElementTree } from './element-tree.ts';
import { type ElementPlace, type Key, primitiveShape, type Shape, shapeOf, stepTo } from './fhirpath-shape.ts';
import { type Expression, parseFhirPath } from './fhirpath-syntax.ts';
import {
  distinct,
  equal,
  existsAt,
  NONE,
  one,
  Primitive,
  raw,
  readKeys,
  type Scope,
  same,
  type Truth,
  truthOf,
  type Values,
} from './fhirpath-values.ts';
import type { NativeInvariant } from './invariant.ts';
import { compareDates } from './partial-dates.ts';
import { safeRegex } from './safe-regex.ts';

/** What a translation asks of the definitions. */
export interface TranslationSource {
  tree(type: string): ElementTree | undefined;
  codeSet(url: string): CodeSet | undefined;
}

/** A translated expression: what it gives for an item, and the same as a boolean. */
interface Code {
  readonly values: (item: unknown, scope: Scope) => Values;
  readonly truth: (item: unknown, scope: Scope) => Truth;
  readonly shape: Shape;
  /** Keys from the item, when the expression is nothing but steps. */
  readonly path?: readonly (readonly Key[])[];
  /** The one value, where the definitions allow no more: without a list around it. */
  readonly single?: (item: unknown, scope: Scope) => unknown;
  /** True when there is a value: without gathering them all. */
  readonly exists?: (item: unknown, scope: Scope) => boolean;
}

/** Thrown for what is left to the FHIRPath engine. */
class Untranslatable extends Error {}

const BOOLEAN = primitiveShape('boolean');
const STRING = primitiveShape('string');
const INTEGER = primitiveShape('integer');
const EMPTY: Shape = { objects: [], primitives: [] };

const DATES = new Set(['date', 'dateTime', 'instant']);
const NUMBERS = new Set(['integer', 'decimal', 'positiveInt', 'unsignedInt']);
const CONSTANTS: Readonly<Record<string, string>> = {
  ucum: 'http://unitsofmeasure.org',
  sct: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
};

/** The item itself. */
const ITSELF = (shape: Shape): Code => ({
  ...fromValues((item) => [item], shape),
  path: [],
  single: (item) => raw(item),
});

function fromValues(values: Code['values'], shape: Shape): Code {
  return { values, truth: (item, scope) => truthOf(values(item, scope)), shape };
}

const YES: Values = [true];
const NO: Values = [false];

function fromTruth(truth: Code['truth']): Code {
  return {
    values: (item, scope) => {
      const result = truth(item, scope);
      return result === undefined ? NONE : result ? YES : NO;
    },
    truth,
    shape: BOOLEAN,
  };
}

type Kind = 'date' | 'number' | 'text' | 'boolean' | 'time' | 'object' | 'nothing';

/** The one kind of values that a shape has; a mixture is not translated. */
function kindOf({ objects, primitives }: Shape): Kind {
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
function sharedKind(left: Shape, right: Shape): Kind {
  const [a, b] = [kindOf(left), kindOf(right)];
  if (a !== b && a !== 'nothing' && b !== 'nothing') {
    throw new Untranslatable('different types');
  }
  return a === 'nothing' ? b : a;
}

class Translator {
  private readonly source: TranslationSource;
  private readonly root: Shape;
  private readonly resource: Shape | undefined;

  constructor(source: TranslationSource, root: Shape, resource: Shape | undefined) {
    this.source = source;
    this.root = root;
    this.resource = resource;
  }

  private treeOf = (type: string): ElementTree | undefined => this.source.tree(type);

  translate(expression: Expression, focus: Shape): Code {
    switch (expression.kind) {
      case 'literal':
        return this.literal(expression.type, expression.value);
      case 'nothing':
        return fromValues(() => NONE, EMPTY);
      case 'this':
        return ITSELF(focus);
      case 'constant':
        return this.constant(expression.name);
      case 'member':
        return this.member(expression.on, expression.name, focus);
      case 'call':
        return this.call(expression, focus);
      case 'item':
        return this.item(expression.on, expression.index, focus);
      case 'binary':
        return this.binary(expression.operator, expression.left, expression.right, focus);
      case 'type':
        return this.typed(expression.operator, expression.of, expression.type, focus);
      default:
        throw new Untranslatable(expression.kind);
    }
  }

  private literal(type: string, value: unknown): Code {
    if (type !== 'string' && type !== 'number' && type !== 'boolean') {
      throw new Untranslatable(`a ${type}`);
    }
    const values: Values = [value];
    const shape = type === 'number' ? primitiveShape('decimal') : primitiveShape(type);
    return { ...fromValues(() => values, shape), single: () => value };
  }

  private constant(name: string): Code {
    const text = CONSTANTS[name];
    if (text !== undefined) {
      return fromValues(() => [text], STRING);
    }
    if (name === 'context') {
      return fromValues((_, { context }) => [context], this.root);
    }
    if (name === 'resource' && this.resource) {
      return fromValues((_, { resource }) => [resource], this.resource);
    }
    throw new Untranslatable(`%${name}`);
  }

  /** The code before a dot; the item itself when nothing stands there. */
  private before(on: Expression | undefined, focus: Shape): Code {
    return on ? this.translate(on, focus) : ITSELF(focus);
  }

  private member(on: Expression | undefined, name: string, focus: Shape): Code {
    // `Appointment.start` in a rule of Appointment is its start.
    if (!on && focus === this.root && focus.objects[0]?.node.id === name) {
      return this.before(undefined, focus);
    }
    const before = this.before(on, focus);
    if (before.shape.objects.length === 0 && !['id', 'extension', 'value'].includes(name)) {
      // A primitive has no such child: a choice of types asks for what only some of them have.
      return fromValues(() => NONE, EMPTY);
    }
    const step = stepTo(before.shape, name, this.treeOf);
    if (!step) {
      throw new Untranslatable(`the step ${name}`);
    }
    const { keys, shape } = step;
    const single = step.isSingle && before.single ? { single: singleStep(before.single, keys) } : {};
    if (before.path?.length === 0) {
      const values: Code['values'] = (item) => {
        const into: unknown[] = [];
        readKeys(item, keys, into);
        return into;
      };
      return { ...fromValues(values, shape), path: [keys], ...single };
    }
    const values: Code['values'] = (item, scope) => {
      const into: unknown[] = [];
      for (const holder of before.values(item, scope)) {
        readKeys(holder, keys, into);
      }
      return into;
    };
    return { ...fromValues(values, shape), ...(before.path ? { path: [...before.path, keys] } : {}), ...single };
  }

  private item(on: Expression, index: Expression, focus: Shape): Code {
    const list = this.translate(on, focus);
    if (index.kind !== 'literal' || index.type !== 'number') {
      throw new Untranslatable('an index that is no number');
    }
    const at = index.value as number;
    return fromValues((item, scope) => list.values(item, scope).slice(at, at + 1), list.shape);
  }

  private binary(operator: string, leftSide: Expression, rightSide: Expression, focus: Shape): Code {
    const left = this.translate(leftSide, focus);
    const right = this.translate(rightSide, focus);
    switch (operator) {
      case 'and':
      case 'or':
      case 'xor':
      case 'implies':
        return fromTruth(logic(operator, left, right));
      case '=':
      case '!=':
        return equality(operator === '=', left, right);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return order(operator, left, right);
      case 'in':
        return membership(left, right);
      case 'contains':
        return membership(right, left);
      case '|':
        return fromValues((item, scope) => distinct([...left.values(item, scope), ...right.values(item, scope)]), {
          objects: [...left.shape.objects, ...right.shape.objects],
          primitives: [...left.shape.primitives, ...right.shape.primitives],
        });
      case '+':
      case '&':
        return concatenation(operator, left, right);
      default:
        throw new Untranslatable(operator);
    }
  }

  /** `is` and `as` where the definitions or the resourceType decide. */
  private typed(operator: string, of: Expression, name: string, focus: Shape): Code {
    const type = name.replace(/^FHIR\./, '');
    if (name.startsWith('System.')) {
      throw new Untranslatable('a type of FHIRPath itself');
    }
    const code = this.translate(of, focus);
    const narrowed = this.choice(code, type) ?? this.resources(code, type);
    if (!narrowed) {
      throw new Untranslatable(`the type ${name}`);
    }
    if (operator !== 'is') {
      return narrowed;
    }
    return fromTruth((item, scope) =>
      code.values(item, scope).length === 0 ? undefined : narrowed.values(item, scope).length > 0,
    );
  }

  /** A choice element narrowed to one of its types. */
  private choice(code: Code, type: string): Code | undefined {
    const keys = code.path?.at(-1);
    const exact = keys?.filter((key) => key.type === type);
    const shape = shapeOf(type, this.treeOf);
    if (!keys || !code.path || keys.length < 2 || !exact || !shape) {
      return undefined;
    }
    // A type that others specialize (Quantity, string, uri) is left to the engine, which knows them.
    if (exact.length !== 1 || /^(?:Quantity|string|uri|integer|Element|Resource|DomainResource)$/.test(type)) {
      return undefined;
    }
    const path = [...code.path.slice(0, -1), exact];
    return { ...fromValues((item) => valuesAt(item, path), shape), path };
  }

  private resources(code: Code, type: string): Code | undefined {
    const shape = shapeOf(type, this.treeOf);
    if (!code.shape.isAnyResource || !shape || shape.isAnyResource || shape.primitives.length > 0) {
      return undefined;
    }
    return fromValues(
      (item, scope) =>
        code.values(item, scope).filter((each) => (each as { resourceType?: unknown }).resourceType === type),
      shape,
    );
  }

  private call({ on, name, arguments: list }: Expression & { kind: 'call' }, focus: Shape): Code {
    const code = this.before(on, focus);
    const [first] = list;
    const criteria = (): Code => {
      if (!first || list.length !== 1) {
        throw new Untranslatable(`${name} with ${list.length} arguments`);
      }
      return this.translate(first, itemShape(code.shape));
    };
    switch (name) {
      case 'exists':
        return first ? existsWhere(code, criteria()) : exists(code);
      case 'empty':
        return not(exists(code));
      case 'not':
        return not(code);
      case 'count':
        return fromValues((item, scope) => [code.values(item, scope).length], INTEGER);
      case 'where':
        return where(code, criteria());
      case 'all':
        return all(code, criteria());
      case 'select':
        return select(code, criteria());
      case 'first':
        return fromValues((item, scope) => code.values(item, scope).slice(0, 1), code.shape);
      case 'tail':
        return fromValues((item, scope) => code.values(item, scope).slice(1), code.shape);
      case 'last':
        return fromValues((item, scope) => code.values(item, scope).slice(-1), code.shape);
      case 'trace':
        return code;
      case 'distinct':
        return fromValues((item, scope) => distinct(code.values(item, scope)), code.shape);
      case 'isDistinct':
        return fromTruth((item, scope) => {
          const values = code.values(item, scope);
          return distinct(values).length === values.length;
        });
      case 'hasValue':
        return hasValue(code);
      case 'allTrue':
      case 'allFalse':
      case 'anyTrue':
      case 'anyFalse':
        return quantified(name, code);
      case 'iif':
        return this.iif(list, focus);
      case 'extension':
        return this.extension(code, first);
      case 'is':
      case 'as':
      case 'ofType':
        return this.typed(name, on ?? { kind: 'this' }, typeArgument(first), focus);
      case 'startsWith':
      case 'endsWith':
      case 'contains':
        return textTest(name, code, this.text(first, focus));
      case 'replace':
        return this.replace(code, list);
      case 'matches':
        return matching(code, first);
      case 'length':
        return textLength(code);
      case 'toInteger':
        return toInteger(code);
      case 'memberOf':
        return this.memberOf(code, first);
      default:
        throw new Untranslatable(`${name}()`);
    }
  }

  private text(argument: Expression | undefined, focus: Shape): Code {
    const code = argument && this.translate(argument, focus);
    if (!code || kindOf(code.shape) !== 'text') {
      throw new Untranslatable('an argument that is no text');
    }
    return code;
  }

  private replace(code: Code, [pattern, substitution]: readonly Expression[]): Code {
    const isText = (part: Expression | undefined) =>
      part?.kind === 'literal' && typeof part.value === 'string' && part.value;
    const from = isText(pattern);
    const to =
      substitution?.kind === 'literal' && typeof substitution.value === 'string' ? substitution.value : undefined;
    if (
      kindOf(code.shape) !== 'text' ||
      typeof from !== 'string' ||
      from === '' ||
      to === undefined ||
      to.includes('$')
    ) {
      throw new Untranslatable('replace()');
    }
    return fromValues((item, scope) => {
      const value = one(code.values(item, scope));
      return typeof value === 'string' ? [value.replaceAll(from, to)] : NONE;
    }, STRING);
  }

  private iif([condition, then, otherwise]: readonly Expression[], focus: Shape): Code {
    if (!condition || !then) {
      throw new Untranslatable('iif');
    }
    const [test, yes] = [this.translate(condition, focus), this.translate(then, focus)];
    const no = otherwise ? this.translate(otherwise, focus) : fromValues(() => NONE, EMPTY);
    return fromValues((item, scope) => (test.truth(item, scope) === true ? yes : no).values(item, scope), {
      objects: [...yes.shape.objects, ...no.shape.objects],
      primitives: [...yes.shape.primitives, ...no.shape.primitives],
    });
  }

  private extension(code: Code, url: Expression | undefined): Code {
    const shape = shapeOf('Extension', this.treeOf);
    if (!shape || url?.kind !== 'literal' || url.type !== 'string') {
      throw new Untranslatable('extension()');
    }
    const holds = (each: unknown): boolean => (each as { url?: unknown } | null)?.url === url.value;
    return {
      ...fromValues(
        (item, scope) => code.values(item, scope).flatMap((holder) => extensionsOf(holder).filter(holds)),
        shape,
      ),
      exists: (item, scope) =>
        code.path?.length === 0
          ? extensionsOf(item).some(holds)
          : code.values(item, scope).some((holder) => extensionsOf(holder).some(holds)),
    };
  }

  private memberOf(code: Code, argument: Expression | undefined): Code {
    const url = argument?.kind === 'literal' && typeof argument.value === 'string' ? argument.value : undefined;
    const set = url === undefined ? undefined : this.source.codeSet(url);
    if (!set) {
      throw new Untranslatable('memberOf()');
    }
    return fromTruth((item, scope) => {
      const value = one(code.values(item, scope));
      if (value === undefined) {
        return undefined;
      }
      if (typeof value === 'string') {
        return set.codes.has(value);
      }
      const { system, code: own, coding } = value as { system?: unknown; code?: unknown; coding?: unknown };
      const codings = Array.isArray(coding)
        ? (coding as { system?: unknown; code?: unknown }[])
        : [{ system, code: own }];
      return codings.some((each) => set.hasCoding(each?.system, each?.code));
    });
  }
}

function extensionsOf(holder: unknown): readonly unknown[] {
  const target = holder instanceof Primitive ? holder.element : holder;
  const list =
    typeof target === 'object' && target !== null ? (target as { extension?: unknown }).extension : undefined;
  return Array.isArray(list) ? list : [];
}

/** The shape of one item of a collection: another object, so that `Patient` in a criterion is no longer the root. */
function itemShape(shape: Shape): Shape {
  return { ...shape };
}

function valuesAt(item: unknown, path: readonly (readonly Key[])[]): Values {
  let values: unknown[] = [item];
  for (const keys of path) {
    const next: unknown[] = [];
    for (const holder of values) {
      readKeys(holder, keys, next);
    }
    values = next;
  }
  return values;
}

/** The value of a key, or of the one key of a choice that is there. */
function singleStep(before: NonNullable<Code['single']>, keys: readonly Key[]): NonNullable<Code['single']> {
  return (item, scope) => {
    const holder = before(item, scope);
    if (typeof holder !== 'object' || holder === null) {
      return undefined;
    }
    for (const { key } of keys) {
      const value = (holder as Record<string, unknown>)[key];
      if (value !== undefined && value !== null) {
        return Array.isArray(value) ? one(value) : value;
      }
    }
    return undefined;
  };
}

function exists(code: Code): Code {
  const { path, exists: some } = code;
  if (some) {
    return fromTruth(some);
  }
  if (path && path.length > 0) {
    return fromTruth((item) => existsAt(item, path, 0));
  }
  return fromTruth((item, scope) => code.values(item, scope).length > 0);
}

function existsWhere(code: Code, criteria: Code): Code {
  return fromTruth((item, scope) => code.values(item, scope).some((each) => criteria.truth(each, scope) === true));
}

function not(code: Code): Code {
  return fromTruth((item, scope) => {
    const truth = code.truth(item, scope);
    return truth === undefined ? undefined : !truth;
  });
}

function where(code: Code, criteria: Code): Code {
  const fits = (each: unknown, scope: Scope): boolean => criteria.truth(each, scope) === true;
  return {
    ...fromValues((item, scope) => code.values(item, scope).filter((each) => fits(each, scope)), code.shape),
    exists: (item, scope) => code.values(item, scope).some((each) => fits(each, scope)),
  };
}

function all(code: Code, criteria: Code): Code {
  return fromTruth((item, scope) => code.values(item, scope).every((each) => criteria.truth(each, scope) === true));
}

function select(code: Code, criteria: Code): Code {
  return fromValues(
    (item, scope) => code.values(item, scope).flatMap((each) => criteria.values(each, scope)),
    criteria.shape,
  );
}

function logic(operator: string, left: Code, right: Code): Code['truth'] {
  switch (operator) {
    case 'and':
      return (item, scope) => {
        const a = left.truth(item, scope);
        if (a === false) {
          return false;
        }
        const b = right.truth(item, scope);
        return b === false ? false : a === undefined ? undefined : b;
      };
    case 'or':
      return (item, scope) => {
        const a = left.truth(item, scope);
        if (a === true) {
          return true;
        }
        const b = right.truth(item, scope);
        return b === true ? true : a === undefined ? undefined : b;
      };
    case 'xor':
      return (item, scope) => {
        const a = left.truth(item, scope);
        const b = right.truth(item, scope);
        return a === undefined || b === undefined ? undefined : a !== b;
      };
    default:
      return (item, scope) => {
        const a = left.truth(item, scope);
        if (a === false) {
          return true;
        }
        const b = right.truth(item, scope);
        return b === true ? true : a === undefined ? undefined : b;
      };
  }
}

function equality(isEqual: boolean, left: Code, right: Code): Code {
  const kind = sharedKind(left.shape, right.shape);
  const isDate = kind === 'date';
  const [a, b] = [left.single, right.single];
  if (a && b && !isDate && kind !== 'object') {
    return fromTruth((item, scope) => {
      const x = a(item, scope);
      const y = b(item, scope);
      return x === undefined || y === undefined ? undefined : (x === y) === isEqual;
    });
  }
  return fromTruth((item, scope) => {
    const result = equal(left.values(item, scope), right.values(item, scope), isDate);
    return result === undefined ? undefined : result === isEqual;
  });
}

function order(operator: string, left: Code, right: Code): Code {
  const kind = sharedKind(left.shape, right.shape);
  if (kind === 'object' || kind === 'boolean') {
    throw new Untranslatable('an order of objects');
  }
  return fromTruth((item, scope) => {
    const [a, b] = [one(left.values(item, scope)), one(right.values(item, scope))];
    if (a === undefined || b === undefined) {
      return undefined;
    }
    const difference =
      kind === 'date' ? compareDates(String(a), String(b)) : (a as number) < (b as number) ? -1 : a === b ? 0 : 1;
    if (difference === undefined) {
      return undefined;
    }
    switch (operator) {
      case '<':
        return difference < 0;
      case '<=':
        return difference <= 0;
      case '>':
        return difference > 0;
      default:
        return difference >= 0;
    }
  });
}

function membership(left: Code, right: Code): Code {
  const isDate = sharedKind(left.shape, right.shape) === 'date';
  return fromTruth((item, scope) => {
    const list = left.values(item, scope);
    if (list.length === 0) {
      return undefined;
    }
    one(list);
    return right.values(item, scope).some((each) => same(list[0], each, isDate) === true);
  });
}

function concatenation(operator: string, left: Code, right: Code): Code {
  const kind = sharedKind(left.shape, right.shape);
  if (kind !== 'text' && (kind !== 'number' || operator === '&')) {
    throw new Untranslatable(operator);
  }
  return fromValues(
    (item, scope) => {
      const [a, b] = [one(left.values(item, scope)), one(right.values(item, scope))];
      if (operator === '&') {
        return [`${a ?? ''}${b ?? ''}`];
      }
      return a === undefined || b === undefined ? NONE : [(a as number) + (b as number)];
    },
    kind === 'text' ? STRING : primitiveShape('decimal'),
  );
}

function hasValue(code: Code): Code {
  return fromTruth((item, scope) => {
    const values = code.values(item, scope);
    return values.length === 1 && raw(values[0]) !== undefined && typeof raw(values[0]) !== 'object';
  });
}

function quantified(name: string, code: Code): Code {
  if (kindOf(code.shape) !== 'boolean') {
    throw new Untranslatable(name);
  }
  const wanted = name.endsWith('True');
  return fromTruth((item, scope) => {
    const values = code.values(item, scope).map(raw);
    return name.startsWith('all') ? values.every((value) => value === wanted) : values.includes(wanted);
  });
}

function typeArgument(argument: Expression | undefined): string {
  if (argument?.kind !== 'member') {
    throw new Untranslatable('a type that is no name');
  }
  if (!argument.on) {
    return argument.name;
  }
  return `${typeArgument(argument.on)}.${argument.name}`;
}

function textTest(name: 'startsWith' | 'endsWith' | 'contains', code: Code, argument: Code): Code {
  if (kindOf(code.shape) !== 'text') {
    throw new Untranslatable(name);
  }
  const method = name === 'contains' ? 'includes' : name;
  return fromTruth((item, scope) => {
    const [value, part] = [one(code.values(item, scope)), one(argument.values(item, scope))];
    return typeof value === 'string' && typeof part === 'string' ? value[method](part) : undefined;
  });
}

function matching(code: Code, argument: Expression | undefined): Code {
  if (kindOf(code.shape) !== 'text' || argument?.kind !== 'literal' || typeof argument.value !== 'string') {
    throw new Untranslatable('matches()');
  }
  const test = safeRegex(argument.value);
  if (!test) {
    throw new Untranslatable('an unsafe regex');
  }
  return fromTruth((item, scope) => {
    const value = one(code.values(item, scope));
    return typeof value === 'string' ? test(value) : undefined;
  });
}

function textLength(code: Code): Code {
  if (kindOf(code.shape) !== 'text') {
    throw new Untranslatable('length()');
  }
  return fromValues((item, scope) => {
    const value = one(code.values(item, scope));
    return typeof value === 'string' ? [value.length] : NONE;
  }, INTEGER);
}

function toInteger(code: Code): Code {
  const kind = kindOf(code.shape);
  if (kind !== 'text' && kind !== 'nothing') {
    throw new Untranslatable('toInteger()');
  }
  return fromValues((item, scope) => {
    const value = one(code.values(item, scope));
    return typeof value === 'string' && /^[+-]?\d{1,10}$/.test(value) ? [Number(value)] : NONE;
  }, INTEGER);
}

/**
 * A constraint's expression as JavaScript, typed by the definitions: what steps there are, what is a choice, what is a
 * date. Undefined when it uses what only the FHIRPath engine knows.
 *
 * An expression that gives nothing does not hold, as for the official validator.
 */
export function translateInvariant(
  expression: string,
  place: ElementPlace,
  shape: Shape,
  source: TranslationSource,
): NativeInvariant | undefined {
  const root = place.tree.root;
  const isResource = (source.tree('Resource')?.root.children ?? []).every(({ name }) =>
    root.children.some((child) => child.name === name),
  );
  const resource: Shape | undefined = isResource
    ? { objects: [{ tree: place.tree, node: root }], primitives: [] }
    : undefined;
  try {
    const { truth } = new Translator(source, shape, resource).translate(parseFhirPath(expression), shape);
    return (value, pass) => truth(value, { context: value, resource: pass.resource }) === true;
  } catch (error) {
    if (error instanceof Untranslatable) {
      return undefined;
    }
    throw error;
  }
}
