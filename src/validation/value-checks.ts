import { describe } from './describe.ts';
import type { Text } from './finding.ts';
import { isObject } from './object-checks.ts';
import { compareDates } from './partial-dates.ts';
import type { Check, Pass } from './pass.ts';
import type { RegexTest } from './safe-regex.ts';
import type { Site } from './site.ts';

/** What generated code calls for a profile's limits on single values. */

/** Negative, zero or positive, or undefined where the two cannot be compared. */
function compare(value: unknown, bound: unknown, isDate: boolean): number | undefined {
  if (typeof value === 'number' && typeof bound === 'number') {
    return value - bound;
  }
  if (typeof value === 'string' && typeof bound === 'string') {
    return isDate ? compareDates(value, bound) : value < bound ? -1 : value === bound ? 0 : 1;
  }
  if (isObject(value) && isObject(bound)) {
    const isSame =
      value['system'] === bound['system'] && (value['code'] ?? value['unit']) === (bound['code'] ?? bound['unit']);
    return isSame ? compare(value['value'], bound['value'], false) : undefined;
  }
  return undefined;
}

/** minValue[x] and maxValue[x]; what cannot be compared passes. */
export function range(
  pass: Pass,
  value: unknown,
  bound: unknown,
  limit: { readonly isMin: boolean; readonly isDate: boolean },
  name: string,
  index: number,
  site: Site,
): void {
  const difference = compare(value, bound, limit.isDate);
  if (difference !== undefined && (limit.isMin ? difference < 0 : difference > 0)) {
    pass.fail(site, name, index, describe(value));
  }
}

/** A profile's regular expression on a primitive type. */
export function form(pass: Pass, value: unknown, test: RegexTest, name: string, index: number, site: Site): void {
  if (value === undefined || value === null || typeof value === 'object') {
    return;
  }
  let holds: boolean;
  try {
    holds = test(String(value), pass);
  } catch {
    pass.fail({ ...site, rule: 'work-limit', severity: 'warning' }, name, index);
    return;
  }
  if (!holds) {
    pass.fail(site, name, index, describe(value));
  }
}

const WHERE: Readonly<Record<string, Text>> = {
  contained: { nb: 'en ressurs i contained', nn: 'ein ressurs i contained', en: 'a contained resource' },
  bundled: { nb: 'en ressurs i samme Bundle', nn: 'ein ressurs i same Bundle', en: 'a resource of the same Bundle' },
  referenced: { nb: 'en ressurs utenfor', nn: 'ein ressurs utanfor', en: 'a resource elsewhere' },
};

/** Where the target of a reference may be: contained, in the Bundle, or elsewhere. */
export function aggregation(
  pass: Pass,
  value: unknown,
  modes: ReadonlySet<string>,
  name: string,
  index: number,
  site: Site,
): void {
  const reference = isObject(value) ? value['reference'] : undefined;
  if (typeof reference !== 'string') {
    return;
  }
  const isContained = reference.startsWith('#');
  const isBundled = !isContained && pass.resolve(reference) !== undefined;
  // What is in the Bundle is referenced, too.
  const holds = isContained ? modes.has('contained') : modes.has('referenced') || (isBundled && modes.has('bundled'));
  if (!holds) {
    pass.fail(site, name, index, WHERE[isContained ? 'contained' : isBundled ? 'bundled' : 'referenced']);
  }
}

/** The target of a reference, when it is in hand, follows one of the profiles for its type. */
export function targetProfile(
  pass: Pass,
  value: unknown,
  checks: readonly Check[],
  types: readonly string[],
  name: string,
  index: number,
  site: Site,
): void {
  const reference = isObject(value) ? value['reference'] : undefined;
  const target = typeof reference === 'string' ? pass.resolve(reference) : undefined;
  const type = target?.['resourceType'];
  if (!target || typeof type !== 'string') {
    return;
  }
  const own = checks.filter(
    (_, at) => types[at] === type || types[at] === 'Resource' || types[at] === 'DomainResource',
  );
  let broken: string | undefined;
  for (const check of own) {
    const rule = pass.breach(check, target, true);
    if (rule === undefined) {
      return;
    }
    broken ??= rule;
  }
  if (broken !== undefined) {
    pass.fail(site, name, index, {
      nb: `en ressurs som bryter regelen ${broken}`,
      nn: `ein ressurs som bryt regelen ${broken}`,
      en: `a resource that breaks the rule ${broken}`,
    });
  }
}
