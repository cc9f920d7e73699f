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
  /** Suffix of the slice's variables: no other slice of the unit has it. */
  readonly id: string;
  readonly matchers: readonly Matcher[];
  /** Name of the constant that findings tell of it by. */
  readonly reading: string;
}

/** What a slicing is of: a repeating element, or one that stands once, perhaps as one of several types. */
export interface Sliced {
  readonly node: ElementNode;
  /** FHIRPath name under which findings stand. */
  readonly name: string;
  /** The statements for one item of a slice. */
  readonly content: (slice: ElementNode) => string;
  /** A further condition on an item to belong to the slice: the type of a choice. */
  readonly condition?: (slice: ElementNode) => string;
}

/** How every discriminator tells a slice apart; undefined, and reported, when one of them cannot be evaluated. */
function matchersOf(
  slice: ElementNode,
  discriminators: readonly Discriminator[],
  condition: string | undefined,
  scope: ProfileScope,
): readonly Matcher[] | undefined {
  const isChoice = condition !== undefined;
  const found = askedOf(discriminators, condition).map((discriminator) =>
    matcherOf(slice, discriminator, scope.unit, scope.linker),
  );
  const known = found.filter((matcher) => matcher !== undefined);
  if (known.length === found.length && (known.length > 0 || isChoice)) {
    const types = (slice.definition.type ?? []).map(({ code }) => code).join(' | ');
    return isChoice ? [{ source: condition, reading: `type ${types}` }, ...known] : known;
  }
  const paths = discriminators.map(({ type, path }) => `${type}:${path}`).join(', ') || 'none';
  scope.report(slice.id, 'slicing', `the slice cannot be told apart by its discriminators (${paths})`);
  return undefined;
}

function discriminatorsOf(node: ElementNode): readonly Discriminator[] {
  const isExtension = node.name === 'extension' || node.name === 'modifierExtension';
  return node.definition.slicing?.discriminator ?? (isExtension ? [{ type: 'value', path: 'url' }] : []);
}

/** What a finding needs to tell of a slice which discriminator did not fit: left out is the type of a choice. */
function addReading(
  name: string,
  slice: ElementNode,
  matchers: readonly Matcher[],
  discriminators: readonly Discriminator[],
  scope: ProfileScope,
): void {
  const readings = scope.unit.constant(matchers.map(({ reading }) => reading));
  const paths = scope.unit.constant(discriminators.map(({ path }) => path));
  const tests = matchers.map(({ source }) => `(e,pass)=>${source}`).join(',');
  const title = quote(slice.definition.sliceName ?? '');
  scope.unit.add(`const ${name}={name:${title},readings:${readings},paths:${paths},tests:[${tests}]};`);
}

/** The discriminators that are evaluated; the type of a choice is told by its key. */
function askedOf(discriminators: readonly Discriminator[], condition: unknown): readonly Discriminator[] {
  return discriminators.filter(({ type, path }) => !(condition !== undefined && type === 'type' && path === '$this'));
}

function slicesOf({ node, condition }: Sliced, scope: ProfileScope): readonly Slice[] {
  const discriminators = discriminatorsOf(node);
  const slices: Slice[] = [];
  for (const [ordinal, slice] of node.slices.entries()) {
    const matchers = matchersOf(slice, discriminators, condition?.(slice), scope);
    if (!matchers) {
      continue;
    }
    const id = scope.unit.name('s');
    addReading(`r${id}`, slice, condition ? matchers.slice(1) : matchers, askedOf(discriminators, condition), scope);
    slices.push({ node: slice, ordinal, id, matchers, reading: `r${id}` });
  }
  return slices;
}

/** A matcher that asks for what the item is an object for is safe on any item. */
function conditionOf({ matchers }: Slice): string {
  return matchers.map(({ source }) => source).join('&&');
}

/** True for items that may belong to the slice, for all that can be told. */
function doubtOf({ matchers }: Slice): string | undefined {
  return matchers.some(({ unknown }) => unknown !== undefined)
    ? matchers.map(({ source, unknown }) => (unknown === undefined ? source : `(${source}||${unknown})`)).join('&&')
    : undefined;
}

/**
 * Slices of an element (http://hl7.org/fhir/R4/profiling.html#slicing): each item belongs to the first slice it matches,
 * and what a slice says is asked of its own items only. A slice that is itself sliced divides its items once more.
 */
