import { normalizeCanonical, spellings } from './canonical.ts';
import { type Matcher, matcherOf } from './discriminator.ts';
import { type ElementNode, type ElementTree, fixedOrPattern, isArray } from './element-tree.ts';
import type { Site } from './pass.ts';
import { isPrimitive } from './primitives.ts';
import type { ProfileLinker, Unchecked } from './profile-linker.ts';
import { quote, type SourceUnit } from './source-unit.ts';
import type { Binding, Constraint, ElementType } from './structure-definition.ts';
import { choiceKey, referenceTargets } from './type-source.ts';
import { describeDemand } from './value-match.ts';

/** An element in the definition of the R4 type that a profile constrains. */
interface BasePlace {
  readonly tree: ElementTree;
  readonly node: ElementNode;
}

const BUILT_IN = new Set(['ele-1', 'ext-1']);

/** Generates, for one profile, a function that checks what the profile adds to its type. */
export class ProfileSource {
  readonly unchecked: Unchecked[] = [];
  private readonly profile: string;
  private readonly unit: SourceUnit;
  private readonly linker: ProfileLinker;

  constructor(profile: string, unit: SourceUnit, linker: ProfileLinker) {
    this.profile = profile;
    this.unit = unit;
    this.linker = linker;
  }

  /** Name of the function for the profile's root, or undefined when it adds nothing. */
  generate(tree: ElementTree, type: string): string | undefined {
    const base = this.linker.tree(type);
    if (!base) {
      return undefined;
    }
    for (const id of tree.orphans) {
      this.report(id, 'element', 'its parent is not in the snapshot');
    }
    return this.objectFunction(tree.root, { tree: base, node: base.root }, undefined);
  }

  private report(element: string, kind: Unchecked['kind'], reason: string): void {
    this.unchecked.push({ profile: this.profile, element, kind, reason });
  }

  private site(node: ElementNode, site: Omit<Site, 'profile' | 'element'>): string {
    return this.unit.constant({ ...site, profile: this.profile, element: node.id } satisfies Site);
  }

  /** The base definition of a child, in the type's own tree or in the tree of the element's type. */
  private baseOf(parent: BasePlace, name: string, type: string | undefined): BasePlace | undefined {
    const { tree, node } = parent;
    const find = (inTree: ElementTree, from: ElementNode | undefined): BasePlace | undefined => {
      const found = from?.children.find((child) => child.name === name);
      return found && { tree: inTree, node: found };
    };
    const reference = node.definition.contentReference;
    if (reference !== undefined) {
      return find(tree, tree.byId.get(reference.slice(reference.indexOf('#') + 1)));
    }
    const code = type ?? node.definition.type?.[0]?.code;
    const typeTree = node.children.length > 0 || code === undefined ? undefined : this.linker.tree(code);
    return typeTree ? find(typeTree, typeTree.root) : find(tree, node);
  }

  /** A function over an object: constraints on it and blocks for its children. */
  private objectFunction(node: ElementNode, base: BasePlace, type: string | undefined): string | undefined {
    const blocks: string[] = [];
    if (node.id === node.name) {
      blocks.push(this.constraints(node, base, 'o', `'',-1`));
    }
    for (const child of node.children) {
      const childBase = this.baseOf(base, child.name, type);
      if (!childBase) {
        this.report(child.id, 'element', 'the base type has no such element');
      } else {
        blocks.push(child.name.endsWith('[x]') ? this.choice(child, childBase) : this.element(child, childBase));
      }
    }
    const body = blocks.filter((block) => block !== '').join('\n');
    if (body === '') {
      return undefined;
    }
    const name = this.unit.name(node.id);
    this.unit.add(`function ${name}(o,pass){${body}}\nconst h_${name}={run:${name}};`);
    return name;
  }

