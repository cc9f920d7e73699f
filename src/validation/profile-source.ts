import { type ElementNode, type ElementTree, isArray } from './element-tree.ts';
import { limitFaults } from './limit-faults.ts';
import { isPrimitive } from './primitives.ts';
import { type BasePlace, isResource, type ProfileScope } from './profile-scope.ts';
import { quote } from './quote.ts';
import { choiceKey } from './reference-targets.ts';
import { type SlicedLoop, sliceSource } from './slice-source.ts';
import type { ElementType } from './structure-definition.ts';
import { constraintsSource, valueSource } from './value-source.ts';

/**
 * The source of one profile: a function that checks what the profile adds to its type.
 *
 * Returns the function's name, or undefined when the profile adds nothing.
 */
export function profileSource(tree: ElementTree, base: ElementTree, scope: ProfileScope): string | undefined {
  for (const id of tree.orphans) {
    scope.report(id, 'element', 'its parent is not in the snapshot');
  }
  const place: BasePlace = { tree: base, node: base.root };
  const root = { node: tree.root, base: place, unsliced: undefined, type: undefined, place: `'',-1` };
  return objectFunction(tree.root, place, undefined, constraintsSource(root, 'o', scope), scope);
}

/** The base definition of a child, in the type's own tree or in the tree of the element's type. */
function baseOf(parent: BasePlace, name: string, type: string | undefined, scope: ProfileScope): BasePlace | undefined {
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
  const typeTree = node.children.length > 0 || code === undefined ? undefined : scope.linker.tree(code);
  return typeTree ? find(typeTree, typeTree.root) : find(tree, node);
}

/** A function over an object, with a block for each child that the profile says something of. */
function objectFunction(
  node: ElementNode,
  base: BasePlace,
  type: string | undefined,
  own: string,
  scope: ProfileScope,
): string | undefined {
  const blocks = [own];
  for (const child of node.children) {
    const childBase = baseOf(base, child.name, type, scope);
    for (const reason of childBase ? limitFaults(child.definition, childBase.node.definition) : []) {
      scope.refuse(child.id, reason);
    }
    if (!childBase) {
      scope.report(child.id, 'element', 'the base type has no such element');
    } else if (child.name.endsWith('[x]')) {
      blocks.push(choiceSource(child, childBase, scope));
    } else {
      blocks.push(elementSource(child, childBase, scope));
    }
  }
  const body = blocks.filter((block) => block !== '').join('\n');
  if (body === '') {
    return undefined;
  }
  const name = scope.unit.name(node.id);
  scope.unit.add(`function ${name}(o,pass){${body}}\nconst h_${name}={run:${name}};`);
  return name;
}

function elementSource(node: ElementNode, base: BasePlace, scope: ProfileScope): string {
  const type = (node.definition.type ?? base.node.definition.type)?.[0];
  const primitive = type !== undefined && isPrimitive(type.code);
  const repeats = isArray(base.node.definition);
  const name = quote(node.name);
  const counts = countSource(node, base, name, scope);
  const items = itemSource(node, base, undefined, type, name, scope);
  const content = (slice: ElementNode) =>
    itemSource(slice, base, node, (slice.definition.type ?? base.node.definition.type)?.[0], name, scope);
  const sliced = sliceSource({ node, base: base.node, name: node.name, content }, scope);
  const head = `{const v=o[${name}],s=${primitive ? `o[${quote(`_${node.name}`)}]` : 'undefined'};`;
  if (counts === '' && items === '' && sliced.inLoop === '') {
    return '';
  }
  if (!repeats) {
    const inside = `const e=v,t=s,i=-1;${items}${sliced.inLoop}`;
    return `${head}const n=v===undefined&&s===undefined?0:1;${counts}${sliced.before}if(n===1){${inside}}${sliced.after}}`;
  }
  const length = 'Array.isArray(v)?v.length:0';
  const n = primitive ? `Math.max(${length},Array.isArray(s)?s.length:0)` : length;
  const item = 'const e=Array.isArray(v)?v[i]:undefined,t=Array.isArray(s)?s[i]:undefined;';
  const loop = items === '' && sliced.inLoop === '' ? '' : `for(let i=0;i<n;i++){${item}${items}${sliced.inLoop}}`;
  return `${head}const n=${n};${counts}${sliced.before}${loop}${sliced.after}}`;
}

