import { type Matcher, matcherOf } from './discriminator.ts';
import type { ElementNode } from './element-tree.ts';
import type { ProfileScope } from './profile-scope.ts';
import { quote } from './source-unit.ts';
import type { Discriminator } from './structure-definition.ts';

/** Statements around and inside the loop over a sliced element's items. */
export interface SlicedLoop {
  readonly before: string;
  readonly inLoop: string;
  readonly after: string;
}

const UNSLICED: SlicedLoop = { before: '', inLoop: '', after: '' };

interface Slice {
  readonly node: ElementNode;
  readonly ordinal: number;
  readonly matchers: readonly Matcher[];
}

/** How every discriminator tells a slice apart; undefined, and reported, when one of them cannot be evaluated. */
function matchersOf(
  slice: ElementNode,
  discriminators: readonly Discriminator[],
  scope: ProfileScope,
): readonly Matcher[] | undefined {
  const found = discriminators.map((discriminator) => matcherOf(slice, discriminator, scope.unit, scope.linker));
  const known = found.filter((matcher) => matcher !== undefined);
  const isResliced = slice.definition.sliceName?.includes('/') === true;
  if (known.length > 0 && known.length === found.length && !isResliced) {
    return known;
  }
  const paths = discriminators.map(({ type, path }) => `${type}:${path}`).join(', ') || 'none';
  scope.report(slice.id, 'slicing', `the slice cannot be told apart by its discriminators (${paths})`);
  return undefined;
}

/**
 * Slices of a repeating element (http://hl7.org/fhir/R4/profiling.html#slicing): each item belongs to the first slice it
 * matches, and what a slice says is asked of its own items only.
 *
 * `content` gives the statements for one item of a slice.
 */
export function sliceSource(
  node: ElementNode,
  content: (slice: ElementNode) => string,
  scope: ProfileScope,
): SlicedLoop {
  const { slicing } = node.definition;
  const isExtension = node.name === 'extension' || node.name === 'modifierExtension';
  const discriminators = slicing?.discriminator ?? (isExtension ? [{ type: 'value', path: 'url' }] : []);
  const slices: Slice[] = [];
  for (const [ordinal, slice] of node.slices.entries()) {
    const matchers = matchersOf(slice, discriminators, scope);
    if (matchers) {
      slices.push({ node: slice, ordinal, matchers });
    }
  }
  const rules = slicing?.rules ?? 'open';
  const isOrdered = slicing?.ordered === true;
  const keepsOrder = isOrdered || rules === 'openAtEnd';
  const isClosed = rules === 'closed' && slices.length === node.slices.length;
  const before: string[] = [];
  const branches: string[] = [];
  const after: string[] = [];
  for (const slice of slices) {
    const counts = countSource(slice, node.name, scope);
    const items = content(slice.node);
    if (counts === '' && items === '' && !keepsOrder && !isClosed) {
      // Nothing to say of it, but its items must not fall to a later slice.
      branches.push(`if(${conditionOf(slice)}){}`);
      continue;
    }
    const order = keepsOrder ? orderSource(node, isOrdered ? slice.ordinal : undefined, scope) : '';
    if (counts !== '') {
      before.push(`let c${slice.ordinal}=0;`);
      after.push(counts);
    }
    branches.push(`if(${conditionOf(slice)}){${counts === '' ? '' : `c${slice.ordinal}++;`}${order}${items}}`);
  }
  if (branches.every((branch) => branch.endsWith('{}'))) {
    return UNSLICED;
  }
  const rest = isClosed ? closedSource(node, scope) : rules === 'openAtEnd' ? `last=${node.slices.length};` : '';
  return {
    before: `${keepsOrder ? 'let last=0;' : ''}${before.join('')}`,
    inLoop: `if(e!==undefined&&e!==null){${branches.join('else ')}${rest === '' ? '' : `else{${rest}}`}}`,
    after: after.join(''),
  };
}

function conditionOf(slice: Slice): string {
  return slice.matchers.map((matcher) => matcher.source).join('&&');
}

function countSource({ node, ordinal, matchers }: Slice, name: string, scope: ProfileScope): string {
  const { sliceName, min = 0, max = '*' } = node.definition;
  const expected = `${sliceName} ${min}..${max} (${matchers.map((matcher) => matcher.reading).join(' and ')})`;
  const place = `${quote(name)},-1,counted(c${ordinal})`;
  let source = '';
  if (min > 0) {
    source += `if(c${ordinal}<${Number(min)})pass.fail(${scope.site(node, { rule: 'slice-min', expected })},${place});`;
  }
  if (max !== '*') {
    source += `if(c${ordinal}>${Number(max)})pass.fail(${scope.site(node, { rule: 'slice-max', expected })},${place});`;
  }
  return source;
}

function namesOf(node: ElementNode): string {
  return node.slices.map((slice) => slice.definition.sliceName).join(', ');
}

function closedSource(node: ElementNode, scope: ProfileScope): string {
  const site = scope.site(node, { rule: 'slice-closed', expected: namesOf(node) });
  return `pass.fail(${site},${quote(node.name)},i,describe(e));`;
}

/** `last` is the highest slice so far; what belongs to no slice of an openAtEnd slicing is above them all. */
function orderSource(node: ElementNode, ordinal: number | undefined, scope: ProfileScope): string {
  const site = scope.site(node, { rule: 'slice-order', expected: namesOf(node) });
  const fail = `pass.fail(${site},${quote(node.name)},i);`;
  return ordinal === undefined
    ? `if(last===${node.slices.length})${fail}`
    : `if(last>${ordinal})${fail}else last=${ordinal};`;
}
