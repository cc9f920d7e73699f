import type { CodeSet } from './binding-check.ts';
import type { ElementTree } from './element-tree.ts';
import {
  type Code,
  EMPTY,
  either,
  fromTruth,
  fromValues,
  itself,
  kindOf,
  once,
  STRING,
  Untranslatable,
} from './fhirpath-code.ts';
import { all, exists, existsWhere, ofCollection, select, where } from './fhirpath-collections.ts';
import { inlineLogic } from './fhirpath-inline.ts';
import { memberOf } from './fhirpath-member-of.ts';
import { concatenation, doubtfulLogic, equality, logic, membership, order, union } from './fhirpath-operators.ts';
import { isFixed, partsOf } from './fhirpath-parts.ts';
import { resolved, resolvedIs, resolvedOfType } from './fhirpath-references.ts';
import { primitiveShape, type Shape, shapeOf } from './fhirpath-shape.ts';
import { extension, member, ofChoice, ofResource } from './fhirpath-steps.ts';
import type { Expression } from './fhirpath-syntax.ts';
import { matching, ofText, replaced, textTest } from './fhirpath-texts.ts';
import { NONE, type Values } from './fhirpath-values.ts';

/** What a translation asks of the definitions. */
export interface TranslationSource {
  tree(type: string): ElementTree | undefined;
  codeSet(url: string): CodeSet | undefined;
}

const CONSTANTS: Readonly<Record<string, string>> = {
  ucum: 'http://unitsofmeasure.org',
  sct: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
};

