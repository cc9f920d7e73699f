import { boundTo } from './binding-source.ts';
import { coreName } from './canonical.ts';
import { elementForms } from './element-forms.ts';
import type { ElementNode, ElementTree } from './element-tree.ts';
import { invariantSource } from './invariant-source.ts';
import type { Linker } from './linker.ts';
import { isNarrative } from './narrative.ts';
import { isPrimitive, primitiveChecks } from './primitives.ts';
import { quote } from './quote.ts';
import { targets } from './reference-check.ts';
import { referenceTargets } from './reference-targets.ts';
import type { Site } from './site.ts';
import type { SourceUnit } from './source-unit.ts';
import type { ElementType } from './structure-definition.ts';
import { isWithoutSpace } from './uri-forms.ts';

/** The only profile on a type in R4's own definitions. */
const SIMPLE_QUANTITY = 'http://hl7.org/fhir/StructureDefinition/SimpleQuantity';

/** One JSON key that an object may have. */
export interface Field {
  /** Key in JSON; `name` is the FHIRPath step. They differ for a choice. */
  readonly key: string;
  readonly name: string;
  readonly type: ElementType | undefined;
  readonly node: ElementNode;
  readonly tree: ElementTree;
  readonly repeats: boolean;
  /** What to run when the key is there at all. */
  readonly mark: string;
}

/** The checks of an element's invariants on `value`. */
export function invariantsSource(
  { tree, node, type }: Pick<Field, 'tree' | 'node' | 'type'>,
  value: string,
  place: string,
  unit: SourceUnit,
  linker: Linker,
): string {
  return (node.definition.constraint ?? [])
    .map((constraint) => {
      const compiled = linker.invariant(constraint, { tree, node }, type?.code);
      if (!compiled) {
        return '';
      }
      const severity = constraint.severity === 'warning' ? ('warning' as const) : ('error' as const);
      const { key, human } = constraint;
      const site = unit.constant({ rule: 'invariant', key, severity, element: node.id, human } satisfies Site);
      return invariantSource(compiled, value, place, site, unit);
    })
    .join('');
}

/** What is done with the value `v` of one JSON key. */
export interface KeySource {
  readonly key: string;
  readonly source: string;
}

/** What is done with the keys of this field, and of the Element beside it. */
export function fieldSource(
  field: Field,
  inResource: boolean,
  unit: SourceUnit,
  linker: Linker,
  holderOf: (id: string) => string,
): KeySource[] {
  const { key, name, node, repeats, mark } = field;
  const element = node.id;
  if (name === 'id') {
    const expected = inResource ? 'id' : 'string without spaces';
    const check = unit.constant(inResource ? primitiveChecks['id'] : isWithoutSpace);
    const site = unit.constant({ rule: 'primitive-format', element, expected } satisfies Site);
    const sibling = inResource ? siblingCase(field, unit, linker) : [];
    // Snapshot and differential name the same elements.
    const unique =
      inResource || element === 'ElementDefinition.id' ? '' : `else elementId(pass,v,o,${quote(element)});`;
    return [
      { key, source: `${inResource ? '' : 'n--;'}if(!${check}(v))primitive(pass,'id',v,'id',-1,${site});${unique}` },
      ...sibling,
    ];
  }
  const reference = node.definition.contentReference;
  const code = field.type?.code ?? '';
  if (reference === undefined && isPrimitive(code)) {
    const item = `primitiveItem(v,o[${quote(`_${key}`)}])`;
    const invariants = repeats ? '' : invariantsSource(field, item, `${quote(name)},-1`, unit, linker);
    const internal = code === 'canonical' ? `internalCanonical(pass,v,${quote(name)},${quote(element)});` : '';
    return [
      { key, source: `${mark}${primitiveSource(field, code, unit, linker)}${internal}${invariants}` },
      ...siblingCase(field, unit, linker),
    ];
  }
  const site = unit.constant({
    rule: 'type',
    element,
    expected: code === '' || node.children.length > 0 ? 'object' : code,
  } satisfies Site);
  if (code === 'Resource') {
    const each = `resource(pass,${repeats ? 'v[i]' : 'v'},${quote(name)},${repeats ? 'i' : '-1'},${site},o);`;
    const unique = name === 'contained' ? 'containedIds(pass,v);' : '';
    const items = repeats
      ? `if(list(pass,v,${quote(name)},${site})){for(let i=0;i<v.length;i++)${each}${unique}}`
      : each;
    return [{ key, source: mark + items }];
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
  const one = `if(enter(pass,${value},${quote(name)},${index},${site})){${holder}.run(${value},pass);pass.depth--;${post}}`;
  const source = repeats ? `if(list(pass,v,${quote(name)},${site}))for(let i=0;i<v.length;i++)${one}` : one;
  return [{ key, source: mark + source }];
}

function siblingCase(field: Field, unit: SourceUnit, linker: Linker): KeySource[] {
  const site = unit.constant({ rule: 'type', element: field.node.id, expected: 'Element' } satisfies Site);
  const check = unit.constant(linker.check('Element'));
  const call = field.repeats ? 'siblings' : 'sibling';
  const main = `o[${quote(field.key)}]`;
  return [
    { key: `_${field.key}`, source: `${field.mark}${call}(pass,${check},v,${main},${quote(field.name)},${site});` },
  ];
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
    const own = elementForms.get(field.node.id);
    check = unit.constant(own?.check ?? primitiveChecks[code]);
    site = own ? { rule: own.rule, element: field.node.id, expected: own.expected } : site;
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
  const allowed = field.type && code === 'Reference' ? referenceTargets([field.type], coreName) : undefined;
  if (allowed) {
    const site = unit.constant({
      rule: 'reference-target',
      element: node.id,
      expected: [...allowed].join(' | '),
    } satisfies Site);
    const known = unit.constant(linker.resourceTypes);
    parts.push(`reference(pass,${unit.constant(targets(allowed))},${known},${value},${name},${index},${site});`);
  }
  if (field.type?.profile?.includes(SIMPLE_QUANTITY)) {
    const human = 'The comparator is not used on a SimpleQuantity';
    const site = unit.constant({ rule: 'invariant', key: 'sqty-1', element: node.id, human } satisfies Site);
    parts.push(`if(${value}.comparator!==undefined)pass.fail(${site},${name},${index});`);
  }
  if (field.name === 'modifierExtension') {
    parts.push(`modifierExtension(pass,${value},${index});`);
  }
  if (node.children.length === 0) {
    parts.push(invariantsSource(field, value, `${name},${index}`, unit, linker));
  }
  return parts.join('');
}
