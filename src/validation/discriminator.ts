import { bindingTest, isOneOf, profileTest, targetTest, typeTest, valueTest } from './discriminator-ends.ts';
import { existsMatcher } from './discriminator-exists.ts';
import { keysOf, nextNode, onlyTarget } from './discriminator-nodes.ts';
import { type DiscriminatorStep, discriminatorSteps } from './discriminator-path.ts';
import { type ElementNode, isArray } from './element-tree.ts';
import { allOf, type Matcher, type MatcherContext } from './matcher.ts';
import type { ProfileLinker } from './profile-linker.ts';
import { quote } from './quote.ts';
import type { SourceUnit } from './source-unit.ts';
import type { Discriminator } from './structure-definition.ts';

/** What the children of an element fix, when the element itself fixes nothing. */
function composedTest(node: ElementNode, context: MatcherContext): Matcher | undefined {
  const parts = node.children
    .filter((child) => child.name !== 'id' && child.name !== 'extension' && child.definition.max !== '0')
    .map((child) => stepMatcher(node, [{ element: child.name.replace('[x]', '') }], context));
  const all = allOf(parts);
  return all && { ...all, source: `(e!==null&&typeof e==='object'&&${all.source})` };
}

/** What a slice asks of the value at the end of a discriminator's path. */
function endTest(node: ElementNode, context: MatcherContext): Matcher | undefined {
  const types = node.definition.type ?? [];
  switch (context.kind) {
    case 'value':
    case 'pattern':
      return valueTest(node, [], context.unit) ?? bindingTest(node, context) ?? composedTest(node, context);
    case 'type':
      return typeTest(types, context);
    case 'profile':
      return profileTest(types, context);
    default:
      return undefined;
  }
}

/** What a slice asks of the target of a reference. */
function resolvedMatcher(
  node: ElementNode,
  rest: readonly DiscriminatorStep[],
  context: MatcherContext,
): Matcher | undefined {
  if (rest.length === 0 && (context.kind === 'type' || context.kind === 'profile')) {
    return targetTest(node, context);
  }
  const target = onlyTarget(node, context.linker);
  const inner = target && stepMatcher(target, rest, context);
  return (
    inner && {
      source: `someTarget(pass,e,(e)=>${inner.source})`,
      unknown: '!isInHand(pass,e)',
      reading: `resolve().${inner.reading}`,
    }
  );
}

function stepMatcher(
  node: ElementNode,
  steps: readonly DiscriminatorStep[],
  context: MatcherContext,
): Matcher | undefined {
  const { unit, linker, kind } = context;
  const [step, ...rest] = steps;
  if (!step) {
    return endTest(node, context);
  }
  if ('resolve' in step) {
    return resolvedMatcher(node, rest, context);
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
    return url === undefined ? undefined : { source: isOneOf(url, 'e.url'), reading: `url = ${url}`, only: [url] };
  }
  const next = nextNode(node, step, linker);
  if (!next) {
    return undefined;
  }
  return 'extension' in step
    ? extensionMatcher(step.extension, next, rest, context)
    : elementMatcher(step.element, next, rest, context);
}

function elementMatcher(
  name: string,
  next: ElementNode,
  rest: readonly DiscriminatorStep[],
  context: MatcherContext,
): Matcher | undefined {
  if (context.kind === 'type' && rest.length === 0 && next.name.endsWith('[x]')) {
    const keys = keysOf(next, name, undefined).flatMap(({ key }) => [key, `_${key}`]);
    const types = (next.definition.type ?? []).map(({ code }) => code).join(' | ');
    return {
      source: `(${keys.map((key) => `e[${quote(key)}]!==undefined`).join('||')})`,
      reading: `${name} is ${types}`,
      only: keys,
    };
  }
  const [following] = rest;
  const only = following && 'type' in following ? following.type : undefined;
  const through = (element: ElementNode): Matcher | undefined =>
    joinedMatcher(
      name,
      keysOf(element, name, only).map(({ key, node }) => ({ key, matcher: stepMatcher(node, rest, context) })),
      { isObject: rest.length > 0, repeats: isArray(element.definition) },
    );
  // Where the element is itself sliced, a slice that must be there says what tells this one apart.
  const required = next.name.endsWith('[x]') ? [] : next.slices.filter(({ definition }) => (definition.min ?? 0) > 0);
  return allOf([through(next), ...required.map(through)]);
}

function joinedMatcher(
  name: string,
  parts: readonly { readonly key: string; readonly matcher: Matcher | undefined }[],
  { isObject, repeats }: { readonly isObject: boolean; readonly repeats: boolean },
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
    // Of several values one may fit one slice and another the other.
    only: repeats || parts.length > 1 ? undefined : first.matcher.only,
  };
}

function extensionMatcher(
  url: string,
  node: ElementNode,
  rest: readonly DiscriminatorStep[],
  context: MatcherContext,
): Matcher | undefined {
  const inner = stepMatcher(node, rest, context);
  const through = (source: string): string => `some(e.extension,(e)=>${isOneOf(url, 'e.url')}&&${source})`;
  return (
    inner && {
      source: through(inner.source),
      ...(inner.unknown === undefined ? {} : { unknown: through(inner.unknown) }),
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
  const context: MatcherContext = { kind: discriminator.type, unit, linker };
  if (!steps) {
    return undefined;
  }
  return discriminator.type === 'exists' ? existsMatcher(slice, steps, context) : stepMatcher(slice, steps, context);
}
