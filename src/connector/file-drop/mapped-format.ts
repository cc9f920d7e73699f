import type { Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../../errors.ts';
import { contentOf } from '../../record/content-of.ts';
import { identifiersOf } from '../../record/identity.ts';
import { isObject } from '../../record/json.ts';
import type { LoadedMapping } from '../../source/load-mapping.ts';
import { readBytes } from '../../source/read-records.ts';
import { oneRecordFile } from '../../source/record-file.ts';
import { isFaulty, type SourceRecord } from '../../source/source-record.ts';
import { type Finding, hasErrors } from '../../validation/finding.ts';
import { partnerTexts } from '../texts.ts';
import { dropFinding } from './drop-findings.ts';
import type { DropFormat, FileContent, Written } from './drop-format.ts';
import { renamed } from './renamed.ts';

/**
 * Files in a partner's own form, JSON, XML or CSV, that a mapping turns into FHIR and back (docs/file-drop.md).
 *
 * @example
 * (await createMappedFormat(await loadMapping('mappings/nav-activity')).read(bytes)).resources;
 */
export function createMappedFormat(mapping: LoadedMapping): DropFormat {
  const { source: form } = mapping.document;
  const own = `${mapping.document.system}/`;
  const isKey = (system: string): boolean => system.startsWith(own);

  function said(
    resources: readonly Resource[],
    before: unknown,
  ): Omit<Written, 'bytes'> & { readonly isWhole: boolean } {
    const { source, findings } = mapping.toSource(resources, before);
    const back = source === undefined ? [] : mapping.toRecord(source).resources;
    return {
      source,
      resources: knownAs(back, resources, isKey),
      isWhole: source !== undefined && !hasErrors(findings),
    };
  }

  return {
    extension: `.${form.format}`,
    isKey,

    async read(bytes): Promise<FileContent> {
      const read = await onlyRecord(bytes, mapping);
      if ('findings' in read) return { resources: [], deleted: [], source: undefined, findings: read.findings };
      const { resources, findings, loss } = mapping.toRecord(read.value);
      // Where it stands in the file: an XML path, a row and a column, or the pointer itself.
      const placed = findings.map((one) => (form.format === 'json' ? one : { ...one, path: read.placeOf(one.path) }));
      return { resources: resources.map(contentOf), deleted: [], source: read.value, findings: placed, loss };
    },

    write(resources, before): Written {
      const { isWhole, ...written } = said(resources, before);
      // Half of what they ask for is not what they ask for.
      const bytes = isWhole && isObject(written.source) ? oneRecordFile(written.source, mapping) : undefined;
      if (!bytes) {
        throw new SamplanError('partner-refused', partnerTexts.refused, {
          where: `mapping ${mapping.name}`,
          expected: 'a record that can be written in the form of the partner',
          found: 'one that cannot',
        });
      }
      return { ...written, bytes };
    },

    echo(resource, beside, before) {
      const found = said([...beside, resource], before).resources;
      const echo = found.find(({ resourceType, id }) => resourceType === resource.resourceType && id === resource.id);
      return echo && contentOf(echo);
    },
  };
}

/** The one record of a file, or why there is none. */
async function onlyRecord(
  bytes: Uint8Array,
  mapping: LoadedMapping,
): Promise<SourceRecord | { readonly findings: readonly Finding[] }> {
  const records: SourceRecord[] = [];
  // The name of a file may tell who somebody is.
  for await (const item of readBytes(bytes, 'file', mapping)) {
    if (isFaulty(item)) return { findings: [item.fault] };
    records.push(item);
  }
  const [record] = records;
  if (record && records.length === 1) return record;
  return { findings: [dropFinding('file-whose', '/', { expected: 'one record', found: `${records.length}` })] };
}

/** What comes back is known by the keys it carries, by an id of ours that became a key, or as the only one of its type. */
function knownAs(
  back: readonly Resource[],
  resources: readonly Resource[],
  isKey: (system: string) => boolean,
): readonly Resource[] {
  const keysOf = (resource: Resource): readonly string[] =>
    identifiersOf(resource).flatMap(({ system, value }) => (isKey(system) ? [`${system}|${value}`] : []));
  const left = new Set(resources);
  const ids = new Map<Resource, string>();
  const know = (isSame: (mine: Resource, theirs: Resource) => boolean): void => {
    for (const theirs of back) {
      if (ids.has(theirs)) continue;
      const [mine] = [...left].filter((one) => one.resourceType === theirs.resourceType && isSame(one, theirs));
      if (!mine) continue;
      left.delete(mine);
      ids.set(theirs, mine.id ?? '');
    }
  };
  know((mine, theirs) => keysOf(mine).some((key) => keysOf(theirs).includes(key)));
  know(({ id = '' }, theirs) => keysOf(theirs).some((key) => key.endsWith(`|${id}`) || key.endsWith(`/${id}`)));
  know(({ resourceType }, theirs) => {
    const isAlone = (some: Iterable<Resource>): boolean =>
      [...some].filter((one) => one.resourceType === resourceType).length === 1;
    return isAlone(left) && isAlone(back.filter((one) => !ids.has(one) || one === theirs));
  });
  return renamed(back, (one) => ids.get(one));
}
