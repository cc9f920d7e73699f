import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { isObject, type Json } from '../../../src/record/json.ts';

type Draft = { [key: string]: unknown };

/** What somebody else's system may do to a record. */
const EDITS = [
  'drop-element',
  'drop-item',
  'add-element',
  'add-coding',
  'other-code',
  'other-text',
  'display',
  'no-identifiers',
  'other-identifier',
  'other-id',
  'twice',
  'foreign-resource',
  'drop-resource',
  'turn-around',
  'primitive-extension',
] as const;

export interface Edit {
  readonly kind: (typeof EDITS)[number];
  readonly where: number;
  readonly which: number;
}

export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...EDITS), where: fc.nat(), which: fc.nat() }),
  { maxLength: 4 },
);

/** The record as another system might have it: of these edits, those that find something to change. */
export function edited(resources: readonly Resource[], list: readonly Edit[]): readonly Resource[] {
  let record = structuredClone(resources) as unknown as Draft[];
  for (const edit of list) record = apply(record, edit) ?? record;
  return record as unknown as Resource[];
}

function apply(record: Draft[], { kind, where, which }: Edit): Draft[] | undefined {
  const resource = record[where % Math.max(record.length, 1)];
  if (!resource) return undefined;
  const inside = objectsIn(resource);
  const pick = inside[which % inside.length] as Draft;
  const fields = Object.keys(pick).filter((key) => !['resourceType', 'id'].includes(key));
  const field = fields[which % Math.max(fields.length, 1)] ?? '';
  switch (kind) {
    case 'drop-element':
      if (field !== '') delete pick[field];
      return record;
    case 'drop-item':
      if (Array.isArray(pick[field]) && pick[field].length > 1) pick[field].splice(which % pick[field].length, 1);
      return record;
    case 'add-element':
      pick['comment'] = { text: 'Mer' };
      return record;
    case 'add-coding':
      for (const each of inside) if (Array.isArray(each['coding'])) each['coding'].push({ system: 'urn:x', code: 'y' });
      return record;
    case 'other-code':
      for (const each of inside) if (typeof each['code'] === 'string') each['code'] = 'somebody-elses';
      if (typeof resource['status'] === 'string') resource['status'] = 'entered-in-error';
      return record;
    case 'other-text':
      for (const name of ['text', 'display', 'title'])
        if (typeof pick[name] === 'string') pick[name] = ` En  annen ${which}`;
      return record;
    case 'display':
      for (const each of inside) if (typeof each['reference'] === 'string') each['display'] = 'Noen';
      return record;
    case 'no-identifiers':
      delete resource['identifier'];
      return record;
    case 'other-identifier':
      resource['identifier'] = [
        { system: 'urn:other', value: String(which) },
        ...[resource['identifier'] ?? []].flat(),
      ];
      return record;
    case 'other-id':
      return renamed(record, String(resource['id']), `r${which}`);
    case 'twice':
      return [...record, { ...structuredClone(resource), id: `r${which}` }];
    case 'foreign-resource':
      return [...record, { resourceType: 'Observation', id: `o${which}`, status: 'final', code: { text: 'Noe' } }];
    case 'drop-resource':
      return record.filter((each) => each !== resource);
    case 'turn-around':
      return record.reverse();
    case 'primitive-extension':
      pick[`_${field}`] = { extension: [{ url: 'urn:x', valueString: 'y' }] };
      return record;
  }
}

function objectsIn(value: unknown): readonly Draft[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isObject(value) ? [value as Draft, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** The record with one resource's id, and the references to it, changed. */
function renamed(record: readonly Draft[], from: string, to: string): Draft[] {
  if (record.some(({ id }) => id === to)) return [...record];
  return JSON.parse(
    JSON.stringify(record, (key, value: Json) => {
      if (key === 'id' && value === from) return to;
      return key === 'reference' && typeof value === 'string' && value.endsWith(`/${from}`)
        ? `${value.slice(0, -from.length)}${to}`
        : value;
    }),
  ) as Draft[];
}