  private element(node: ElementNode, base: BasePlace): string {
    const { definition } = node;
    const type = (definition.type ?? base.node.definition.type)?.[0];
    const primitive = type !== undefined && isPrimitive(type.code);
    const repeats = isArray(base.node.definition);
    const name = quote(node.name);
    const counts = this.cardinality(node, base, name);
    const items = this.items(node, base, undefined, type, name);
    const slicing = this.slices(node, base, name);
    if (counts === '' && items === '' && slicing.inLoop === '') {
      return '';
    }
    const head = `{const v=o[${name}],s=${primitive ? `o[${quote(`_${node.name}`)}]` : 'undefined'};`;
    if (!repeats) {
      return `${head}const n=v===undefined&&s===undefined?0:1;${counts}if(n===1){const e=v,t=s,i=-1;${items}}}`;
    }
    const length = 'Array.isArray(v)?v.length:0';
    const n = primitive ? `Math.max(${length},Array.isArray(s)?s.length:0)` : length;
    const item = `const e=Array.isArray(v)?v[i]:undefined,t=Array.isArray(s)?s[i]:undefined;`;
    const loop = items === '' && slicing.inLoop === '' ? '' : `for(let i=0;i<n;i++){${item}${items}${slicing.inLoop}}`;
    return `${head}const n=${n};${counts}${slicing.before}${loop}${slicing.after}}`;
  }

  private cardinality(node: ElementNode, base: BasePlace, name: string): string {
    const { min = 0, max = '*' } = node.definition;
    const from = base.node.definition;
    let source = '';
    if (min > (from.min ?? 0)) {
      source += `if(n<${Number(min)})pass.fail(${this.site(node, { rule: 'cardinality-min', expected: String(min) })},${name},-1,counted(n));`;
    }
    if (max !== '*' && max !== from.max) {
      source += `if(n>${Number(max)})pass.fail(${this.site(node, { rule: 'cardinality-max', expected: max })},${name},-1,counted(n));`;
    }
    return source;
  }

  /** Checks of one value `e` (with `t`, the Element beside a primitive) beyond what the base type checks. */
  private items(
    node: ElementNode,
    base: BasePlace,
    unsliced: ElementNode | undefined,
    type: ElementType | undefined,
    name: string,
  ): string {
    const code = type?.code ?? '';
    const place = `${name},i`;
    return [
      this.demand(node, unsliced, place),
      this.binding(
        node.definition.binding,
        node,
        unsliced?.definition.binding ?? base.node.definition.binding,
        code,
        place,
      ),
      this.targets(node, unsliced?.definition.type ?? base.node.definition.type, type, place),
      this.typeProfiles(node, unsliced, type, place),
      this.length(node, base, place),
      unsliced || base.node.children.length > 0 ? '' : this.constraints(node, base, 'e', place),
      this.content(node, base, code, place),
    ].join('');
  }

  private content(node: ElementNode, base: BasePlace, code: string, place: string): string {
    const inner =
      node.children.length > 0 ? this.objectFunction(node, base, code === '' ? undefined : code) : undefined;
    const constraints =
      node.children.length > 0 && base.node.children.length > 0 ? this.constraints(node, base, 'e', place) : '';
    if (inner === undefined) {
      return constraints;
    }
    return isPrimitive(code)
      ? `into(pass,h_${inner},isObject(t)?t:EMPTY,${place});`
      : `if(isObject(e))into(pass,h_${inner},e,${place});${constraints}`;
  }

  private demand(node: ElementNode, unsliced: ElementNode | undefined, place: string): string {
    const demand = fixedOrPattern(node.definition);
    if (!demand || (unsliced && JSON.stringify(fixedOrPattern(unsliced.definition)) === JSON.stringify(demand))) {
      return '';
    }
    const rule = demand.kind === 'fixed' ? 'fixed-value' : 'pattern-value';
    const site = this.site(node, { rule, expected: describeDemand(demand.value) });
    const { value } = demand;
    if (typeof value === 'object' && value !== null) {
      const test = demand.kind === 'fixed' ? 'equals' : 'matches';
      return `if(!${test}(e,${this.unit.constant(value)}))pass.fail(${site},${place},describe(e));`;
    }
    const options = typeof value === 'string' ? spellings(value) : [value];
    const test = options
      .map((option) => `e!==${typeof option === 'string' ? quote(option) : JSON.stringify(option)}`)
      .join('&&');
    return `if(${test})pass.fail(${site},${place},describe(e));`;
  }

