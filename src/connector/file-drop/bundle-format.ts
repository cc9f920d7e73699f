import type { Resource } from '@medplum/fhirtypes';
import { contentOf } from '../../record/content-of.ts';
import { isObject, type JsonObject } from '../../record/json.ts';
import { isDirectoryType, isRecordType } from '../../record/kinds.ts';
import type { PeerKey } from '../../store/partner-memory.ts';
import type { Finding } from '../../validation/finding.ts';
import { isPeerId } from '../fhir-rest/held.ts';
import { dropFinding } from './drop-findings.ts';
import type { DropFormat, FileContent, Written } from './drop-format.ts';
import { readJsonText } from './json-text.ts';

/**
 * Files that are FHIR already: a Bundle (R4 bundle.html) of type `collection` or `transaction` with all that the partner holds of
 * one person, every entry with an id. An entry of a transaction with `request.method` DELETE says that something was deleted.
 *
 * @example
 * (await bundleFormat.read(Buffer.from('{"resourceType":"Bundle","type":"collection"}'))).resources; // []
 */
export const bundleFormat: DropFormat = {
  extension: '.json',

  async read(bytes) {
    const read = readJsonText(bytes);
    return 'finding' in read
      ? { resources: [], deleted: [], source: undefined, findings: [read.finding] }
      : sayingOf(read.json);
  },

  write(resources, before): Written {
    const stranger = entriesOf(before).filter(({ resource }) => !isOurs(typeOf(resource)));
    const entry = [...stranger, ...resources.map((resource) => ({ resource }))];
    const source = { resourceType: 'Bundle', type: 'collection', ...(entry.length > 0 ? { entry } : {}) };
    return { bytes: Buffer.from(`${JSON.stringify(source, undefined, 2)}\n`), source, resources };
  },

  echo: (resource) => resource,
  isKey: () => false,
};

function sayingOf(source: unknown): FileContent {
  if (!isObject(source) || source['resourceType'] !== 'Bundle') return refused('/', 'a Bundle', 'something else');
  const type = source['type'];
  if (type !== 'collection' && type !== 'transaction') {
    return refused('/type', 'collection or transaction', 'another type');
  }
  const entries: unknown = source['entry'] ?? [];
  if (!Array.isArray(entries)) return refused('/entry', 'a list', 'something else');
  const resources: Resource[] = [];
  const deleted: PeerKey[] = [];
  const findings: Finding[] = [];
  const met = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const read = entryOf(entry, `/entry/${index}`, type === 'transaction', met);
    if ('resource' in read) resources.push(read.resource);
    else if ('deleted' in read) deleted.push(read.deleted);
    else findings.push(read.finding);
  }
  return { resources, deleted, source, findings };
}

type Entry = { readonly resource: Resource } | { readonly deleted: PeerKey } | { readonly finding: Finding };

function entryOf(entry: unknown, place: string, isTransaction: boolean, met: Set<string>): Entry {
  const wrong = (path: string, expected: string, found: string): Entry => ({
    finding: dropFinding('file-malformed', path, { expected, found }),
  });
  if (!isObject(entry)) return wrong(place, 'an entry', 'something else');
  const request = entry['request'];
  if (isTransaction && isObject(request) && request['method'] === 'DELETE') {
    const [, type = '', id = ''] = /^([A-Za-z]+)\/([^/?]+)$/u.exec(String(request['url'])) ?? [];
    return isOurs(type) && isPeerId(id)
      ? { deleted: { type, peerId: id } }
      : wrong(`${place}/request/url`, 'Type/id of something that may be part of a plan', 'something else');
  }
  const resource = entry['resource'];
  const type = typeOf(resource);
  if (!isObject(resource) || type === '') return wrong(`${place}/resource`, 'a resource', 'something else');
  if (!isOurs(type)) {
    return {
      finding: dropFinding('file-not-kept', `${place}/resource`, { expected: 'a part of a plan', found: type }),
    };
  }
  const { id } = resource;
  if (!isPeerId(id)) return wrong(`${place}/resource/id`, 'an id (R4 datatypes.html#id)', 'none or another');
  if (met.has(`${type}/${id}`)) return wrong(`${place}/resource/id`, 'each resource once', 'one twice');
  met.add(`${type}/${id}`);
  const inline = type === 'CarePlan' ? inlineMeasureIn(resource) : undefined;
  if (inline !== undefined) {
    return wrong(`${place}/resource/activity/${inline}/detail`, 'a measure as a ServiceRequest', 'an inline one');
  }
  return { resource: contentOf(resource as unknown as Resource) };
}

function inlineMeasureIn({ activity }: JsonObject): number | undefined {
  const index = Array.isArray(activity)
    ? activity.findIndex((item: unknown) => isObject(item) && 'detail' in item)
    : -1;
  return index < 0 ? undefined : index;
}

function entriesOf(source: unknown): readonly JsonObject[] {
  const entries = isObject(source) ? source['entry'] : undefined;
  return Array.isArray(entries)
    ? entries.filter((one: unknown): one is JsonObject => isObject(one) && 'resource' in one)
    : [];
}

function typeOf(resource: unknown): string {
  const type = isObject(resource) ? resource['resourceType'] : undefined;
  return typeof type === 'string' && /^[A-Z][A-Za-z]{1,63}$/u.test(type) ? type : '';
}

function isOurs(type: string): boolean {
  return isRecordType(type) || isDirectoryType(type);
}

function refused(path: string, expected: string, found: string): FileContent {
  const finding = dropFinding('file-malformed', path, { expected, found });
  return { resources: [], deleted: [], source: undefined, findings: [finding] };
}