/** True for `resolve()` of something, before `is` or `ofType`. */
function isResolve(expression: Expression | undefined): expression is Expression & { readonly kind: 'call' } {
  return expression?.kind === 'call' && expression.name === 'resolve' && expression.arguments.length === 0;
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
    const code = this.plain(expression, focus);
    const isPlain = expression.kind === 'literal' || expression.kind === 'constant' || expression.kind === 'nothing';
    // Evaluated on each of many items, what begins at %resource would be found anew for every one of them.
    return focus !== this.root && !isPlain && isFixed(expression) ? once(code) : code;
  }

  private plain(expression: Expression, focus: Shape): Code {
    switch (expression.kind) {
      case 'literal':
        return this.literal(expression.type, expression.value);
      case 'nothing':
        return fromValues(() => NONE, EMPTY);
      case 'this':
        return itself(focus);
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
    const literals: Values = [value];
    const shape = type === 'number' ? primitiveShape('decimal') : primitiveShape(type);
    return { ...fromValues(() => literals, shape), single: () => value, literals };
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
    return on ? this.translate(on, focus) : itself(focus);
  }

  private member(on: Expression | undefined, name: string, focus: Shape): Code {
    // `Appointment.start` in a rule of Appointment is its start.
    return !on && focus === this.root && focus.objects[0]?.node.id === name
      ? itself(focus)
      : member(this.before(on, focus), name, this.treeOf);
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
      case 'implies': {
        const isDoubtful = [...partsOf(leftSide)].some(isResolve);
        const inline = isDoubtful ? undefined : inlineLogic(operator, left.inline ?? {}, right.inline ?? {});
        const code = fromTruth((isDoubtful ? doubtfulLogic : logic)(operator, left, right));
        return inline ? { ...code, inline } : code;
      }
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
        return union(left, right);
      case '+':
      case '&':
        return concatenation(operator, left, right);
      default:
        throw new Untranslatable(operator);
    }
  }

  /** `is` and `as` where the definitions, the resourceType or a reference decide. */
  private typed(operator: string, of: Expression, name: string, focus: Shape): Code {
    const type = name.replace(/^FHIR\./, '');
    if (name.startsWith('System.')) {
      throw new Untranslatable('a type of FHIRPath itself');
    }
    if (isResolve(of)) {
      const references = this.before(of.on, focus);
      const shape = shapeOf(type, this.treeOf);
      if (!shape || shape.primitives.length > 0) {
        throw new Untranslatable(`the type ${name}`);
      }
      return operator === 'is' ? resolvedIs(references, type) : resolvedOfType(references, type, shape);
    }
    const code = this.translate(of, focus);
    const narrowed = ofChoice(code, type, this.treeOf) ?? ofResource(code, type, this.treeOf);
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

  private call({ on, name, arguments: list }: Expression & { kind: 'call' }, focus: Shape): Code {
    const [first] = list;
    if (name === 'is' || name === 'as' || name === 'ofType') {
      return this.typed(name, on ?? { kind: 'this' }, typeArgument(first), focus);
    }
    const code = this.before(on, focus);
    const criteria = (): Code => {
      if (!first || list.length !== 1) {
        throw new Untranslatable(`${name} with ${list.length} arguments`);
      }
      // Another object than the root's shape, also where it is the same: `Patient` in a criterion is no longer the root.
      return this.translate(first, { ...code.shape });
    };
    switch (name) {
      case 'exists':
        return first ? existsWhere(code, criteria()) : exists(code);
      case 'where':
        return where(code, criteria());
      case 'all':
        return all(code, criteria());
      case 'select':
        return select(code, criteria());
      case 'trace':
        return code;
      case 'iif':
        return this.iif(list, focus);
      case 'extension':
        return extension(code, first, this.treeOf);
      case 'startsWith':
      case 'endsWith':
      case 'contains':
        return textTest(name, code, this.text(first, focus));
      case 'replace':
        return replaced(code, list);
      case 'matches':
        return matching(code, first);
      case 'memberOf':
        return this.memberOf(code, first);
      default:
        return first ? untranslated(name) : (this.withoutArguments(name, code) ?? untranslated(name));
    }
  }

  private withoutArguments(name: string, code: Code): Code | undefined {
    const resource = name === 'resolve' ? shapeOf('Resource', this.treeOf) : undefined;
    return resource ? resolved(code, resource) : (ofCollection(name, code) ?? ofText(name, code));
  }

  private text(argument: Expression | undefined, focus: Shape): Code {
    const code = argument && this.translate(argument, focus);
    if (!code || kindOf(code.shape) !== 'text') {
      throw new Untranslatable('an argument that is no text');
    }
    return code;
  }

  private iif([condition, then, otherwise]: readonly Expression[], focus: Shape): Code {
    if (!condition || !then) {
      throw new Untranslatable('iif');
    }
    const [test, yes] = [this.translate(condition, focus), this.translate(then, focus)];
    const no = otherwise ? this.translate(otherwise, focus) : fromValues(() => NONE, EMPTY);
    return fromValues(
      (item, scope) => (test.truth(item, scope) === true ? yes : no).values(item, scope),
      either(yes.shape, no.shape),
    );
  }

  private memberOf(code: Code, argument: Expression | undefined): Code {
    const url = argument?.kind === 'literal' && typeof argument.value === 'string' ? argument.value : undefined;
    const set = url === undefined ? undefined : this.source.codeSet(url);
    if (!set) {
      throw new Untranslatable('memberOf()');
    }
    return memberOf(code, set);
  }
}

function untranslated(name: string): never {
  throw new Untranslatable(`${name}()`);
}

function typeArgument(argument: Expression | undefined): string {
  if (argument?.kind !== 'member') {
    throw new Untranslatable('a type that is no name');
  }
  return argument.on ? `${typeArgument(argument.on)}.${argument.name}` : argument.name;
}

/**
 * An expression as JavaScript, typed by the definitions: what steps there are, what is a choice, what is a date. `resource` is the
 * shape of %resource, where it is known.
 *
 * @throws {Untranslatable} when it uses what only the FHIRPath engine knows.
 */
export function translate(
  expression: Expression,
  root: Shape,
  resource: Shape | undefined,
  source: TranslationSource,
): Code {
  return new Translator(source, root, resource).translate(expression, root);
}
