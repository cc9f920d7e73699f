import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { profilePackages } from '../../../src/config/profile-packages.ts';
import { type LoadedMapping, loadMapping } from '../../../src/source/load-mapping.ts';
import { readRecords } from '../../../src/source/read-records.ts';
import { isFaulty } from '../../../src/source/source-record.ts';
import { createValidator } from '../../../src/validation/validation.ts';

const ROOT = path.join(import.meta.dirname, '../../../mappings');
const folders = (await readdir(ROOT, { withFileTypes: true })).filter((entry) => entry.isDirectory());
const validator = createValidator({ packages: profilePackages([]) });

async function read(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

describe.each(folders.map(({ name }) => name))('the examples of %s', (name) => {
  const examples = path.join(ROOT, name, 'examples');
  let mapping: LoadedMapping;
  /** Files of the sources, by what they are called. */
  let sources: ReadonlyMap<string, string>;
  const recordOf = async (file: string): Promise<unknown> => {
    const records: unknown[] = [];
    for await (const item of readRecords(path.join(examples, file), mapping)) {
      records.push(isFaulty(item) ? item.fault : item.value);
    }
    expect(records).toHaveLength(1);
    return records[0];
  };

  beforeAll(async () => {
    mapping = await loadMapping(path.join(ROOT, name));
    const found = (await readdir(examples)).map((file) => [/^(.+)\.source\.\w+$/u.exec(file)?.[1], file] as const);
    sources = new Map(found.flatMap(([each, file]) => (each === undefined ? [] : [[each, file]])));
  });

  test('are at least five, each with its other side', () => {
    expect(sources.size).toBeGreaterThanOrEqual(5);
    expect([...sources.keys()].filter((each) => !existsSync(path.join(examples, `${each}.fhir.json`)))).toEqual([]);
  });

  test('become what their .fhir.json says, which is valid', async () => {
    for (const [each, file] of sources) {
      const { resources, loss, findings } = mapping.toRecord(await recordOf(file));
      expect({ loss, resources }).toEqual(await read(path.join(examples, `${each}.fhir.json`)));
      expect(findings).toEqual([]);
      const wrong = resources.flatMap((resource) => validator.validate(resource));
      expect(wrong.filter(({ severity }) => severity === 'error')).toEqual([]);
    }
  });

  test('come back as they were, but for what the loss report names', async () => {
    for (const [each, file] of sources) {
      const { resources } = (await read(path.join(examples, `${each}.fhir.json`))) as { resources: Resource[] };
      const source = await recordOf(file);
      const { loss } = mapping.toRecord(source);
      const back = mapping.toSource(resources, source);
      expect(back.findings).toEqual([]);
      expect(back.loss).toEqual([]);
      // What FHIR has no place for stays with who has it.
      expect(back.source).toEqual(source);
      if (loss.length === 0) expect(mapping.toSource(resources).source).toEqual(source);
    }
  });
});