  private binding(
    binding: Binding | undefined,
    node: ElementNode,
    base: Binding | undefined,
    code: string,
    place: string,
  ): string {
    const url = binding?.valueSet;
    const strength = binding?.strength;
    const isBound = strength === 'required' || strength === 'extensible';
    const known =
      base?.valueSet !== undefined &&
      url !== undefined &&
      normalizeCanonical(base.valueSet) === normalizeCanonical(url);
    if (
      !binding ||
      url === undefined ||
      !isBound ||
      (known && base?.strength === strength) ||
      !/^(?:code|uri|string|canonical|Coding|CodeableConcept)$/.test(code)
    ) {
      return '';
    }
    const set = this.linker.codeSet(url);
    if (!set && strength === 'extensible') {
      return '';
    }
    if (!set) {
      this.report(node.id, 'value-set', `the content of ${url} is not known`);
      const site = this.site(node, { rule: 'binding-not-checked', severity: 'warning', expected: url });
      return `if(e!==undefined)pass.fail(${site},${place});`;
    }
    const site =
      strength === 'required'
        ? this.site(node, { rule: 'required-binding', expected: set.url })
        : this.site(node, { rule: 'extensible-binding', severity: 'warning', expected: set.url });
    const held = this.unit.constant(set);
    if (code === 'Coding' || code === 'CodeableConcept') {
      return `${code === 'Coding' ? 'coding' : 'concept'}(pass,${held},e,${place},${site});`;
    }
    return `if(e!==undefined&&e!==null&&!${held}.codes.has(e))pass.fail(${site},${place},describeCode(e));`;
  }

  private targets(
    node: ElementNode,
    base: readonly ElementType[] | undefined,
    type: ElementType | undefined,
    place: string,
  ): string {
    if (type?.code !== 'Reference') {
      return '';
    }
    const typeOf = (canonical: string) => this.linker.typeOf(canonical);
    const allowed = referenceTargets([type], typeOf);
    const before = referenceTargets(base ?? [], typeOf);
    if (!allowed || (before && before.size === allowed.size && before.isSubsetOf(allowed))) {
      return '';
    }
    const site = this.site(node, { rule: 'reference-target', expected: [...allowed].join(' | ') });
    return `reference(pass,${this.unit.constant(allowed)},${this.unit.constant(this.linker.resourceTypes)},e,${place},${site});`;
  }

  private typeProfiles(
    node: ElementNode,
    unsliced: ElementNode | undefined,
    type: ElementType | undefined,
    place: string,
  ): string {
    // An extension's own definition is applied wherever its url stands.
    if (
      !type?.profile ||
      type.code === 'Extension' ||
      JSON.stringify(unsliced?.definition.type?.[0]?.profile) === JSON.stringify(type.profile)
    ) {
      return '';
    }
    const checks = type.profile.map((profile) => this.linker.profile(profile));
    if (checks.includes(undefined)) {
      this.report(node.id, 'element', `the profile ${type.profile.join(', ')} of its type is not loaded`);
      return '';
    }
    return `profiles(pass,${this.unit.constant(checks)},e,${place});`;
  }

  private length(node: ElementNode, base: BasePlace, place: string): string {
    for (const key of Object.keys(node.definition)) {
      if (/^(?:min|max)Value[A-Z]/.test(key) && !Object.hasOwn(base.node.definition, key)) {
        this.report(node.id, 'value-range', `${key} is not checked`);
      }
    }
    const { maxLength } = node.definition;
    if (maxLength === undefined || maxLength === base.node.definition.maxLength) {
      return '';
    }
    const site = this.site(node, { rule: 'value-too-long', expected: String(maxLength) });
    return `if(typeof e==='string'&&e.length>${Number(maxLength)})pass.fail(${site},${place},describe(e));`;
  }

