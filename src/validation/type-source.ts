import { boundTo } from './binding-source.ts';
import { type ElementNode, type ElementTree, isArray } from './element-tree.ts';
import { fieldSource, invariantsSource, type KeySource } from './field-source.ts';
import type { Linker } from './linker.ts';
import { quote } from './quote.ts';
import { choiceKey } from './reference-targets.ts';
import type { Site } from './site.ts';
import type { SourceUnit } from './source-unit.ts';

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
      objectSource(node, tree, isResource && node === tree.root, unit, linker, names.get(node.id) ?? '', holderOf),
    );
    unit.add(`const ${holderOf(node.id)}={run:${names.get(node.id)}};`);
  }
  return names.get(tree.root.id) ?? '';
}

function objectSource(
  node: ElementNode,
  tree: ElementTree,
  isResource: boolean,
  unit: SourceUnit,
  linker: Linker,
  functionName: string,
  holderOf: (id: string) => string,
): string {
  const keys: KeySource[] = [];
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
      keys.push(
        ...fieldSource(
          { key: element.name, name: element.name, type, node: element, tree, repeats, mark },
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
      keys.push(
        ...fieldSource(
          { key: choiceKey(base, type.code), name: base, type, node: element, tree, repeats, mark: mark + choice },
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
  after.push(invariantsSource({ tree, node, type: undefined }, 'o', `'',-1`, unit, linker));
  if (isResource) {
    keys.push({ key: 'resourceType', source: '' });
  } else if (node.id !== 'Element') {
    // An Element beside a primitive may be nearly empty when the primitive has a value.
    after.push(`if(n===0)emptyObject(pass,o,${quote(node.id)});`);
  }
  if (node === tree.root && node.id === 'Extension') {
    after.push('extension(pass,o);');
  }
  if (node === tree.root && node.definition.binding) {
    after.push(unitSource(node, unit, linker));
  }
  if (node.id === 'Reference') {
    after.push('if(pass.bundle!==undefined)bundleReference(pass,o);if(o.type!==undefined)sameType(pass,o);');
  }
  if (node.id === 'Identifier') {
    after.push(`if(o.system==='urn:ietf:rfc:3986')uriIdentifier(pass,o);`);
  }
  if (node.id === 'Attachment') {
    after.push('if(o.data!==undefined)attachment(pass,o);');
  }
  if (node.id === 'Narrative') {
    after.push('imagesInResource(pass,o);');
  }
  if (node.id === 'Bundle.entry') {
    after.push('fullUrl(pass,o);');
  }
  const unknown = unit.constant({ rule: 'unknown-element', element: node.id } satisfies Site);
  const other = `default:pass.unknown(key,v,${unknown});`;
  return `function ${functionName}(o,pass){let ${variables.join(',')};for(const key in o){const v=o[key];n++;
${keySwitch(keys, other)}}
${after.join('\n')}}`;
}

/** The units that an Age, a Distance or a Duration may have: the definition of the type itself is bound to them. */
function unitSource(node: ElementNode, unit: SourceUnit, linker: Linker): string {
  const bound = boundTo(node.definition.binding, node.id, linker);
  return bound?.set
    ? `if(o.code!==undefined)coding(pass,${unit.constant(bound.set)},o,'',-1,${unit.constant(bound.site)});`
    : '';
}

/** Among more keys than this the right one is looked for by its length first: cases are compared one after the other. */
const MANY_KEYS = 12;

function keySwitch(keys: readonly KeySource[], other: string): string {
  const cases = (some: readonly KeySource[]): string =>
    `switch(key){\n${some.map(({ key, source }) => `case ${quote(key)}:${source}break;`).join('\n')}\n${other}}`;
  if (keys.length <= MANY_KEYS) {
    return cases(keys);
  }
  const byLength = Map.groupBy(keys, ({ key }) => key.length);
  return `switch(key.length){\n${[...byLength].map(([length, some]) => `case ${length}:${cases(some)}break;`).join('\n')}\n${other}}`;
}
