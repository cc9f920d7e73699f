import { normalizeCanonical, spellings } from './canonical.ts';
import { type DiscriminatorStep, discriminatorSteps } from './discriminator-path.ts';
import { type ElementNode, fixedOrPattern } from './element-tree.ts';
import { isPrimitive } from './primitives.ts';
import type { ProfileLinker } from './profile-linker.ts';
import { choiceKey } from './reference-targets.ts';
import { quote, type SourceUnit } from './source-unit.ts';
import type { Discriminator, ElementType } from './structure-definition.ts';
import { describeDemand } from './value-match.ts';

/** How items of a sliced element are told to belong to one slice: JavaScript expressions of `e` and `pass`. */
export interface Matcher {
  readonly source: string;
  /** When it cannot be told: a reference's target is asked about and is not in hand. */
  readonly unknown?: string;
  readonly reading: string;
}

interface Context {
  readonly kind: string;
  readonly unit: SourceUnit;
  readonly linker: ProfileLinker;
}

/** A test that the string is this one, in any of its spellings. */
function isOneOf(value: string, expression: string): string {
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

function valueTest(node: ElementNode, steps: readonly DiscriminatorStep[], unit: SourceUnit): Matcher | undefined {
  const demand = fixedOrPattern(node.definition);
  const value = demand && narrow(demand.value, steps);
  if (!demand || value === undefined) {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) {
    const source = typeof value === 'string' ? isOneOf(value, 'e') : `e===${JSON.stringify(value)}`;
    return { source, reading: describeDemand(value) };
  }
  const exact = demand.kind === 'fixed' && steps.length === 0;
  return { source: `${exact ? 'equals' : 'matches'}(e,${unit.constant(value)})`, reading: describeDemand(value) };
}

function bindingTest(node: ElementNode, { unit, linker }: Context): Matcher | undefined {
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

/** What the children of an element fix, when the element itself fixes nothing. */
function composedTest(node: ElementNode, context: Context): Matcher | undefined {
  const parts = node.children
    .filter((child) => child.name !== 'id' && child.name !== 'extension' && child.definition.max !== '0')
    .map((child) => stepMatcher(node, [{ element: child.name.replace('[x]', '') }], context))
    .filter((matcher) => matcher !== undefined);
  if (parts.length === 0) {
    return undefined;
  }
  return {
    source: `(e!==null&&typeof e==='object'&&${parts.map(({ source }) => source).join('&&')})`,
    reading: parts.map(({ reading }) => reading).join(', '),
  };
}

/** What a slice asks of the value at the end of a discriminator's path. */
function endTest(node: ElementNode, context: Context): Matcher | undefined {
  const types = node.definition.type ?? [];
  switch (context.kind) {
    case 'value':
    case 'pattern':
      return valueTest(node, [], context.unit) ?? bindingTest(node, context) ?? composedTest(node, context);
    case 'type': {
      const set = context.unit.constant(new Set(types.map(({ code }) => code)));
      const reading = `type ${types.map(({ code }) => code).join(' | ')}`;
      return types.length === 0 ? undefined : { source: `isResourceOf(e,${set})`, reading };
    }
    case 'profile':
      return profileTest(types, context);
    default:
      return undefined;
  }
}

function profileTest(types: readonly ElementType[], { unit, linker }: Context): Matcher | undefined {
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

/** What a slice asks of the target of a reference. */
function targetTest(node: ElementNode, rest: readonly DiscriminatorStep[], context: Context): Matcher | undefined {
  const { unit, linker, kind } = context;
  const canonicals = (node.definition.type ?? []).flatMap(({ targetProfile }) => targetProfile ?? []);
  if (canonicals.length === 0) {
    return undefined;
  }
  const unknown = '!isInHand(pass,e)';
  if (rest.length > 0 || kind === 'value' || kind === 'pattern' || kind === 'exists') {
    const [target, ...others] = canonicals;
    const root = target === undefined || others.length > 0 ? undefined : linker.tree(target)?.root;
    const inner = root && stepMatcher(root, rest, context);
    return (
      inner && { source: `someTarget(pass,e,(e)=>${inner.source})`, unknown, reading: `resolve().${inner.reading}` }
    );
  }
  const types = canonicals.map((canonical) => linker.typeOf(canonical));
  if (types.includes(undefined)) {
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
    };
  }
  return {
    source: `someTarget(pass,e,(e)=>isOfProfile(pass,e,${unit.constant(checks)},${set}))`,
    unknown: `(!isInHand(pass,e)&&(isTargetOf(pass,e,${set})||pass.typeOfReference(e)===undefined))`,
    reading: `resolve() is ${canonicals.map(normalizeCanonical).join(' | ')}`,
  };
}

/** The node that one step leads to: in the snapshot, or in the profile of the element's type. */
function nextNode(node: ElementNode, step: DiscriminatorStep, linker: ProfileLinker): ElementNode | undefined {
  if ('resolve' in step || 'type' in step) {
    return undefined;
  }
  const name = 'element' in step ? step.element : 'extension';
  const find = (from: ElementNode | undefined) =>
    from?.children.find((child) => child.name === name || child.name === `${name}[x]`);
  const type = node.definition.type?.[0];
  const profile = type?.profile?.[0] ?? (context(node) ? type?.code : undefined);
  const found = find(node) ?? (profile === undefined ? undefined : find(linker.tree(profile)?.root));
  if (!found || 'element' in step) {
    return found;
  }
  return found.slices.find((slice) =>
    linker.extensionUrls(slice).some((url) => spellings(url).includes(step.extension)),
  );
}

/** True for an element whose children the snapshot leaves to its type. */
function context(node: ElementNode): boolean {
  return (
    node.children.length === 0 &&
    node.definition.type?.length === 1 &&
    !isPrimitive(node.definition.type[0]?.code ?? '')
  );
}

/** The keys in JSON under which an element stands, with what a slice of its types says of each. */
function keysOf(
  node: ElementNode,
  name: string,
  only: string | undefined,
): readonly { key: string; node: ElementNode }[] {
  if (!node.name.endsWith('[x]')) {
    return [{ key: name, node }];
  }
  return (node.definition.type ?? [])
    .filter(({ code }) => only === undefined || code === only)
    .map((type) => {
      const slice = node.slices.find(
        ({ definition }) => definition.type?.length === 1 && definition.type[0]?.code === type.code,
      );
      const definition = (slice ?? node).definition;
      return {
        key: choiceKey(name, type.code),
        node: { ...(slice ?? node), definition: { ...definition, type: [type] } },
      };
    });
}

function existsMatcher(step: { element: string }, next: ElementNode): Matcher | undefined {
  const { min = 0, max } = next.definition;
  if (min === 0 && max !== '0') {
    return undefined;
  }
  const keys = keysOf(next, step.element, undefined).flatMap(({ key }) => [key, `_${key}`]);
  const exists = `(${keys.map((key) => `e[${quote(key)}]!==undefined`).join('||')})`;
  return max === '0'
    ? { source: `!${exists}`, reading: `no ${step.element}` }
    : { source: exists, reading: `${step.element} exists` };
}

function stepMatcher(node: ElementNode, steps: readonly DiscriminatorStep[], context: Context): Matcher | undefined {
  const { unit, linker, kind } = context;
  const [step, ...rest] = steps;
  if (!step) {
    return endTest(node, context);
  }
  if ('resolve' in step) {
    return targetTest(node, rest, context);
  }
  if ('type' in step) {
    return stepMatcher(node, rest, context);
  }
  const here = kind === 'value' || kind === 'pattern' ? valueTest(node, steps, unit) : undefined;
  if (here) {
    return here;
  }
  const isUrl = rest.length === 0 && 'element' in step && step.element === 'url';
  if (isUrl && (node.name === 'extension' || node.name === 'modifierExtension')) {
    const [url] = linker.extensionUrls(node);
    return url === undefined ? undefined : { source: isOneOf(url, 'e.url'), reading: `url = ${url}` };
  }
  const next = nextNode(node, step, linker);
  if (!next) {
    return undefined;
  }
  if ('extension' in step) {
    return extensionMatcher(step.extension, next, rest, context);
  }
  if (kind === 'exists' && rest.length === 0) {
    return existsMatcher(step, next);
  }
  const [following] = rest;
  const only = following && 'type' in following ? following.type : undefined;
  const isChoice = next.name.endsWith('[x]');
  if (kind === 'type' && rest.length === 0 && isChoice) {
    const keys = keysOf(next, step.element, undefined).flatMap(({ key }) => [key, `_${key}`]);
    const types = (next.definition.type ?? []).map(({ code }) => code).join(' | ');
    return {
      source: `(${keys.map((key) => `e[${quote(key)}]!==undefined`).join('||')})`,
      reading: `${step.element} is ${types}`,
    };
  }
  const parts = keysOf(next, step.element, only).map(({ key, node: inner }) => ({
    key,
    matcher: stepMatcher(inner, rest, context),
  }));
  return joinedMatcher(step.element, parts, rest.length > 0);
}

function joinedMatcher(
  name: string,
  parts: readonly { key: string; matcher: Matcher | undefined }[],
  isObject: boolean,
): Matcher | undefined {
  const known = parts.filter((part): part is { key: string; matcher: Matcher } => part.matcher !== undefined);
  const [first] = known;
  if (!first) {
    return undefined;
  }
  const each = (what: (matcher: Matcher) => string | undefined) =>
    known
      .map(({ key, matcher }) => [key, what(matcher)] as const)
      .filter(([, source]) => source !== undefined)
      .map(([key, source]) => `${isObject ? 'some' : 'someIs'}(e[${quote(key)}],(e)=>${source})`)
      .join('||');
  const unknown = each((matcher) => matcher.unknown);
  return {
    source: `(${each((matcher) => matcher.source)})`,
    ...(unknown === '' ? {} : { unknown: `(${unknown})` }),
    reading: `${name}${isObject || first.matcher.reading.includes(' = ') ? '.' : ' = '}${first.matcher.reading}`,
  };
}

function extensionMatcher(
  url: string,
  node: ElementNode,
  rest: readonly DiscriminatorStep[],
  context: Context,
): Matcher | undefined {
  if (context.kind === 'exists' && rest.length === 0) {
    const { min = 0, max } = node.definition;
    const source = `some(e.extension,(e)=>${isOneOf(url, 'e.url')})`;
    return max === '0'
      ? { source: `!${source}`, reading: `no extension('${url}')` }
      : min > 0
        ? { source, reading: `extension('${url}') exists` }
        : undefined;
  }
  const inner = stepMatcher(node, rest, context);
  return (
    inner && {
      source: `some(e.extension,(e)=>${isOneOf(url, 'e.url')}&&${inner.source})`,
      reading: `extension('${url}').${inner.reading}`,
    }
  );
}

/**
 * How one discriminator tells this slice apart, or undefined when the slice says nothing at its path.
 *
 * `value` and `pattern` are one thing here, as they are from R5 on: what the slice fixes at the path.
 */
export function matcherOf(
  slice: ElementNode,
  discriminator: Discriminator,
  unit: SourceUnit,
  linker: ProfileLinker,
): Matcher | undefined {
  const steps = discriminatorSteps(discriminator.path);
  return steps && stepMatcher(slice, steps, { kind: discriminator.type, unit, linker });
}