  private constraints(node: ElementNode, base: BasePlace, value: string, place: string): string {
    const isInherited = (constraint: Constraint): boolean => {
      const roots = (base.node.definition.type ?? []).map((type) => this.linker.tree(type.code)?.root);
      return [base.node, ...roots].some((from) =>
        from?.definition.constraint?.some(
          ({ key, expression }) => key === constraint.key && expression === constraint.expression,
        ),
      );
    };
    let source = '';
    for (const constraint of node.definition.constraint ?? []) {
      if (BUILT_IN.has(constraint.key) || isInherited(constraint)) {
        continue;
      }
      const native = this.linker.invariant(constraint);
      if (!native) {
        this.report(node.id, 'invariant', `${constraint.key} is not evaluated`);
        continue;
      }
      const severity = constraint.severity === 'warning' ? 'warning' : 'error';
      const site = this.site(node, { rule: 'invariant', key: constraint.key, severity, human: constraint.human });
      source += `if(isObject(${value})&&!${this.unit.constant(native)}(${value},pass))pass.fail(${site},${place});`;
    }
    return source;
  }

  /** Slices of a repeating element: their counts, and the content of each applied only to what belongs to it. */
  private slices(node: ElementNode, base: BasePlace, name: string): { before: string; inLoop: string; after: string } {
    const nothing = { before: '', inLoop: '', after: '' };
    const { slicing } = node.definition;
    if (node.slices.length === 0) {
      return nothing;
    }
    const isExtension = node.name === 'extension' || node.name === 'modifierExtension';
    const discriminators = slicing?.discriminator ?? (isExtension ? [{ type: 'value', path: 'url' }] : []);
    const rules = slicing?.rules ?? 'open';
    const branches: string[] = [];
    const after: string[] = [];
    const before: string[] = [];
    let isComplete = true;
    for (const [ordinal, slice] of node.slices.entries()) {
      const matchers = discriminators.map((discriminator) => matcherOf(slice, discriminator, this.unit, this.linker));
      const known = matchers.filter((matcher): matcher is Matcher => matcher !== undefined);
      if (known.length === 0 || known.length !== matchers.length || slice.definition.sliceName?.includes('/')) {
        isComplete = false;
        const kinds = discriminators.map(({ type, path }) => `${type}:${path}`).join(', ') || 'none';
        this.report(slice.id, 'slicing', `the slice cannot be told apart by its discriminators (${kinds})`);
        continue;
      }
      const reading = known.map((matcher) => matcher.reading).join(' and ');
      const type = (slice.definition.type ?? base.node.definition.type)?.[0];
      const items = this.items(slice, base, node, type, name);
      const { min = 0, max = '*' } = slice.definition;
      const counts = this.sliceCounts(slice, ordinal, min, max, reading, name);
      const order = this.sliceOrder(node, slicing?.ordered === true, rules, ordinal, name);
      const known_ = rules === 'closed' || order !== '';
      if (counts === '' && items === '' && !known_) {
        continue;
      }
      before.push(counts === '' ? '' : `let c${ordinal}=0;`);
      branches.push(
        `if(${known.map((matcher) => matcher.source).join('&&')}){${counts === '' ? '' : `c${ordinal}++;`}${order}${items}}`,
      );
      after.push(counts);
    }
    if (branches.length === 0) {
      return nothing;
    }
    const names = node.slices.map((slice) => slice.definition.sliceName).join(', ');
    let rest = '';
    if (rules === 'closed' && isComplete) {
      rest = `pass.fail(${this.site(node, { rule: 'slice-closed', expected: names })},${name},i,describe(e));`;
    } else if (rules === 'openAtEnd') {
      rest = `last=${node.slices.length};`;
    }
    const ordered = slicing?.ordered === true || rules === 'openAtEnd';
    return {
      before: `${ordered ? 'let last=0;' : ''}${before.join('')}`,
      inLoop: `if(e!==undefined&&e!==null){${branches.join('else ')}${rest === '' ? '' : `else{${rest}}`}}`,
      after: after.join(''),
    };
  }

