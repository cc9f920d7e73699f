import type { Resource } from '@medplum/fhirtypes';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isObject } from '../record/json.ts';
import type { Finding } from '../validation/finding.ts';
import { type CodeTable, type CodeTableDocument, compileTable } from './code-table.ts';
import codesSchema from './codes.schema.json' with { type: 'json' };
import { compileScope } from './compile-parts.ts';
import mappingSchema from './mapping.schema.json' with { type: 'json' };
import type { DocumentPath, MappingDocument, PartDocument } from './mapping-document.ts';
import { refuseMapping } from './mapping-fault.ts';
import { MappingFaults } from './mapping-faults.ts';
import { mappingFinding } from './mapping-finding.ts';
import { type KeyField, partKeys } from './part-key.ts';
import { parseSourcePath, sourceAccess } from './source-access.ts';
import { isNumeric, SourceSchema } from './source-schema.ts';
import { type RecordPlan, type ToRecord, toRecord } from './to-record.ts';
import { type ToSource, toSource } from './to-source.ts';

/** The texts of a mapping's folder, parsed. */
export interface MappingFiles {
  readonly mapping: unknown;
  /** Of codes.json: tables by name, each a ConceptMap. */
  readonly codes: unknown;
  /** Of source.schema.json. */
  readonly schema: unknown;
  /** `file:line:column` of something in the mapping; without, its path. */
  readonly placeOf?: (path: DocumentPath) => string;
}

/** A mapping that works both ways. */
export interface Mapping {
  readonly name: string;
  readonly version: string;
  readonly document: MappingDocument;
  /**
   * One record of the source as FHIR resources. A source that does not follow its schema gives findings and no resources.
   *
   * `toSource(toRecord(s).resources).source` equals `s` except at the places that `loss` names.
   *
   * @example
   * const { resources, loss, findings } = mapping.toRecord(JSON.parse(text));
   */
  toRecord(source: unknown): ToRecord;
  /**
   * The resources of one record as the source has it, in the order of their lists. `before`: what the receiver last had;
   * what FHIR never took of it, and values that say the same in FHIR, stay as they are there.
   *
   * `toRecord(toSource(r).source).resources` equals `r`, but for ids, except at the places that `loss` names.
   *
   * @example
   * const { source, loss, findings } = mapping.toSource(resources, whatTheyHadBefore);
   */
  toSource(resources: readonly Resource[], before?: unknown): ToSource;
}

const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
const followsMappingSchema = ajv.compile<MappingDocument>(mappingSchema);
const followsCodesSchema = ajv.compile<Readonly<Record<string, CodeTableDocument>>>(codesSchema);
const ONE_BACK = 'one pair that is equivalent';

/**
 * A mapping made ready from the texts of its folder. Pure: reading the folder is for the edge (src/source/load-mapping.ts).
 *
 * @throws SamplanError `configuration`, with a finding for everything that is wrong and where
 * @example
 * compileMapping({ mapping: parse(yaml), codes: JSON.parse(codes), schema: JSON.parse(schema) });
 */
export function compileMapping({ mapping, codes, schema, placeOf = placeAsPath }: MappingFiles): Mapping {
  const faults = new MappingFaults(placeOf);
  if (holdsItself(mapping)) faults.add('mapping-loop', [], { found: 'an alias of YAML' });
  else if (!followsMappingSchema(mapping)) {
    for (const { instancePath, message = '' } of followsMappingSchema.errors ?? []) {
      faults.add('mapping-form', pathOf(instancePath), { expected: message });
    }
  }
  if (faults.findings.length > 0) refuseMapping(faults.findings);
  const document = mapping as MappingDocument;
  const plan = compileDocument(document, codes, schema, faults);
  const follows = compileSchema(schema, faults);
  if (faults.findings.length > 0) refuseMapping(faults.findings);
  return {
    name: document.mapping,
    version: document.version,
    document,
    toRecord(source) {
      const wrong = schemaFindings(follows, source);
      return wrong.length > 0 || !isObject(source)
        ? { resources: [], loss: [{ pointer: '', reason: 'unplaced' }], findings: wrong }
        : toRecord(plan, source);
    },
    toSource(resources, before) {
      const back = toSource(plan, resources, isObject(before) ? before : undefined);
      const wrong = back.source === undefined ? [] : schemaFindings(follows, back.source);
      return wrong.length === 0 ? back : { ...back, findings: [...back.findings, ...wrong] };
    },
  };
}

