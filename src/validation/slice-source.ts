import { matcherOf } from './discriminator.ts';
import type { ElementNode } from './element-tree.ts';
import { areApart, type Matcher } from './matcher.ts';
import type { ProfileScope } from './profile-scope.ts';
import { quote } from './quote.ts';
import type { Asked } from './slice-reading.ts';
import { tellingOf } from './slice-telling.ts';
import type { Discriminator } from './structure-definition.ts';

/** Statements around and inside the loop over a sliced element's items. */
export interface SlicedLoop {
  readonly before: string;
  readonly inLoop: string;
  readonly after: string;
}

const UNSLICED: SlicedLoop = { before: '', inLoop: '', after: '' };

/** Name of the slice that takes what no other takes (http://hl7.org/fhir/R4/profiling.html#slicing). */
const REST = '@default';

/** Slices beside which it is first asked whether so many comparisons can be afforded. */
const FEW = 8;

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
  /** The same element in the definition of its type. */
  readonly base: ElementNode;
  /** FHIRPath name under which findings stand. */
  readonly name: string;
  /** The statements for one item of a slice. */
  readonly content: (slice: ElementNode) => string;
  /** A further condition on an item to belong to the slice: the type of a choice, whose key is in `c`. */
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
    const types = (slice.definition.type ?? []).map(({ code }) => code);
    const ofType: Matcher = { source: condition ?? '', reading: `type ${types.join(' | ')}`, only: types };
    return isChoice ? [ofType, ...known] : known;
  }
  const paths = discriminators.map(({ type, path }) => `${type}:${path}`).join(', ') || 'none';
  scope.report(slice.id, 'slicing', `the slice cannot be told apart by its discriminators (${paths})`);
  return undefined;
}

function discriminatorsOf(node: ElementNode): readonly Discriminator[] {
  const isExtension = node.name === 'extension' || node.name === 'modifierExtension';
  return node.definition.slicing?.discriminator ?? (isExtension ? [{ type: 'value', path: 'url' }] : []);
}

/** The discriminators that are evaluated; the type of a choice is told by its key. */
function askedOf(discriminators: readonly Discriminator[], condition: unknown): readonly Discriminator[] {
  return discriminators.filter(({ type, path }) => !(condition !== undefined && type === 'type' && path === '$this'));
}

/** What a finding needs to tell of a slice which discriminator did not fit: left out is the type of a choice. */
function addReading(
  name: string,
  slice: ElementNode,
  base: ElementNode,
  matchers: readonly Matcher[],
  discriminators: readonly Discriminator[],
  scope: ProfileScope,
): void {
  const asked = discriminators.map(
    (discriminator, at): Asked => ({
      path: discriminator.path,
      reading: matchers[at]?.reading ?? '',
      telling: tellingOf(slice, base, discriminator, scope),
    }),
  );
  const tests = matchers.map(({ source }) => `(e,pass)=>${source}`).join(',');
  const title = quote(slice.definition.sliceName ?? '');
  scope.unit.add(`const ${name}={name:${title},asked:${scope.unit.constant(asked)},tests:[${tests}]};`);
}