  private sliceCounts(
    slice: ElementNode,
    ordinal: number,
    min: number,
    max: string,
    reading: string,
    name: string,
  ): string {
    const expected = `${slice.definition.sliceName} ${min}..${max} (${reading})`;
    let source = '';
    if (min > 0) {
      source += `if(c${ordinal}<${Number(min)})pass.fail(${this.site(slice, { rule: 'slice-min', expected })},${name},-1,counted(c${ordinal}));`;
    }
    if (max !== '*') {
      source += `if(c${ordinal}>${Number(max)})pass.fail(${this.site(slice, { rule: 'slice-max', expected })},${name},-1,counted(c${ordinal}));`;
    }
    return source;
  }

  private sliceOrder(node: ElementNode, ordered: boolean, rules: string, ordinal: number, name: string): string {
    if (!ordered && rules !== 'openAtEnd') {
      return '';
    }
    const expected = node.slices.map((slice) => slice.definition.sliceName).join(', ');
    const site = this.site(node, { rule: 'slice-order', expected });
    const limit = ordered ? ordinal : node.slices.length - 1;
    return `if(last>${limit})pass.fail(${site},${name},i);${ordered ? `else last=${ordinal};` : ''}`;
  }

  /** A choice element: the types a profile leaves, and what it says of each. */
  private choice(node: ElementNode, base: BasePlace): string {
    const stem = node.name.slice(0, -3);
    const name = quote(stem);
    const all = base.node.definition.type ?? [];
    const types = node.definition.type ?? all;
    const keys = new Map(
      all.flatMap(({ code }) =>
        [choiceKey(stem, code), `_${choiceKey(stem, code)}`].map((key) => [key, choiceKey(stem, code)] as const),
      ),
    );
    const parts: string[] = [];
    const allowed = types.map(({ code }) => choiceKey(stem, code));
    if (allowed.length < all.length && node.definition.max !== '0') {
      const site = this.site(node, { rule: 'choice-type', expected: types.map(({ code }) => code).join(' | ') });
      const test =
        allowed.length === 1 ? `c!==${quote(allowed[0] ?? '')}` : `!${this.unit.constant(new Set(allowed))}.has(c)`;
      parts.push(`if(n===1&&${test})pass.fail(${site},${name},-1,describeCode(c));`);
    }
    for (const type of types) {
      const items = this.items(node, base, undefined, type, name);
      parts.push(items === '' ? '' : `if(c===${quote(choiceKey(stem, type.code))}){${items}}`);
    }
    for (const slice of node.slices) {
      parts.push(this.choiceSlice(slice, base, stem));
    }
    const counts = this.cardinality(node, base, name);
    const body = parts.join('');
    if (counts === '' && body === '') {
      return '';
    }
    return `{const c=choiceKeyOf(o,${this.unit.constant(keys)}),n=c===''?0:1,i=-1,e=n===1?o[c]:undefined,t=n===1?o['_'+c]:undefined;${counts}${body}}`;
  }

  private choiceSlice(slice: ElementNode, base: BasePlace, stem: string): string {
    const types = slice.definition.type ?? [];
    const name = quote(stem);
    const items = types.map((type) => {
      const inner = this.items(slice, base, undefined, type, name);
      return inner === '' ? '' : `if(c===${quote(choiceKey(stem, type.code))}){${inner}}`;
    });
    const { min = 0, max = '*' } = slice.definition;
    const expected = `${slice.definition.sliceName} ${min}..${max}`;
    const isOf = types.map((type) => `c===${quote(choiceKey(stem, type.code))}`).join('||');
    if (min > 0) {
      items.push(
        `if(!(${isOf}))pass.fail(${this.site(slice, { rule: 'slice-min', expected })},${name},-1,counted(0));`,
      );
    }
    if (max === '0') {
      items.push(`if(${isOf})pass.fail(${this.site(slice, { rule: 'slice-max', expected })},${name},-1,counted(1));`);
    }
    return items.join('');
  }
}
