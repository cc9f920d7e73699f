import type { Json } from '../record/json.ts';
import { compileKind, isFault, type KindContext } from './compile-kind.ts';
import { type Constant, constantAt } from './constant.ts';
import { childOf, type FhirElement } from './fhir-element.ts';
import { type FhirPath, parseFhirPath } from './fhir-path.ts';
import type { DocumentPath, PairDocument, SourceCondition } from './mapping-document.ts';
import type { MappingFaults } from './mapping-faults.ts';
import { type Condition, compilePair, type Pair } from './pair.ts';
import { parseSourcePath, type SourcePath, sourceAccess } from './source-access.ts';
import { isNumeric, isSchemaOpen, type SourceSchema, type SourceShape } from './source-schema.ts';

/** What the pairs of a part are compiled in. */
export interface PairContext {
  readonly faults: MappingFaults;
  readonly schema: SourceSchema;
  readonly shape: SourceShape;
  readonly root: FhirElement;
  readonly names: Readonly<Record<string, string>>;
  readonly kinds: Omit<KindContext, 'isNumber'>;
}

/** A path in FHIR, or undefined after telling what is wrong with it. */
export function fhirPathIn(text: string, at: DocumentPath, { root, names, faults }: PairContext): FhirPath | undefined {
  const path = parseFhirPath(text, root, names);
  if ('steps' in path) return path;
  return faults.add('mapping-fhir-path', at, { found: `${root.type}.${text}: ${path.step}`, expected: path.expected });
}

/** A path in the source, or undefined after telling what is wrong with it. */
export function sourcePathIn(
  text: string,
  at: DocumentPath,
  { schema, shape, faults }: PairContext,
): SourcePath | undefined {
  const path = parseSourcePath(text);
  const found = path && schema.at(shape, path.steps);
  if (path && (found || isSchemaOpen(shape))) return path;
  return faults.add('mapping-source-path', at, { found: text });
}

export function constantsIn(
  values: Readonly<Record<string, Json>> | undefined,
  at: DocumentPath,
  context: PairContext,
): readonly Constant[] {
  return Object.entries(values ?? {}).flatMap(([text, value]) => {
    const path = fhirPathIn(text, [...at, text], context);
    return path ? [constantAt(path, value)] : [];
  });
}

export function conditionIn(
  when: SourceCondition | undefined,
  at: DocumentPath,
  context: PairContext,
): Condition | undefined {
  if (!when) return undefined;
  const path = sourcePathIn(when.source, [...at, 'source'], context);
  return path && { access: sourceAccess(path), value: when.is };
}

/** The pairs of a part. Two that write the same place in the same case are a fault. */
export function compilePairs(pairs: readonly PairDocument[], at: DocumentPath, context: PairContext): readonly Pair[] {
  const written = new Map<string, DocumentPath>();
  return pairs.flatMap((pair, index) => {
    const place = [...at, index];
    for (const key of placesWritten(pair)) {
      const before = written.get(key);
      if (before) {
        context.faults.add('mapping-twice', place, {
          found: key.split(' ')[1] ?? '',
          expected: context.faults.placeOf(before),
        });
      }
      written.set(key, place);
    }
    return compileOne(pair, place, context) ?? [];
  });
}

function compileOne(pair: PairDocument, at: DocumentPath, context: PairContext): Pair | undefined {
  const { faults, schema, shape, names } = context;
  const fhir = fhirPathIn(pair.fhir, [...at, 'fhir'], context);
  const sources = [pair.source].flat().map((text) => sourcePathIn(text, [...at, 'source'], context));
  if (!fhir || !sources.every((path) => path !== undefined)) return undefined;
  const [first] = sources;
  const list = first && schema.at(shape, first.steps);
  const value = first?.each && list ? schema.itemsOf(list) : list;
  const isEach = fhir.steps.some(({ each }) => each);
  if (isEach !== (first?.each === true)) {
    return faults.add('mapping-kind', at, { found: pair.fhir, expected: 'brackets on both paths, or on none' });
  }
  const kind = compileKind(pair, fhir.type, { ...context.kinds, isNumber: value !== undefined && isNumeric(value) });
  if (isFault(kind)) return faults.add(kind.rule, at, kind);
  const when = conditionIn(pair.when, [...at, 'when'], context);
  const item = isEach ? itemElement(fhir, context.root) : undefined;
  const beside = constantsIn(pair.with, [...at, 'with'], item ? { ...context, root: item, names } : context);
  return compilePair({
    sources,
    fhir,
    kind,
    place: faults.placeOf(at),
    when,
    beside,
    fallback: pair.default,
    sourceFallback: pair.sourceDefault,
  });
}

/** The element whose items a path with `[]` is about. */
function itemElement({ steps }: FhirPath, root: FhirElement): FhirElement | undefined {
  let element: FhirElement | undefined = root;
  for (const { name, each } of steps) {
    element = element && childOf(element, name);
    if (each) return element;
  }
  return undefined;
}

/** What a pair writes, and in which case: the same place may be written by pairs of different cases. */
function placesWritten({ source, fhir, as, when, with: beside }: PairDocument): readonly string[] {
  const side = `${when ? JSON.stringify(when) : ''}`;
  const there = beside ? JSON.stringify(beside) : '';
  // Codes of different tables may stand in one list, and numbers of different kinds.
  const isShared = as === 'code' || as === 'national-number' || fhir.endsWith('[]');
  return [
    ...[source].flat().map((text) => `source ${text} ${side}${there}`),
    ...(isShared ? [] : [`fhir ${fhir} ${side}${there}`]),
  ];
}