export function sliceSource(sliced: Sliced, scope: ProfileScope): SlicedLoop {
  const { node, name, content } = sliced;
  if (node.slices.length === 0) {
    return UNSLICED;
  }
  const slices = slicesOf(sliced, scope);
  const { rules = 'open', ordered: isOrdered = false } = node.definition.slicing ?? {};
  const keepsOrder = isOrdered || rules === 'openAtEnd';
  const isClosed = rules === 'closed' && slices.length === node.slices.length;
  const last = `last${scope.unit.name('o')}`;
  const before: string[] = [];
  const branches: string[] = [];
  const doubts: string[] = [];
  const after: string[] = [];
  let isIdle = true;
  for (const slice of slices) {
    const counts = countSource(slice, name, scope);
    const inner = sliceSource({ ...sliced, node: slice.node }, scope);
    const items = content(slice.node) + inner.inLoop;
    const order = keepsOrder ? orderSource(node, name, last, isOrdered ? slice.ordinal : undefined, scope) : '';
    const doubt = doubtOf(slice);
    before.push(inner.before);
    after.push(inner.after);
    if (counts !== '') {
      before.push(`let c${slice.id}=0,u${slice.id}=0;`);
      after.push(counts);
    }
    if (doubt !== undefined) {
      doubts.push(`if(${doubt}){${counts === '' ? '' : `u${slice.id}++;`}}`);
    }
    // One that says nothing keeps its place: its items must not fall to a later slice.
    branches.push(`if(${conditionOf(slice)}){${counts === '' ? '' : `c${slice.id}++;`}${order}${items}}`);
    isIdle &&= counts === '' && items === '';
  }
  if (slices.length === 0 || (isIdle && !keepsOrder && !isClosed)) {
    return UNSLICED;
  }
  const rest = isClosed
    ? closedSource(node, name, slices, scope)
    : rules === 'openAtEnd'
      ? `${last}=${node.slices.length};`
      : '';
  const tail = [...doubts, rest === '' ? '' : `{${rest}}`]
    .filter((part) => part !== '')
    .map((part) => `else ${part}`)
    .join('');
  return {
    before: `${keepsOrder ? `let ${last}=0;` : ''}${before.join('')}`,
    inLoop: `if(e!==undefined&&e!==null){${branches.join('else ')}${tail}}`,
    after: after.join(''),
  };
}

function countSource({ node, id, matchers, reading }: Slice, name: string, scope: ProfileScope): string {
  const { sliceName, min = 0, max = '*' } = node.definition;
  const expected = `${sliceName} ${min}..${max} (${matchers.map((matcher) => matcher.reading).join(' and ')})`;
  const place = `${quote(name)},-1`;
  let source = '';
  if (min > 0) {
    const least = Number(min);
    const site = scope.site(node, { rule: 'slice-min', expected });
    const doubtful = scope.site(node, { rule: 'slice-not-checked', severity: 'warning', expected });
    source += `if(c${id}<${least}){if(c${id}+u${id}<${least})pass.fail(${site},${place},countedNear(pass,c${id},v,${reading}));else pass.fail(${doubtful},${place});}`;
  }
  if (max !== '*') {
    const site = scope.site(node, { rule: 'slice-max', expected });
    source += `if(c${id}>${Number(max)})pass.fail(${site},${place},counted(c${id}));`;
  }
  return source;
}

function namesOf(node: ElementNode): string {
  return node.slices.map((slice) => slice.definition.sliceName).join(', ');
}

function closedSource(node: ElementNode, name: string, slices: readonly Slice[], scope: ProfileScope): string {
  const site = scope.site(node, { rule: 'slice-closed', expected: namesOf(node) });
  return `inNoSlice(pass,e,[${slices.map(({ reading }) => reading).join(',')}],${quote(name)},i,${site});`;
}

/** `last` is the highest slice so far; what belongs to no slice of an openAtEnd slicing is above them all. */
function orderSource(
  node: ElementNode,
  name: string,
  last: string,
  ordinal: number | undefined,
  scope: ProfileScope,
): string {
  const site = scope.site(node, { rule: 'slice-order', expected: namesOf(node) });
  const fail = `pass.fail(${site},${quote(name)},i);`;
  return ordinal === undefined
    ? `if(${last}===${node.slices.length})${fail}`
    : `if(${last}>${ordinal})${fail}else ${last}=${ordinal};`;
}
