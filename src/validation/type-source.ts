import type { CodeSet } from './binding-check.ts';
import { coreName } from './canonical.ts';
import { type ElementNode, type ElementTree, isArray } from './element-tree.ts';
import { isNarrative } from './narrative.ts';
import type { NativeInvariant } from './native-invariants.ts';
import type { Check, Site } from './pass.ts';
import { isPrimitive, primitiveChecks } from './primitives.ts';
import { quote, type SourceUnit } from './source-unit.ts';
import type { Binding, Constraint, ElementType } from './structure-definition.ts';

/** What a type's source refers to outside itself. */
export interface Linker {
  /** Compiled on first use. */
  check(type: string): Check;
  codeSet(url: string): CodeSet | undefined;
  invariant(constraint: Constraint): NativeInvariant | undefined;
  readonly resourceTypes: ReadonlySet<string>;
}

interface Field {
  /** Key in JSON; `name` is the FHIRPath step. They differ for a choice. */
  readonly key: string;
  readonly name: string;
  readonly type: ElementType | undefined;
  readonly node: ElementNode;
  readonly repeats: boolean;
  /** What to run when the key is there at all. */
  readonly mark: string;
}

/** Resource types a reference with these types may point to; undefined is any. */
export function referenceTargets(
  types: readonly ElementType[],
  typeOf: (canonical: string) => string | undefined,
): ReadonlySet<string> | undefined {
  const profiles = types.filter((type) => type.code === 'Reference').flatMap((type) => type.targetProfile ?? []);
  const names = profiles.map(typeOf);
  return profiles.length === 0 || names.includes('Resource') || names.includes(undefined)
    ? undefined
    : new Set(names.filter((name) => name !== undefined));
}

export function choiceKey(base: string, type: string): string {
  return base + type.charAt(0).toUpperCase() + type.slice(1);
}

/**
 * The source of one R4 type: a function per object that goes through its keys once.
 *
 * Returns the name of the function for the type itself.
 */
export function typeSource(tree: ElementTree, unit: SourceUnit, linker: Linker, isResource: boolean): string {
  const names = new Map<string, string>();
  const objects: ElementNode[] = [];
  const collect = (node: ElementNode): void => {
    objects.push(node);
    names.set(node.id, unit.name(node.id));
    for (const child of node.children) {
      if (child.children.length > 0) {
        collect(child);
      }
    }
  };
  collect(tree.root);
  const holderOf = (id: string): string => `h_${names.get(id)}`;
  for (const node of objects) {
    unit.add(
      objectSource(
        node,
        node === tree.root,
        isResource && node === tree.root,
        unit,
        linker,
        names.get(node.id) ?? '',
        holderOf,
      ),
    );
    unit.add(`const ${holderOf(node.id)}={run:${names.get(node.id)}};`);
  }
  return names.get(tree.root.id) ?? '';
}

