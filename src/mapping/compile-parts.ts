import { compilePairs, conditionIn, constantsIn, fhirPathIn, type PairContext, sourcePathIn } from './compile-pairs.ts';
import { constantAt } from './constant.ts';
import { accessOf } from './fhir-access.ts';
import { childOf, type FhirElement, rootOf } from './fhir-element.ts';
import { type FhirPath, parseFhirPath } from './fhir-path.ts';
import type { DocumentPath, MappingDocument, PartDocument } from './mapping-document.ts';
import type { Link, ListGroup, Part, Scope } from './part.ts';
import { sourceAccess } from './source-access.ts';
import { isNumeric, type SourceShape } from './source-schema.ts';

/** What the whole mapping is compiled in. */
export type MappingContext = Omit<PairContext, 'root' | 'shape'> & {
  readonly document: MappingDocument;
  /** R4 element of each part that is compiled: what stands in it is looked up there. */
  readonly elements: Map<string, FhirElement>;
};

/** The parts that are read from one object of the source, with everything in them. */
export function compileScope(
  parts: Readonly<Record<string, PartDocument>>,
  at: DocumentPath,
  shape: SourceShape,
  context: MappingContext,
): Scope {
  const singles: Part[] = [];
  const groups = new Map<string, { -readonly [K in keyof ListGroup]: ListGroup[K] }>();
  for (const [name, document] of Object.entries(parts)) {
    const place = [...at, name];
    const path = document.list ?? document.source;
    const own = { ...context, shape, root: undefined as never };
    const source =
      path === undefined ? undefined : sourcePathIn(path, [...place, document.list ? 'list' : 'source'], own);
    if (path !== undefined && !source) continue;
    const found = source ? context.schema.at(shape, source.steps) : shape;
    const inner = document.list !== undefined && found ? context.schema.itemsOf(found) : found;
    let group = document.list === undefined ? undefined : groups.get(document.list);
    if (document.list !== undefined && source && !group) {
      group = { access: sourceAccess(source), isRequired: found?.isRequired === true, parts: [] };
      groups.set(document.list, group);
    }
    const part = compilePart(name, document, place, inner ?? shape, group, context);
    if (!part) continue;
    if (group) group.parts.push(part);
    else singles.push(document.source === undefined || !source ? part : { ...part, context: sourceAccess(source) });
  }
  // Those that make an item come before those that only add to one.
  for (const { parts: inGroup } of groups.values()) {
    inGroup.sort((one, other) => Number(one.when !== undefined) - Number(other.when !== undefined));
  }
  const lists = [...groups.values()];
  const own = [...singles, ...lists.flatMap((group) => group.parts)];
  return { singles, lists, all: own.flatMap((part) => [part, ...part.scope.all]) };
}

function compilePart(
  name: string,
  document: PartDocument,
  at: DocumentPath,
  shape: SourceShape,
  group: ListGroup | undefined,
  context: MappingContext,
): Part | undefined {
  const { faults, document: mapping } = context;
  const root = elementOf(document, at, context);
  if (!root) return undefined;
  context.elements.set(name, root.element);
  if (document.list !== undefined && document.key === undefined && document.element === undefined) {
    return faults.add('mapping-key-missing', at, { found: document.list });
  }
  const pairContext: PairContext = { ...context, root: root.element, shape };
  const key = document.key === undefined ? undefined : sourcePathIn(document.key, [...at, 'key'], pairContext);
  const keyShape = key && context.schema.at(shape, key.steps);
  const identity = identityOf(name, document, mapping, root.element);
  const parent =
    document.parent === undefined ? undefined : fhirPathIn(document.parent, [...at, 'parent'], pairContext);
  const toldBy = document.element !== undefined && document.identity !== undefined;
  const told = toldBy ? fhirPathIn(document.identity ?? '', [...at, 'identity'], pairContext) : undefined;
  const profile = document.profile === undefined ? undefined : fhirPathIn('meta.profile', at, pairContext);
  return {
    name,
    place: faults.placeOf(at),
    type: root.element.type,
    element: root.owner,
    context: undefined,
    group,
    key: key && { access: sourceAccess(key), isNumber: keyShape !== undefined && isNumeric(keyShape) },
    identity,
    toldBy: told && accessOf(told),
    parent: parent && { access: accessOf(parent), path: parent },
    when: conditionIn(document.when, [...at, 'when'], pairContext),
    is: constantsIn(document.is, [...at, 'is'], pairContext),
    constants: [
      ...(profile ? [constantAt(profile, document.profile ?? '')] : []),
      ...constantsIn(document.constants, [...at, 'constants'], pairContext),
    ],
    links: Object.entries(document.links ?? {}).flatMap(
      ([text, parts]) => linkOf(text, [parts].flat(), [...at, 'links', text], pairContext) ?? [],
    ),
    pairs: compilePairs(document.pairs ?? [], [...at, 'pairs'], pairContext),
    scope: compileScope(document.parts ?? {}, [...at, 'parts'], shape, context),
  };
}

function elementOf(
  { resource, element }: PartDocument,
  at: DocumentPath,
  { faults, elements, names }: MappingContext,
): { readonly element: FhirElement; readonly owner: Part['element'] } | undefined {
  if (element === undefined) {
    const root = rootOf(resource ?? '');
    if (root && childOf(root, 'meta')) return { element: root, owner: undefined };
    return faults.add('mapping-name', [...at, 'resource'], { found: resource ?? '', expected: 'R4 resource' });
  }
  const [owner = '', rest = ''] = element.split(/\.(.*)/su);
  const holder = elements.get(owner);
  if (!holder)
    return faults.add('mapping-name', [...at, 'element'], { found: owner, expected: 'part before this one' });
  const path = parseFhirPath(rest, holder, names);
  if (!('steps' in path)) {
    return faults.add('mapping-fhir-path', [...at, 'element'], {
      found: `${element}: ${path.step}`,
      expected: path.expected,
    });
  }
  let found: FhirElement | undefined = holder;
  for (const { name } of path.steps) found = found && childOf(found, name);
  if (!found?.isArray) {
    return faults.add('mapping-kind', [...at, 'element'], { found: element, expected: 'a list' });
  }
  return { element: { ...found, isArray: false }, owner: { owner, path, access: accessOf(path) } };
}

function identityOf(
  name: string,
  { element, identity = name }: PartDocument,
  { system }: MappingDocument,
  root: FhirElement,
): Part['identity'] {
  if (element !== undefined || identity === 'none') return undefined;
  const path = parseFhirPath('identifier', root, {});
  return 'steps' in path ? { system: `${system}/${identity}`, path } : undefined;
}

function linkOf(text: string, parts: readonly string[], at: DocumentPath, context: PairContext): Link | undefined {
  const unknown = parts.find((part) => !context.kinds.partNames.has(part));
  if (unknown !== undefined) return context.faults.add('mapping-name', at, { found: unknown, expected: 'part' });
  const path = fhirPathIn(text, at, context);
  if (!path) return undefined;
  if (path.type !== 'Reference') {
    return context.faults.add('mapping-kind', at, { found: `${text} (${path.type})`, expected: 'Reference' });
  }
  const cut = path.steps.findIndex(({ each }) => each);
  const whole: FhirPath = cut < 0 ? path : { ...path, steps: path.steps.slice(0, cut + 1) };
  const rest = cut < 0 ? [] : path.steps.slice(cut + 1);
  return {
    parts,
    path: whole,
    access: accessOf(whole),
    inItem: rest.length > 0 ? accessOf({ ...path, steps: rest }) : undefined,
    isList: whole.steps.at(-1)?.isArray === true,
  };
}