function compileDocument(
  document: MappingDocument,
  codes: unknown,
  schemaDocument: unknown,
  faults: MappingFaults,
): RecordPlan {
  const schema = new SourceSchema(isObject(schemaDocument) ? schemaDocument : {});
  const path = parseSourcePath(document.key);
  const shape = path && schema.at(schema.whole, path.steps);
  if (!shape) faults.add('mapping-source-path', ['key'], { found: document.key });
  const partNames = namesOf(document.parts, [], faults);
  const loop = loopIn(document.parts);
  if (loop) faults.add('mapping-loop', loop.path, { found: loop.found });
  const scope = compileScope(document.parts, ['parts'], schema.whole, {
    document,
    faults,
    schema,
    names: document.names ?? {},
    elements: new Map(),
    kinds: { tables: tablesOf(codes, faults), zone: document.zone, partNames },
  });
  const access = sourceAccess(path ?? { text: '', steps: [''], each: false });
  const key: KeyField = { access, isNumber: shape !== undefined && isNumeric(shape) };
  return { scope, schema, key, keys: partKeys(document.keys === 'record') };
}

function tablesOf(codes: unknown, faults: MappingFaults): ReadonlyMap<string, CodeTable> {
  const tables = new Map<string, CodeTable>();
  if (!followsCodesSchema(codes)) {
    for (const { instancePath, message = '' } of followsCodesSchema.errors ?? []) {
      faults.add('mapping-table', [], { found: instancePath, expected: message });
    }
    return tables;
  }
  for (const [name, document] of Object.entries(codes)) {
    const table = compileTable(document);
    if ('code' in table) faults.add('mapping-table', [], { found: `${name} ${table.code}`, expected: ONE_BACK });
    else tables.set(name, table);
  }
  return tables;
}

type Parts = Readonly<Record<string, PartDocument>>;

/** Every part has a name of its own: references and links go by it. */
function namesOf(parts: Parts, at: DocumentPath, faults: MappingFaults, found = new Set<string>()): Set<string> {
  for (const [name, part] of Object.entries(parts)) {
    const place = [...at, 'parts', name];
    if (found.has(name)) faults.add('mapping-twice', place, { found: name, expected: 'its first place' });
    found.add(name);
    if (part.parts) namesOf(part.parts, place, faults, found);
  }
  return found;
}

/** Parts that are items of each other. */
function loopIn(
  parts: Parts,
  at: DocumentPath = [],
): { readonly path: DocumentPath; readonly found: string } | undefined {
  const flat = new Map<string, { readonly part: PartDocument; readonly path: DocumentPath }>();
  const gather = (some: Parts, place: DocumentPath): void => {
    for (const [name, part] of Object.entries(some)) {
      const path = [...place, 'parts', name];
      flat.set(name, { part, path });
      if (part.parts) gather(part.parts, path);
    }
  };
  gather(parts, at);
  for (const [name, { path }] of flat) {
    const passed: string[] = [];
    for (let next: string | undefined = name; next !== undefined; ) {
      if (passed.includes(next)) return { path: [...path, 'element'], found: [...passed, next].join(' in ') };
      passed.push(next);
      next = flat.get(next)?.part.element?.split('.')[0];
    }
  }
  return undefined;
}

function compileSchema(schema: unknown, faults: MappingFaults): ValidateFunction {
  try {
    return new Ajv({ strict: false, allErrors: true }).compile(isObject(schema) ? schema : false);
  } catch (error) {
    faults.add('mapping-form', [], { expected: `source.schema.json: ${error instanceof Error ? error.message : ''}` });
    return new Ajv().compile(false);
  }
}

function schemaFindings(follows: ValidateFunction, source: unknown): readonly Finding[] {
  if (follows(source)) return [];
  return (follows.errors ?? []).map((error) => ({
    ...mappingFinding('mapping-schema', error.instancePath, ''),
    expected: expectedBy(error),
  }));
}

/** Never a value: what ajv quotes is the schema's. */
function expectedBy({ message = '', schemaPath }: ErrorObject): string {
  return `${message} (${schemaPath})`;
}

/** True for an object that an alias put into itself. */
function holdsItself(value: unknown, within: ReadonlySet<unknown> = new Set()): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (within.has(value)) return true;
  const inside = new Set([...within, value]);
  return Object.values(value).some((each) => holdsItself(each, inside));
}

function pathOf(pointer: string): DocumentPath {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/u.test(step) ? Number(step) : step));
}

function placeAsPath(path: DocumentPath): string {
  return path.join('.');
}