function objectSource(
  node: ElementNode,
  isRoot: boolean,
  isResource: boolean,
  unit: SourceUnit,
  linker: Linker,
  functionName: string,
  holderOf: (id: string) => string,
): string {
  const cases: string[] = [];
  const after: string[] = [];
  const variables = ['m=0', 'n=0'];
  let required = 0;
  for (const element of node.children) {
    const id = element.id;
    const isRequired = (element.definition.min ?? 0) > 0;
    const bit = isRequired ? 1 << required : 0;
    let mark = isRequired ? `m|=${bit};` : '';
    if (isRequired) {
      const site = unit.constant({ rule: 'cardinality-min', element: id, expected: '1' } satisfies Site);
      after.push(`if((m&${bit})===0)pass.fail(${site},${quote(element.name.replace('[x]', ''))},-1);`);
      required += 1;
    }
    const repeats = isArray(element.definition);
    if (!element.name.endsWith('[x]')) {
      const type = element.definition.type?.[0];
      cases.push(
        ...fieldSource(
          { key: element.name, name: element.name, type, node: element, repeats, mark },
          isResource,
          unit,
          linker,
          holderOf,
        ),
      );
      continue;
    }
    const base = element.name.slice(0, -3);
    const chosen = `x${variables.length}`;
    variables.push(`${chosen}=0`);
    const site = unit.constant({ rule: 'choice-multiple', element: id, expected: '1' } satisfies Site);
    for (const [ordinal, type] of (element.definition.type ?? []).entries()) {
      const choice = `if(${chosen}!==0&&${chosen}!==${ordinal + 1})pass.fail(${site},${quote(base)},-1);${chosen}=${ordinal + 1};`;
      cases.push(
        ...fieldSource(
          { key: choiceKey(base, type.code), name: base, type, node: element, repeats, mark: mark + choice },
          isResource,
          unit,
          linker,
          holderOf,
        ),
      );
    }
    if (id === 'Extension.value[x]') {
      mark = unit.constant({
        rule: 'invariant',
        key: 'ext-1',
        element: 'Extension',
        human: 'Must have either extensions or value[x], not both',
      } satisfies Site);
      after.push(`if((o.extension!==undefined)===(${chosen}!==0))pass.fail(${mark},'',-1);`);
    }
  }
  for (const constraint of node.definition.constraint ?? []) {
    after.push(invariantSource(constraint, node.id, 'o', `'',-1`, unit, linker));
  }
  if (isResource) {
    cases.push(`case 'resourceType':break;`);
  } else if (node.id !== 'Element') {
    // An Element beside a primitive may be nearly empty when the primitive has a value.
    after.push(`if(n===0)emptyObject(pass,o,${quote(node.id)});`);
  }
  if (isRoot && node.id === 'Extension') {
    after.push('extension(pass,o);');
  }
  const unknown = unit.constant({ rule: 'unknown-element', element: node.id } satisfies Site);
  return `function ${functionName}(o,pass){let ${variables.join(',')};for(const key in o){const v=o[key];n++;switch(key){
${cases.join('\n')}
default:pass.unknown(key,v,${unknown});}}
${after.join('\n')}}`;
}

function invariantSource(
  constraint: Constraint,
  element: string,
  value: string,
  place: string,
  unit: SourceUnit,
  linker: Linker,
): string {
  const native = linker.invariant(constraint);
  if (!native) {
    return '';
  }
  const severity = constraint.severity === 'warning' ? ('warning' as const) : ('error' as const);
  const site = unit.constant({
    rule: 'invariant',
    key: constraint.key,
    severity,
    element,
    human: constraint.human,
  } satisfies Site);
  return `if(!${unit.constant(native)}(${value},pass))pass.fail(${site},${place});`;
}

function fieldSource(
  field: Field,
  inResource: boolean,
  unit: SourceUnit,
  linker: Linker,
  holderOf: (id: string) => string,
): string[] {
  const { key, name, node, repeats, mark } = field;
  const element = node.id;
  if (name === 'id') {
    const expected = inResource ? 'id' : 'string without spaces';
    const check = unit.constant(inResource ? primitiveChecks['id'] : primitiveChecks['uri']);
    const site = unit.constant({ rule: 'primitive-format', element, expected } satisfies Site);
    const sibling = inResource ? siblingCase(field, unit, linker) : [];
    return [
      `case 'id':${inResource ? '' : 'n--;'}if(!${check}(v))primitive(pass,'id',v,'id',-1,${site});break;`,
      ...sibling,
    ];
  }
  const reference = node.definition.contentReference;
  const code = field.type?.code ?? '';
  if (reference === undefined && isPrimitive(code)) {
    return [
      `case ${quote(key)}:${mark}${primitiveSource(field, code, unit, linker)}break;`,
      ...siblingCase(field, unit, linker),
    ];
  }
  const site = unit.constant({
    rule: 'type',
    element,
    expected: code === '' || node.children.length > 0 ? 'object' : code,
  } satisfies Site);
  if (code === 'Resource') {
    const each = `resource(pass,${repeats ? 'v[i]' : 'v'},${quote(name)},${repeats ? 'i' : '-1'},${site},${name !== 'contained'});`;
    return [
      `case ${quote(key)}:${mark}${repeats ? `if(list(pass,v,${quote(name)},${site}))for(let i=0;i<v.length;i++)${each}` : each}break;`,
    ];
  }
  const holder =
    reference !== undefined
      ? holderOf(reference.slice(reference.indexOf('#') + 1))
      : node.children.length > 0
        ? holderOf(node.id)
        : unit.constant(linker.check(code));
  const index = repeats ? 'i' : '-1';
  const value = repeats ? 'v[i]' : 'v';
  const post = postSource(field, code, value, index, unit, linker);
  const one = `child(pass,${holder},${value},${quote(name)},${index},${site})`;
  const body = post === '' ? `${one};` : `if(${one}){${post}}`;
  if (!repeats) {
    return [`case ${quote(key)}:${mark}${body}break;`];
  }
  return post === ''
    ? [`case ${quote(key)}:${mark}children(pass,${holder},v,${quote(name)},${site});break;`]
    : [`case ${quote(key)}:${mark}if(list(pass,v,${quote(name)},${site}))for(let i=0;i<v.length;i++){${body}}break;`];
}

