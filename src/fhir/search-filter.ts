import type { RowFilter, SearchFilter, StringValue } from '../search/filter.ts';
import { normalized } from '../search/normalized.ts';
import { type SearchParameter, searchParameter } from '../search/parameters.ts';
import { rowNames } from '../search/rows.ts';
import { contact } from '../search/value-rows.ts';
import { fieldsOf } from '../validation/fields.ts';
import { badParameter } from './bad-parameter.ts';
import { dateBounds, quantityValue } from './bounds.ts';
import { type CodesOf, inValueSets } from './in-value-set.ts';
import { referenceValues, targetsOf } from './reference-value.ts';
import type { Parameter } from './request.ts';
import { badModifier, noValue, tooManyValues } from './search-refusal.ts';
import { alternatives, split, tokenValue, unescaped } from './search-value.ts';
import { isServed, SERVED_TYPES } from './served-types.ts';

/** Links that one search follows, one after the other. */
const MAX_DEPTH = 4;
/** Each alternative of a composite is a condition of its own. */
const MAX_COMPOSITES = 100;

/** What a parameter is read with. */
export interface Reading {
  readonly base: string;
  /** Told of every type that the search looks at besides its own. */
  readonly onType: (type: string) => void;
  /** Absent: `:in` and `:not-in` are not answered. */
  readonly codesOf?: CodesOf;
}

/**
 * What a search parameter asks: with its modifier, along a chain (`subject:Patient.name`) or the other way (`_has:Goal:patient:category`;
 * search.html § 3.1.1.4).
 *
 * @returns undefined for a parameter that there is none of
 * @throws SamplanError `unknown-parameter` for a modifier that is not answered, `bad-parameter` for a value
 * @example
 * filterOf('CarePlan', ['status:not', 'draft'], reading); // { kind: 'not', filter: { kind: 'token', … } }
 */
export function filterOf(type: string, parameter: Parameter, reading: Reading, depth = 0): SearchFilter | undefined {
  const [name, value] = parameter;
  if (depth > MAX_DEPTH) throw tooDeep();
  if (name.startsWith('_has:')) return hasFilter(type, parameter, reading, depth);
  const dot = name.indexOf('.');
  if (dot > 0) return chainFilter(type, [name.slice(0, dot), name.slice(dot + 1)], value, { ...reading, depth });
  const [code = '', modifier, ...more] = name.split(':');
  if (more.length > 0) throw badModifier(name, []);
  if (modifier === 'missing' && (code === '_id' || code === '_lastUpdated')) return missingFilter(code, value, NONE);
  if (code === '_id') return idFilter(modifier, value);
  if (code === '_lastUpdated') {
    if (modifier !== undefined) throw badModifier(name, ['missing']);
    return { kind: 'date', name: code, within: alternatives(name, value).flatMap((one) => dateBounds(name, one)) };
  }
  const known = searchParameter(type, code);
  if (!known) return undefined;
  if (modifier === 'missing' && known.kind !== 'composite')
    return missingFilter(code, value, { kind: 'missing', name: code });
  if (known.kind === 'composite') return compositeFilter(known, modifier, value, reading);
  if (modifier === 'text' && !rowNames(type).has(name)) throw badModifier(name, ['missing', 'not']);
  return valueFilter(known, modifier, value, reading);
}

function idFilter(modifier: string | undefined, value: string): SearchFilter {
  const filter: SearchFilter = { kind: 'id', values: alternatives('_id', value).map(unescaped) };
  if (modifier === undefined) return filter;
  if (modifier === 'not') return { kind: 'not', filter };
  throw badModifier(`_id:${modifier}`, ['missing', 'not']);
}

/** Every resource has an id and a time of its last change. */
const NONE: SearchFilter = { kind: 'id', values: [] };

/** @param filter what lacks a value is found by */
function missingFilter(name: string, value: string, filter: SearchFilter): SearchFilter {
  if (value === 'true') return filter;
  if (value === 'false') return { kind: 'not', filter };
  throw badParameter(
    `${name}:missing`,
    {
      nb: 'Verdien må være true eller false.',
      nn: 'Verdien må vere true eller false.',
      en: 'The value must be true or false.',
    },
    'true or false',
  );
}

function valueFilter(
  known: SearchParameter,
  modifier: string | undefined,
  value: string,
  { base, codesOf }: Reading,
): SearchFilter {
  const { name, kind, paths } = known;
  const spelled = modifier === undefined ? name : `${name}:${modifier}`;
  const each = alternatives(spelled, value);
  switch (kind) {
    case 'token': {
      const hasTypes = paths.some(({ type }) => type === 'Identifier');
      if (modifier === 'text')
        return { kind: 'string', name: spelled, values: each.map((one) => textValue(spelled, 'starts', one)) };
      if (modifier === 'of-type' && hasTypes)
        return { kind: 'token', name: spelled, values: each.map((one) => ofType(spelled, one)) };
      if (codesOf && (modifier === 'in' || modifier === 'not-in')) {
        const filter: SearchFilter = { kind, name, values: inValueSets(spelled, each.map(unescaped), codesOf) };
        return modifier === 'in' ? filter : { kind: 'not', filter };
      }
      if (modifier !== undefined && modifier !== 'not') {
        throw badModifier(spelled, ['missing', 'not', 'text', 'in', 'not-in', ...(hasTypes ? ['of-type'] : [])]);
      }
      const filter = rowFilter(known, each, base);
      return modifier === 'not' ? { kind: 'not', filter } : filter;
    }
    case 'string':
      if (modifier === undefined) return rowFilter(known, each, base);
      if (modifier !== 'exact' && modifier !== 'contains') throw badModifier(spelled, ['missing', 'exact', 'contains']);
      return { kind: 'string', name, values: each.map((one) => textValue(spelled, modifier, one)) };
    case 'reference':
      if (modifier === undefined) return rowFilter(known, each, base);
      if (modifier === 'identifier')
        return { kind: 'token', name: spelled, values: each.map((one) => tokenValue(spelled, one)) };
      // Of a type that is not kept here there is nothing; what is no type of a resource is no question.
      if (!fieldsOf(modifier)?.has('meta')) throw badModifier(spelled, ['missing', 'identifier', ...targetsOf(known)]);
      return {
        kind: 'reference',
        name,
        values: each.flatMap((one) => referenceValues(known, one, { base, type: modifier })),
      };
    case 'uri':
      if (modifier === 'below') return { kind: 'reference', name, values: each.map(unescaped), below: true };
      if (modifier === 'above') return { kind: 'reference', name, values: each.map(unescaped).flatMap(above) };
      if (modifier !== undefined) throw badModifier(spelled, ['missing', 'above', 'below']);
      return rowFilter(known, each, base);
    default:
      if (modifier !== undefined) throw badModifier(spelled, ['missing']);
      return rowFilter(known, each, base);
  }
}

