import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readSettings } from '../config/settings-document.ts';
import { compileMapping, type Mapping } from '../mapping/mapping.ts';
import { mappingFault, refuseMapping } from '../mapping/mapping-fault.ts';
import { SourceSchema } from '../mapping/source-schema.ts';
import { isObject } from '../record/json.ts';

/** A mapping with what its files are read by. */
export interface LoadedMapping extends Mapping {
  readonly schema: SourceSchema;
  /** Changes with everything that it is compiled from. */
  readonly hash: string;
}

/**
 * The mapping in a folder: mapping.yaml, codes.json and source.schema.json.
 *
 * @throws SamplanError `configuration`, with a finding for each fault at its `file:line:column`
 * @example
 * const mapping = await loadMapping('mappings/sampro');
 */
export async function loadMapping(directory: string): Promise<LoadedMapping> {
  const document = await readSettings(path.join(directory, 'mapping.yaml'));
  if (document.faults.length > 0) refuseMapping(document.faults);
  const [codes, schema] = await Promise.all(
    ['codes.json', 'source.schema.json'].map((name) => readJson(path.join(directory, name))),
  );
  const mapping = compileMapping({ mapping: document.value, codes, schema, placeOf: (at) => document.placeOf(at) });
  const texts = JSON.stringify([document.value, codes, schema]);
  return {
    ...mapping,
    schema: new SourceSchema(isObject(schema) ? schema : {}),
    hash: createHash('sha256').update(texts).digest('hex'),
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const found = error instanceof SyntaxError ? error.message : 'a file that cannot be read';
    return refuseMapping([mappingFault('mapping-form', `${file}:1:1`, { expected: 'JSON', found })]);
  }
}