function countSource(node: ElementNode, base: BasePlace, name: string, scope: ProfileScope): string {
  const { min = 0, max = '*' } = node.definition;
  const before = base.node.definition;
  let source = '';
  if (min > (before.min ?? 0)) {
    const site = scope.site(node, { rule: 'cardinality-min', expected: String(min) });
    source += `if(n<${Number(min)})pass.fail(${site},${name},-1,counted(n));`;
  }
  if (max !== '*' && max !== before.max) {
    const site = scope.site(node, { rule: 'cardinality-max', expected: max });
    source += `if(n>${Number(max)})pass.fail(${site},${name},-1,counted(n));`;
  }
  return source;
}

/** Statements on one value `e`, and on what is in it. */
function itemSource(
  node: ElementNode,
  base: BasePlace,
  unsliced: ElementNode | undefined,
  type: ElementType | undefined,
  name: string,
  scope: ProfileScope,
): string {
  const place = `${name},i`;
  const own = valueSource({ node, base, unsliced, type, place }, scope);
  const inner = node.children.length > 0 ? objectFunction(node, base, type?.code, '', scope) : undefined;
  if (inner === undefined) {
    return own;
  }
  if (type && isPrimitive(type.code)) {
    return `${own}if(enterObject(pass,${place})){${inner}(isObject(t)?t:EMPTY,pass);pass.depth--;}`;
  }
  // Of a resource of another type it is said that it is one, and nothing more.
  return isResource(base)
    ? `${own}if(isResourceOf(e,${scope.unit.constant(new Set([type?.code]))}))inResource(pass,h_${inner},e,${place},o);`
    : `${own}if(isObject(e)&&enterObject(pass,${place})){${inner}(e,pass);pass.depth--;}`;
}

/** Types of a choice that are looked for by name before its keys are gone through. */
const FEW = 2;

/** A choice element: the types that a profile leaves, and what it says of each. */
function choiceSource(node: ElementNode, base: BasePlace, scope: ProfileScope): string {
  const stem = node.name.slice(0, -3);
  const name = quote(stem);
  const all = (base.node.definition.type ?? []).map(({ code }) => choiceKey(stem, code));
  const types = node.definition.type ?? base.node.definition.type ?? [];
  const allowed = types.map(({ code }) => choiceKey(stem, code));
  const parts: string[] = [];
  if (allowed.length < all.length && node.definition.max !== '0') {
    const site = scope.site(node, { rule: 'choice-type', expected: types.map(({ code }) => code).join(' | ') });
    const isOther =
      allowed.length === 1 ? `c!==${quote(allowed[0] ?? '')}` : `!${scope.unit.constant(new Set(allowed))}.has(c)`;
    parts.push(`if(n===1&&${isOther})pass.fail(${site},${name},-1,describeCode(c));`);
  }
  for (const type of types) {
    const items = itemSource(node, base, undefined, type, name, scope);
    parts.push(items === '' ? '' : `if(c===${quote(choiceKey(stem, type.code))}){${items}}`);
  }
  const sliced = choiceSlices(node, base, stem, name, scope);
  const inside = sliced.inLoop === '' ? '' : `if(n===1){${sliced.inLoop}}`;
  parts.push(`${sliced.before}${inside}${sliced.after}`);
  const body = countSource(node, base, name, scope) + parts.join('');
  if (body === '') {
    return '';
  }
  const keys = scope.unit.constant(new Map(all.flatMap((key) => [[key, key] as const, [`_${key}`, key] as const])));
  const usual = allowed.slice(0, FEW).map((key) => `o[${quote(key)}]!==undefined?${quote(key)}:`);
  return `{const c=${usual.join('')}choiceKeyOf(o,${keys}),n=c===''?0:1,i=-1,e=n===1?o[c]:undefined,t=n===1?o['_'+c]:undefined,v=e;${body}}`;
}

/** Slices of a choice element: told apart by type, and by what else the slicing names. */
function choiceSlices(node: ElementNode, base: BasePlace, stem: string, name: string, scope: ProfileScope): SlicedLoop {
  const typesOf = (slice: ElementNode) =>
    slice.definition.type ?? node.definition.type ?? base.node.definition.type ?? [];
  const isOf = ({ code }: ElementType) => `c===${quote(choiceKey(stem, code))}`;
  return sliceSource(
    {
      node,
      base: base.node,
      name: stem,
      condition: (slice) => `(${typesOf(slice).map(isOf).join('||') || 'false'})`,
      content: (slice) =>
        typesOf(slice)
          .map((type) => [isOf(type), itemSource(slice, base, node, type, name, scope)] as const)
          .map(([condition, items]) => (items === '' ? '' : `if(${condition}){${items}}`))
          .join(''),
    },
    scope,
  );
}
