import { type Code, either, fromTruth, fromValues, STRING, sharedKind, Untranslatable } from './fhirpath-code.ts';
import { inlineEquality } from './fhirpath-inline.ts';
import { NotInHand } from './fhirpath-references.ts';
import { primitiveShape } from './fhirpath-shape.ts';
import { counted, distinct, equal, keptIn, keyOf, NONE, one, same } from './fhirpath-values.ts';
import { compareDates } from './partial-dates.ts';

/** The operators of FHIRPath, as far as they are translated (http://hl7.org/fhirpath/N1/#operations). */

/**
 * A logical operator whose left side may ask for the target of a reference that is not in hand: where the right side decides
 * alone, that is no matter.
 */
export function doubtfulLogic(operator: string, left: Code, right: Code): Code['truth'] {
  const certain = logic(operator, left, right);
  const decisive = operator === 'and' ? false : operator === 'xor' ? undefined : true;
  return (item, scope) => {
    try {
      return certain(item, scope);
    } catch (error) {
      if (error instanceof NotInHand && decisive !== undefined && right.truth(item, scope) === decisive) {
        return decisive;
      }
      throw error;
    }
  };
}

export function logic(operator: string, left: Code, right: Code): Code['truth'] {
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

export function equality(isEqual: boolean, left: Code, right: Code): Code {
  const kind = sharedKind(left.shape, right.shape);
  const isDate = kind === 'date';
  const [a, b] = [left.single, right.single];
  if (a && b && !isDate && kind !== 'object') {
    const [literal] = right.literals ?? [];
    const inline =
      left.inline && kind === 'text' && typeof literal === 'string'
        ? inlineEquality(left.inline, literal, isEqual)
        : undefined;
    const equals = fromTruth((item, scope) => {
      const x = a(item, scope);
      const y = b(item, scope);
      return x === undefined || y === undefined ? undefined : (x === y) === isEqual;
    });
    return inline ? { ...equals, inline } : equals;
  }
  return fromTruth((item, scope) => {
    const result = equal(counted(left.values(item, scope), scope), right.values(item, scope), isDate);
    return result === undefined ? undefined : result === isEqual;
  });
}

export function order(operator: string, left: Code, right: Code): Code {
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

export function membership(left: Code, right: Code): Code {
  const isDate = sharedKind(left.shape, right.shape) === 'date';
  const literals = right.literals && new Set(right.literals.map((each) => keyOf(each, isDate)));
  const key = {};
  return fromTruth((item, scope) => {
    const list = left.values(item, scope);
    if (list.length === 0) {
      return undefined;
    }
    one(list);
    if (literals) {
      return literals.has(keyOf(list[0], isDate));
    }
    if (right.isFixed) {
      const among = keptIn(scope, key, () => new Set(right.values(item, scope).map((each) => keyOf(each, isDate))));
      return among.has(keyOf(list[0], isDate));
    }
    return counted(right.values(item, scope), scope).some((each) => same(list[0], each, isDate) === true);
  });
}

/** `|`: what is in one of them or in both, once. */
export function union(left: Code, right: Code): Code {
  const shape = either(left.shape, right.shape);
  if (left.literals && right.literals) {
    const literals = distinct([...left.literals, ...right.literals]);
    return { ...fromValues(() => literals, shape), literals };
  }
  return fromValues(
    (item, scope) => distinct(counted([...left.values(item, scope), ...right.values(item, scope)], scope)),
    shape,
  );
}

export function concatenation(operator: string, left: Code, right: Code): Code {
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
