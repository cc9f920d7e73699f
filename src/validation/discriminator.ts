import { spellings } from './canonical.ts';
import { type ElementNode, fixedOrPattern } from './element-tree.ts';
import type { ProfileLinker } from './profile-linker.ts';
import { quote, type SourceUnit } from './source-unit.ts';
import type { Discriminator } from './structure-definition.ts';
import { describeDemand } from './value-match.ts';

/** How items of a sliced element are told to belong to one slice: a JavaScript expression of `e`, and its reading. */
export interface Matcher {
  readonly source: string;
  readonly reading: string;
}

/** One step of a discriminator path: an element, or an extension by its url. */
type Step = { readonly element: string } | { readonly extension: string };

/** The steps of a restricted FHIRPath (http://hl7.org/fhir/R4/profiling.html#discriminator), or undefined beyond it. */
function stepsOf(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let rest = path === '$this' ? '' : path.replace(/^\$this\./, '');
  while (rest !== '') {
    const match = /^(?:extension\('([^']+)'\)|([A-Za-z][A-Za-z0-9]*)(?:\[x\])?)(?:\.|$)/.exec(rest);
    if (!match) {
      return undefined;
    }
    steps.push(match[1] !== undefined ? { extension: match[1] } : { element: match[2] ?? '' });
    rest = rest.slice(match[0].length);
  }
  return steps;
}

/** A test that the string is this one, in any of its spellings. */
function isOneOf(value: string, expression: string): string {
  return `(${spellings(value)
    .map((spelling) => `${expression}===${quote(spelling)}`)
    .join('||')})`;
}

function narrow(value: unknown, steps: readonly Step[]): unknown {
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

function valueTest(node: ElementNode, steps: readonly Step[], unit: SourceUnit): Matcher | undefined {
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

function bindingTest(node: ElementNode, unit: SourceUnit, linker: ProfileLinker): Matcher | undefined {
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

/** The node that one step leads to: in the snapshot, or in the profile of the element's type. */
function nextNode(node: ElementNode, step: Step, linker: ProfileLinker): ElementNode | undefined {
  const name = 'element' in step ? step.element : 'extension';
  const direct = node.children.find((child) => child.name === name || child.name === `${name}[x]`);
  const profile = node.definition.type?.[0]?.profile?.[0];
  const found =
    direct ??
    (profile === undefined
      ? undefined
      : linker.tree(profile)?.root.children.find((child) => child.name === name || child.name === `${name}[x]`));
  if (!found || 'element' in step) {
    return found;
  }
  return found.slices.find((slice) =>
    linker.extensionUrls(slice).some((url) => spellings(url).includes(step.extension)),
  );
}

function stepMatcher(
  node: ElementNode,
  steps: readonly Step[],
  unit: SourceUnit,
  linker: ProfileLinker,
): Matcher | undefined {
  const here = valueTest(node, steps, unit) ?? (steps.length === 0 ? bindingTest(node, unit, linker) : undefined);
  const [step, ...rest] = steps;
  if (here || !step) {
    return here;
  }
  const isUrl = rest.length === 0 && 'element' in step && step.element === 'url';
  if (isUrl && (node.name === 'extension' || node.name === 'modifierExtension')) {
    const [url] = linker.extensionUrls(node);
    return url === undefined ? undefined : { source: isOneOf(url, 'e.url'), reading: `url = ${url}` };
  }
  const next = nextNode(node, step, linker);
  const inner = next && stepMatcher(next, rest, unit, linker);
  if (!next || !inner) {
    return undefined;
  }
  if ('extension' in step) {
    const test = `(e)=>${isOneOf(step.extension, 'e.url')}&&${inner.source}`;
    return { source: `some(e.extension,${test})`, reading: `extension('${step.extension}').${inner.reading}` };
  }
  const choice = next.name.endsWith('[x]') ? (next.definition.type ?? []) : undefined;
  if (choice && choice.length !== 1) {
    return undefined;
  }
  const type = choice?.[0]?.code;
  const key = type === undefined ? step.element : step.element + type.charAt(0).toUpperCase() + type.slice(1);
  const isObject = rest.length > 0;
  const source = `${isObject ? 'some' : 'someIs'}(e[${quote(key)}],(e)=>${inner.source})`;
  return { source, reading: `${step.element}${isObject ? '.' : ' = '}${inner.reading}` };
}

/**
 * How one discriminator tells this slice apart, or undefined when it cannot be evaluated (yet).
 *
 * `value` and `pattern` are one thing here, as they are from R5 on: what the slice fixes at the path.
 */
export function matcherOf(
  slice: ElementNode,
  discriminator: Discriminator,
  unit: SourceUnit,
  linker: ProfileLinker,
): Matcher | undefined {
  if (discriminator.type !== 'value' && discriminator.type !== 'pattern') {
    return undefined;
  }
  const steps = stepsOf(discriminator.path);
  return steps && stepMatcher(slice, steps, unit, linker);
}
