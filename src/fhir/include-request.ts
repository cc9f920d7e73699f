import { searchParameter, searchParameters } from '../search/parameters.ts';
import { badParameter } from './bad-parameter.ts';
import { targetsOf } from './reference-value.ts';
import type { Parameter } from './request.ts';
import { isServed } from './served-types.ts';

/** What else an answer shows (search.html § 3.1.1.5.5). */
export interface Include {
  /** `from`: what a resource refers to. `to`: what refers to it. */
  readonly follows: 'from' | 'to';
  /** Type that refers; `*` for every one. */
  readonly type: string;
  /** Parameters of that type that are followed; absent: every reference. */
  readonly name?: string;
  /** The one type that is referred to. */
  readonly target?: string;
  /** Also from what is included. */
  readonly iterates: boolean;
}

const NAMES: Readonly<Record<string, Pick<Include, 'follows' | 'iterates'>>> = {
  _include: { follows: 'from', iterates: false },
  '_include:iterate': { follows: 'from', iterates: true },
  _revinclude: { follows: 'to', iterates: false },
  '_revinclude:iterate': { follows: 'to', iterates: true },
};

/** True for a parameter that asks for more resources. */
export function isInclude(name: string): boolean {
  return Object.hasOwn(NAMES, name);
}

/**
 * What an `_include` or `_revinclude` asks for: `Type:parameter`, `Type:parameter:TargetType`, `Type:*`, and of `_include` `*`.
 *
 * @throws SamplanError `bad-parameter`
 * @example
 * includeOf(['_include', 'CarePlan:goal']); // { follows: 'from', type: 'CarePlan', name: 'goal', iterates: false }
 */
export function includeOf([parameter, value]: Parameter): Include {
  const kind = NAMES[parameter];
  const [type = '', name = '*', target, ...more] = value.split(':');
  if (kind === undefined || more.length > 0) throw badInclude(parameter);
  if (value === '*' && kind.follows === 'from') return { ...kind, type };
  if (!isServed(type) || (target !== undefined && !isServed(target))) throw badInclude(parameter);
  const followed = value.includes(':') ? name : '';
  if (followed === '*') return { ...kind, type, ...(target === undefined ? {} : { target }) };
  const known = searchParameter(type, followed);
  if (known?.kind !== 'reference' || (target !== undefined && !targetsOf(known).includes(target))) {
    throw badInclude(parameter);
  }
  return { ...kind, type, name: followed, ...(target === undefined ? {} : { target }) };
}

/**
 * What can be asked for with `_include` on a type, or with `_revinclude`, as the CapabilityStatement says it.
 *
 * @example
 * includesOf('Goal').includes; // ['*', 'Goal:*', 'Goal:part-owner', 'Goal:patient', 'Goal:subject']
 */
export function includesOf(
  type: string,
  types: readonly string[],
): { readonly includes: readonly string[]; readonly revincludes: readonly string[] } {
  const references = (of: string) =>
    searchParameters(of).filter((one) => one.kind === 'reference' && targetsOf(one).length > 0);
  return {
    includes: ['*', `${type}:*`, ...references(type).map(({ name }) => `${type}:${name}`)],
    revincludes: types.flatMap((of) =>
      references(of).flatMap((one) => (targetsOf(one).includes(type) ? [`${of}:${one.name}`] : [])),
    ),
  };
}

function badInclude(name: string): Error {
  return badParameter(
    name,
    {
      nb: 'Verdien må være Type:parameter, der parameteren er en referanse, eventuelt med :Måltype etter, eller Type:*.',
      nn: 'Verdien må vere Type:parameter, der parameteren er ein referanse, eventuelt med :Måltype etter, eller Type:*.',
      en: 'The value must be Type:parameter, a parameter that is a reference, with :TargetType after it if need be, or Type:*.',
    },
    'a value of searchInclude or searchRevInclude in /metadata',
  );
}
