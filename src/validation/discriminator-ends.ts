import { normalizeCanonical, spellings } from './canonical.ts';
import type { DiscriminatorStep } from './discriminator-path.ts';
import { type ElementNode, fixedOrPattern } from './element-tree.ts';
import type { Matcher, MatcherContext } from './matcher.ts';
import { quote } from './quote.ts';
import type { SourceUnit } from './source-unit.ts';
import type { ElementType } from './structure-definition.ts';
import { describeDemand } from './value-match.ts';

/** A test that the string is this one, in any of its spellings. */
export function isOneOf(value: string, expression: string): string {
  return `(${spellings(value)
    .map((spelling) => `${expression}===${quote(spelling)}`)
    .join('||')})`;
}

function narrow(value: unknown, steps: readonly DiscriminatorStep[]): unknown {
  const [step, ...rest] = steps;
  if (!step) {
    return value;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => narrow(item, steps)).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (!('element' in step) || typeof value !== 'object' || value === null) {
    return undefined;
  }
  const inner = narrow(Reflect.get(value, step.element), rest);
  return inner === undefined ? undefined : { [step.element]: inner };
}

/** What the element itself fixes at the end of these steps. */
export function valueTest(
  node: ElementNode,
  steps: readonly DiscriminatorStep[],
  unit: SourceUnit,
): Matcher | undefined {
  const demand = fixedOrPattern(node.definition);
  const value = demand && narrow(demand.value, steps);
  if (!demand || value === undefined) {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) {
    const source = typeof value === 'string' ? isOneOf(value, 'e') : `e===${JSON.stringify(value)}`;
    const only = typeof value === 'string' ? spellings(value) : [JSON.stringify(value)];
    return { source, reading: describeDemand(value), only };
  }
  const exact = demand.kind === 'fixed' && steps.length === 0;
  return { source: `${exact ? 'equals' : 'matches'}(e,${unit.constant(value)})`, reading: describeDemand(value) };
}

/** A required value set tells slices apart as a fixed value does. */
export function bindingTest(node: ElementNode, { unit, linker }: MatcherContext): Matcher | undefined {
  const binding = node.definition.binding;
  if (binding?.strength !== 'required' || binding.valueSet === undefined) {
    return undefined;
  }
  const set = linker.codeSet(binding.valueSet);
  const code = node.definition.type?.[0]?.code;
  if (!set || (code !== 'Coding' && code !== 'CodeableConcept' && code !== 'code')) {
    return undefined;
  }
  const held = unit.constant(set);
  const reading = `in ${set.url}`;
  if (code === 'code') {
    return { source: `${held}.codes.has(e)`, reading };
  }
  const coding = `(e!==null&&typeof e==='object'&&${held}.hasCoding(e.system,e.code))`;
  return code === 'Coding'
    ? { source: coding, reading }
    : { source: `(e!==null&&typeof e==='object'&&some(e.coding,(e)=>${coding}))`, reading };
}

/** Types of which a resource has one: those that others specialize are left out. */
function onlyTypes(types: readonly (string | undefined)[]): readonly string[] | undefined {
  const names = types.filter((type) => type !== undefined);
  return names.includes('Resource') || names.includes('DomainResource') ? undefined : names;
}

/** The type of a resource. */
export function typeTest(types: readonly ElementType[], { unit }: MatcherContext): Matcher | undefined {
  const codes = types.map(({ code }) => code);
  return codes.length === 0
    ? undefined
    : {
        source: `isResourceOf(e,${unit.constant(new Set(codes))})`,
        reading: `type ${codes.join(' | ')}`,
        only: onlyTypes(codes),
      };
}

/** The profiles of the element's type. */
export function profileTest(types: readonly ElementType[], { unit, linker }: MatcherContext): Matcher | undefined {
  const canonicals = types.flatMap(({ profile }) => profile ?? []);
  const checks = canonicals.map((canonical) => linker.profile(canonical));
  if (checks.length === 0 || checks.includes(undefined)) {
    return undefined;
  }
  const names = new Set(canonicals.map((canonical) => linker.typeOf(canonical)));
  return {
    source: `isOfProfile(pass,e,${unit.constant(checks)},${unit.constant(names)})`,
    reading: `profile ${canonicals.map(normalizeCanonical).join(' | ')}`,
  };
}

/** The type or the profile of what a reference leads to. */
export function targetTest(node: ElementNode, { unit, linker, kind }: MatcherContext): Matcher | undefined {
  const canonicals = (node.definition.type ?? []).flatMap(({ targetProfile }) => targetProfile ?? []);
  const types = canonicals.map((canonical) => linker.typeOf(canonical));
  if (canonicals.length === 0 || types.includes(undefined)) {
    return undefined;
  }
  const set = unit.constant(new Set(types));
  const checks = kind === 'profile' ? canonicals.map((canonical) => linker.profile(canonical)) : [];
  const isPlain = checks.every((check) => check === undefined || check.isEmpty === true);
  if (isPlain) {
    return {
      source: `isTargetOf(pass,e,${set})`,
      unknown: 'pass.typeOfReference(e)===undefined',
      reading: `resolve() is ${types.join(' | ')}`,
      only: onlyTypes(types),
    };
  }
  return {
    source: `someTarget(pass,e,(e)=>isOfProfile(pass,e,${unit.constant(checks)},${set}))`,
    unknown: `(!isInHand(pass,e)&&(isTargetOf(pass,e,${set})||pass.typeOfReference(e)===undefined))`,
    reading: `resolve() is ${canonicals.map(normalizeCanonical).join(' | ')}`,
  };
}