/** The alternatives of a parameter without a modifier. */
function rowFilter(known: SearchParameter, each: readonly string[], base: string): RowFilter {
  const { name, kind, paths } = known;
  switch (kind) {
    case 'token': {
      const isContact = paths.some(({ type }) => type === 'ContactPoint');
      const values = each.map((one) => tokenValue(name, one));
      return {
        kind,
        name,
        values: isContact
          ? values.map(({ system, code = '' }) => ({
              ...(system === undefined ? {} : { system }),
              code: contact(code),
            }))
          : values,
      };
    }
    case 'string':
      return { kind, name, values: each.map((one) => textValue(name, 'starts', one)) };
    case 'date':
      return { kind, name, within: each.flatMap((one) => dateBounds(name, one)) };
    case 'quantity':
      return { kind, name, values: each.map((one) => quantityValue(name, one)) };
    default:
      return { kind: 'reference', name, values: each.flatMap((one) => referenceValues(known, one, { base })) };
  }
}

function compositeFilter(
  { name, components = [] }: SearchParameter,
  modifier: string | undefined,
  value: string,
  { base }: Reading,
): SearchFilter {
  if (modifier !== undefined) throw badModifier(`${name}:${modifier}`, []);
  const each = alternatives(name, value);
  if (each.length > MAX_COMPOSITES) throw tooManyValues(name, MAX_COMPOSITES);
  const together = each.map((one) => {
    const pieces = split(one, '$');
    if (pieces.length !== components.length || pieces.some((piece) => piece === '')) throw noValue(name, 'one$another');
    return components.map(({ kind, paths }, index): RowFilter => {
      const component: SearchParameter = { name: `${name}.${index}`, kind, url: '', paths, targets: SERVED_TYPES };
      return rowFilter(component, [pieces[index] ?? ''], base);
    });
  });
  return { kind: 'together', alternatives: together };
}

function chainFilter(
  type: string,
  [head, rest]: readonly [string, string],
  value: string,
  { depth, ...reading }: Reading & { readonly depth: number },
): SearchFilter | undefined {
  const [name = '', stated, ...more] = head.split(':');
  const known = searchParameter(type, name);
  if (known?.kind !== 'reference' || more.length > 0) return undefined;
  const targets = targetsOf(known);
  const [target, ...others] = stated === undefined ? targets : [stated];
  if (target === undefined || others.length > 0 || !isServed(target)) throw badModifier(head, targets);
  reading.onType(target);
  const filter = filterOf(target, [rest, value], reading, depth + 1);
  return filter && { kind: 'refers-to', name, type: target, filters: [filter] };
}

function hasFilter(type: string, [name, value]: Parameter, reading: Reading, depth: number): SearchFilter | undefined {
  const [, from = '', by = '', ...rest] = name.split(':');
  const known = isServed(from) ? searchParameter(from, by) : undefined;
  if (known?.kind !== 'reference' || rest.length === 0 || !targetsOf(known).includes(type)) return undefined;
  reading.onType(from);
  const filter = filterOf(from, [rest.join(':'), value], reading, depth + 1);
  return filter && { kind: 'referred-by', name: by, type: from, filters: [filter] };
}

function textValue(name: string, how: StringValue['how'], value: string): StringValue {
  const text = how === 'exact' ? unescaped(value) : normalized(unescaped(value));
  if (text === '') throw noValue(name, 'a text');
  return { how, text };
}

/** `system|code|value`: an identifier by the coding of its type. */
function ofType(name: string, value: string): { readonly system: string; readonly code: string } {
  const [system = '', type = '', code = '', ...more] = split(value, '|').map(unescaped);
  if (type === '' || code === '' || more.length > 0) throw noValue(name, 'system|code|value');
  return { system: `${system}|${type}`, code };
}

/** The address, and every one that it lies below. */
function above(address: string): readonly string[] {
  const pieces = address.split('/');
  return pieces.map((_piece, index) => pieces.slice(0, index + 1).join('/')).flatMap((one) => [one, `${one}/`]);
}

function tooDeep(): Error {
  return badParameter(
    'chain',
    {
      nb: 'Søket følger for mange lenker etter hverandre.',
      nn: 'Søket følgjer for mange lenkjer etter kvarandre.',
      en: 'The search follows too many links one after the other.',
    },
    `at most ${MAX_DEPTH} links`,
  );
}