function siblingCase(field: Field, unit: SourceUnit, linker: Linker): string[] {
  const site = unit.constant({ rule: 'type', element: field.node.id, expected: 'Element' } satisfies Site);
  const check = unit.constant(linker.check('Element'));
  const call = field.repeats ? 'siblings' : 'sibling';
  const main = `o[${quote(field.key)}]`;
  return [
    `case ${quote(`_${field.key}`)}:${field.mark}${call}(pass,${check},v,${main},${quote(field.name)},${site});break;`,
  ];
}

interface Bound {
  readonly set?: CodeSet;
  readonly site: Site;
}

/** How the base binds an element, or undefined when the binding demands nothing. */
function boundTo(binding: Binding | undefined, element: string, linker: Linker): Bound | undefined {
  const isRequired = binding?.strength === 'required';
  const url = isRequired ? binding.valueSet : binding?.maxValueSet;
  if (url === undefined) {
    return undefined;
  }
  const set = linker.codeSet(url);
  if (set) {
    return { set, site: { rule: isRequired ? 'required-binding' : 'max-value-set', element, expected: set.url } };
  }
  return { site: { rule: 'binding-not-checked', severity: 'warning', element, expected: url } };
}

function primitiveSource(field: Field, code: string, unit: SourceUnit, linker: Linker): string {
  const name = quote(field.name);
  const bound = code === 'xhtml' ? undefined : boundTo(field.node.definition.binding, field.node.id, linker);
  let check: string;
  let site: Site = { rule: 'primitive-format', element: field.node.id, expected: code };
  if (bound?.set) {
    const codes = bound.set.codes;
    check = unit.constant((value: unknown) => codes.has(value));
    site = bound.site;
  } else if (code === 'xhtml') {
    check = unit.constant(isNarrative);
    site = { rule: 'narrative', element: field.node.id };
  } else {
    check = unit.constant(primitiveChecks[code]);
  }
  const place = unit.constant(site);
  if (field.repeats) {
    return `primitives(pass,${quote(code)},${check},v,o[${quote(`_${field.key}`)}],${name},${place});`;
  }
  const warn = bound && !bound.set ? `else pass.fail(${unit.constant(bound.site)},${name},-1);` : '';
  return `if(!${check}(v))primitive(pass,${quote(code)},v,${name},-1,${place});${warn}`;
}

/** What is checked of a complex element beyond its type: binding, reference targets, constraints on the element. */
function postSource(
  field: Field,
  code: string,
  value: string,
  index: string,
  unit: SourceUnit,
  linker: Linker,
): string {
  const { node } = field;
  const name = quote(field.name);
  const parts: string[] = [];
  const bound =
    code === 'CodeableConcept' || code === 'Coding' ? boundTo(node.definition.binding, node.id, linker) : undefined;
  if (bound?.set) {
    const call = code === 'Coding' ? 'coding' : 'concept';
    parts.push(`${call}(pass,${unit.constant(bound.set)},${value},${name},${index},${unit.constant(bound.site)});`);
  } else if (bound) {
    parts.push(`pass.fail(${unit.constant(bound.site)},${name},${index});`);
  }
  const targets = field.type && code === 'Reference' ? referenceTargets([field.type], coreName) : undefined;
  if (targets) {
    const site = unit.constant({
      rule: 'reference-target',
      element: node.id,
      expected: [...targets].join(' | '),
    } satisfies Site);
    const known = unit.constant(linker.resourceTypes);
    parts.push(`reference(pass,${unit.constant(targets)},${known},${value},${name},${index},${site});`);
  }
  if (field.name === 'modifierExtension') {
    parts.push(`modifierExtension(pass,${value},${index});`);
  }
  if (node.children.length === 0) {
    for (const constraint of node.definition.constraint ?? []) {
      parts.push(invariantSource(constraint, node.id, value, `${name},${index}`, unit, linker));
    }
  }
  return parts.join('');
}