function slicesOf({ node, base, condition }: Sliced, scope: ProfileScope): readonly Slice[] {
  const discriminators = discriminatorsOf(node);
  const slices: Slice[] = [];
  for (const [ordinal, slice] of node.slices.entries()) {
    const isRest = slice.definition.sliceName === REST;
    const matchers = isRest ? [] : matchersOf(slice, discriminators, condition?.(slice), scope);
    if (!matchers) {
      continue;
    }
    const id = scope.unit.name('s');
    if (!isRest) {
      const asked = condition ? matchers.slice(1) : matchers;
      addReading(`r${id}`, slice, base, asked, askedOf(discriminators, condition), scope);
    }
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
 * Slices of an element (http://hl7.org/fhir/R4/profiling.html#slicing): each item belongs to one slice, and what a slice says is
 * asked of its own items only. A slice that is itself sliced divides its items once more.
 */
export function sliceSource(sliced: Sliced, scope: ProfileScope): SlicedLoop {
  const { node, name, content } = sliced;
  if (node.slices.length === 0) {
    return UNSLICED;
  }
  const all = slicesOf(sliced, scope);
  const slices = all.filter(({ node: slice }) => slice.definition.sliceName !== REST);
  const others = all.find(({ node: slice }) => slice.definition.sliceName === REST);
  const isWhole = all.length === node.slices.length;
  const { rules = 'open', ordered: isOrdered = false } = node.definition.slicing ?? {};
  const keepsOrder = isOrdered || rules === 'openAtEnd';
  const isClosed = rules === 'closed' && isWhole && !others;
  const last = `last${scope.unit.name('o')}`;
  const before: string[] = [];
  const after: string[] = [];
  let isIdle = true;
  const statementsOf = (slice: Slice): string => {
    const counts = countSource(slice, name, scope);
    const inner = sliceSource({ ...sliced, node: slice.node }, scope);
    const items = content(slice.node) + inner.inLoop;
    const order = keepsOrder ? orderSource(node, name, last, isOrdered ? slice.ordinal : undefined, scope) : '';
    before.push(inner.before);
    after.push(inner.after);
    if (counts !== '') {
      before.push(`let c${slice.id}=0,u${slice.id}=0;`);
      after.push(counts);
    }
    isIdle &&= counts === '' && items === '';
    return `${counts === '' ? '' : `c${slice.id}++;`}${order}${items}`;
  };
  const branches: string[] = [];
  const doubts: string[] = [];
  for (const [at, slice] of slices.entries()) {
    const statements = statementsOf(slice);
    // One that says nothing keeps its place: its items must not fall to a later slice.
    branches.push(
      `if(${conditionOf(slice)}){${statements}${severalSource(slice, slices.slice(at + 1), sliced, scope)}}`,
    );
    const doubt = doubtOf(slice);
    if (doubt !== undefined) {
      doubts.push(`if(${doubt}){${isCounted(slice) ? `u${slice.id}++;` : ''}}`);
    }
  }
  // What the rest is, is known only when every other slice can be told.
  const rest = others && isWhole ? statementsOf(others) : '';
  if (slices.length === 0 || (isIdle && !keepsOrder && !isClosed)) {
    return UNSLICED;
  }
  const end = isClosed
    ? closedSource(sliced, slices, scope)
    : rules === 'openAtEnd'
      ? `${last}=${node.slices.length};`
      : rest;
  const tail = [...doubts, end === '' ? '' : `{${end}}`]
    .filter((part) => part !== '')
    .map((part) => `else ${part}`)
    .join('');
  return affordable(slices.length, node, name, scope, {
    before: `${keepsOrder ? `let ${last}=0;` : ''}${before.join('')}`,
    inLoop: `if(e!==undefined&&e!==null){${branches.join('else ')}${tail}}`,
    after: after.join(''),
  });
}

/** Many slices times many items is more than one resource may cost: then that is said, and nothing is compared. */
function affordable(
  count: number,
  node: ElementNode,
  name: string,
  scope: ProfileScope,
  { before, inLoop, after }: SlicedLoop,
): SlicedLoop {
  if (count <= FEW) {
    return { before, inLoop, after };
  }
  const can = `can${scope.unit.name('a')}`;
  const site = scope.site(node, { rule: 'work-limit', severity: 'warning', expected: namesOf(node, FEW) });
  const ask = `const ${can}=pass.affords(n*${count});if(!${can})pass.fail(${site},${quote(name)},-1);`;
  return { before: `${before}${ask}`, inLoop: `if(${can}){${inLoop}}`, after: `if(${can}){${after}}` };
}

/** An item that fits a later slice, too: the profile does not say which of them it is. */
function severalSource(
  slice: Slice,
  later: readonly Slice[],
  { node, name, condition }: Sliced,
  scope: ProfileScope,
): string {
  const rivals = later.filter((other) => !areApart(slice.matchers, other.matchers));
  if (rivals.length === 0) {
    return '';
  }
  const site = scope.site(node, { rule: 'slice-several', expected: namesOf(node, FEW) });
  const fits = condition
    ? rivals.map((other) => `(${conditionOf(other)})`).join('||')
    : `fitsOne(pass,e,[${rivals.map(({ reading }) => reading).join(',')}])`;
  return `if(${fits})pass.fail(${site},${quote(name)},i);`;
}

function isCounted({ node: { definition } }: Slice): boolean {
  return (definition.min ?? 0) > 0 || (definition.max ?? '*') !== '*';
}

function countSource({ node, id, matchers, reading }: Slice, name: string, scope: ProfileScope): string {
  const { sliceName, min = 0, max = '*' } = node.definition;
  const told = matchers.map((matcher) => matcher.reading).join(' and ');
  const expected = `${sliceName} ${min}..${max}${told === '' ? '' : ` (${told})`}`;
  const place = `${quote(name)},-1`;
  let source = '';
  if (min > 0) {
    const least = Number(min);
    const site = scope.site(node, { rule: 'slice-min', expected });
    const doubtful = scope.site(node, { rule: 'slice-not-checked', severity: 'warning', expected });
    const found = told === '' ? `counted(c${id})` : `countedNear(pass,c${id},v,${reading},${quote(name)})`;
    source += `if(c${id}<${least}){if(c${id}+u${id}<${least})pass.fail(${site},${place},${found});else pass.fail(${doubtful},${place});}`;
  }
  if (max !== '*') {
    const site = scope.site(node, { rule: 'slice-max', expected });
    source += `if(c${id}>${Number(max)})pass.fail(${site},${place},counted(c${id}));`;
  }
  return source;
}

function namesOf(node: ElementNode, most = Number.POSITIVE_INFINITY): string {
  const names = node.slices.map((slice) => slice.definition.sliceName);
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')}, …`;
}

function closedSource({ node, name, condition }: Sliced, slices: readonly Slice[], scope: ProfileScope): string {
  const site = scope.site(node, { rule: 'slice-closed', expected: namesOf(node) });
  // Slices of a choice that only its types tell apart have no nearest: the type that is there says it.
  const told = condition ? slices.filter(({ matchers }) => matchers.length > 1) : slices;
  return told.length === 0
    ? `pass.fail(${site},${quote(name)},i,describeCode(c));`
    : `inNoSlice(pass,e,[${told.map(({ reading }) => reading).join(',')}],${quote(name)},i,${site});`;
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
