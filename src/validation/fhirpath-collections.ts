import { type Code, fromTruth, fromValues, INTEGER, kindOf, Untranslatable } from './fhirpath-code.ts';
import { inlineExists, inlineNot } from './fhirpath-inline.ts';
import { counted, distinct, existsAt, raw, type Scope } from './fhirpath-values.ts';

/** Functions on collections (http://hl7.org/fhirpath/N1/#existence, #filtering-and-projection). */

export function exists(code: Code): Code {
  const { path, exists: some, inlineExists: inline } = code;
  if (some) {
    return { ...fromTruth(some), ...(inline ? { inline } : {}) };
  }
  const [keys, ...deeper] = path ?? [];
  if (path && keys) {
    const inline = deeper.length === 0 ? inlineExists(keys) : {};
    return { ...fromTruth((item) => existsAt(item, path, 0)), inline };
  }
  return fromTruth((item, scope) => code.values(item, scope).length > 0);
}

export function existsWhere(code: Code, criteria: Code): Code {
  return fromTruth((item, scope) =>
    counted(code.values(item, scope), scope).some((each) => criteria.truth(each, scope) === true),
  );
}

function not(code: Code): Code {
  const inline = code.inline && inlineNot(code.inline);
  const negated = fromTruth((item, scope) => {
    const truth = code.truth(item, scope);
    return truth === undefined ? undefined : !truth;
  });
  return inline ? { ...negated, inline } : negated;
}

export function where(code: Code, criteria: Code): Code {
  const fits = (each: unknown, scope: Scope): boolean => criteria.truth(each, scope) === true;
  return {
    ...fromValues(
      (item, scope) => counted(code.values(item, scope), scope).filter((each) => fits(each, scope)),
      code.shape,
    ),
    exists: (item, scope) => counted(code.values(item, scope), scope).some((each) => fits(each, scope)),
  };
}

export function all(code: Code, criteria: Code): Code {
  return fromTruth((item, scope) =>
    counted(code.values(item, scope), scope).every((each) => criteria.truth(each, scope) === true),
  );
}

export function select(code: Code, criteria: Code): Code {
  return fromValues(
    (item, scope) => counted(code.values(item, scope), scope).flatMap((each) => criteria.values(each, scope)),
    criteria.shape,
  );
}

/** The functions on a collection that have no argument; undefined for another. */
export function ofCollection(name: string, code: Code): Code | undefined {
  switch (name) {
    case 'empty':
      return not(exists(code));
    case 'not':
      return not(code);
    case 'count':
      return fromValues((item, scope) => [code.values(item, scope).length], INTEGER);
    case 'first':
      return fromValues((item, scope) => code.values(item, scope).slice(0, 1), code.shape);
    case 'tail':
      return fromValues((item, scope) => code.values(item, scope).slice(1), code.shape);
    case 'last':
      return fromValues((item, scope) => code.values(item, scope).slice(-1), code.shape);
    case 'distinct':
      return fromValues((item, scope) => distinct(counted(code.values(item, scope), scope)), code.shape);
    case 'isDistinct':
      return fromTruth((item, scope) => {
        const values = counted(code.values(item, scope), scope);
        return distinct(values).length === values.length;
      });
    case 'hasValue':
      return hasValue(code);
    case 'allTrue':
    case 'allFalse':
    case 'anyTrue':
    case 'anyFalse':
      return quantified(name, code);
    default:
      return undefined;
  }
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
