import type { Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../../errors.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import { contentOf } from '../../record/content-of.ts';
import { identifiersOf } from '../../record/identity.ts';
import { hasErrors } from '../../validation/finding.ts';
import { partnerTexts } from '../texts.ts';
import type { DropFormat, FileContent, Written } from './drop-format.ts';
import { readJsonText } from './json-text.ts';
import { renamed } from './renamed.ts';

/**
 * Files in a partner's own form, JSON, that a mapping turns into FHIR and back (docs/file-drop.md).
 *
 * @example
 * createMappedFormat(await loadMapping('mappings/nav-activity')).read(bytes).resources;
 */
export function createMappedFormat(mapping: Mapping): DropFormat {
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
    extension: '.json',
    isKey,

    read(bytes): FileContent {
      const read = readJsonText(bytes, mapping.document.source.encoding);
      if ('finding' in read) return { resources: [], deleted: [], source: undefined, findings: [read.finding] };
      const { resources, findings, loss } = mapping.toRecord(read.json);
      return { resources: resources.map(contentOf), deleted: [], source: read.json, findings, loss };
    },

    write(resources, before): Written {
      const { isWhole, ...written } = said(resources, before);
      // Half of what they ask for is not what they ask for.
      if (!isWhole) {
        throw new SamplanError('partner-refused', partnerTexts.refused, {
          where: `mapping ${mapping.name}`,
          expected: 'a record that can be written in the form of the partner',
          found: 'one that cannot',
        });
      }
      return { ...written, bytes: Buffer.from(`${JSON.stringify(written.source, undefined, 2)}\n`) };
    },

    echo(resource, beside, before) {
      const found = said([...beside, resource], before).resources;
      const echo = found.find(({ resourceType, id }) => resourceType === resource.resourceType && id === resource.id);
      return echo && contentOf(echo);
    },
  };
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
