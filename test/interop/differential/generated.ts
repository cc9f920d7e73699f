import type { Resource } from '@medplum/fhirtypes';
import { type SearchParameter, searchParameters } from '../../../src/search/parameters.ts';
import { type SearchRow, searchRows } from '../../../src/search/rows.ts';
import { random } from '../../demo/random.ts';
import { DATA } from './data.ts';
import { type DifferentialRequest, get } from './request.ts';

const PREFIXES = ['', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'];
const PAIRS = 150;

/**
 * Searches by every parameter of R4 that the data has a value for, with every prefix and modifier of its kind, orders, includes and
 * `_has`; then pairs of them by chance.
 *
 * @param seed of what chance decides: which value, and which pairs
 */
export function generatedRequests(seed: number): readonly DifferentialRequest[] {
  const chance = random(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(chance() * list.length)];
  const types = [...new Set(DATA.map(({ resourceType }) => resourceType))];
  const requests: string[] = [];
  for (const type of types) {
    const rows = DATA.filter(({ resourceType }) => resourceType === type).flatMap((one) => [
      ...searchRows(one as Resource),
    ]);
    const criteria: string[] = [];
    for (const parameter of searchParameters(type).filter(isOfR4)) {
      const row = pick(rows.filter(({ name, element }) => name === parameter.name && element === 0));
      if (!row) continue;
      const found = criteriaOf(parameter, row);
      criteria.push(...found);
      if (isSortable(parameter))
        requests.push(`${type}?_sort=${parameter.name},_id`, `${type}?_sort=-${parameter.name},_id`);
      if (parameter.kind === 'reference') {
        requests.push(`${type}?_include=${type}:${parameter.name}`);
        const target = row.kind === 'reference' ? row.target.split('/')[0] : undefined;
        if (target)
          requests.push(
            `${target}?_has:${type}:${parameter.name}:_id=${idOf(pick(ofType(type)))}`,
            `${target}?_revinclude=${type}:${parameter.name}`,
          );
      }
    }
    requests.push(...criteria.map((one) => `${type}?${one}`));
    for (let index = 0; index < PAIRS / types.length; index += 1)
      requests.push(`${type}?${pick(criteria)}&${pick(criteria)}`);
  }
  return [...new Set(requests)].map((path) => get(path));
}

const ofType = (type: string): readonly Resource[] => DATA.filter(({ resourceType }) => resourceType === type);
const idOf = (resource: Resource | undefined): string => resource?.id ?? '';

function isOfR4({ url, name }: SearchParameter): boolean {
  return url.startsWith('http://hl7.org/fhir/') && !name.startsWith('_');
}

function isSortable({ kind, name }: SearchParameter): boolean {
  return (kind === 'date' || kind === 'string' || kind === 'quantity' || kind === 'token') && !CONTACTS.includes(name);
}

const CONTACTS = ['identifier', 'email', 'phone', 'telecom'];

function criteriaOf({ name, kind }: SearchParameter, row: SearchRow): readonly string[] {
  return [`${name}:missing=true`, `${name}:missing=false`, ...(kind === 'uri' ? [] : valuesOf(name, row))];
}

function valuesOf(name: string, row: SearchRow): readonly string[] {
  switch (row.kind) {
    case 'token': {
      const [system, code] = [encoded(row.system), encoded(row.code)];
      const asked = [`=${code}`, `=${system}|${code}`, `=|${code}`, `:not=${code}`, `=${code},none`, `=none`];
      return asked.map((one) => `${name}${one}`);
    }
    case 'string': {
      const text = row.text;
      const asked = [
        `=${encoded(text.slice(0, 3))}`,
        `:contains=${encoded(text.slice(1, 4))}`,
        `:exact=${encoded(text)}`,
      ];
      return asked.map((one) => `${name}${one}`);
    }
    case 'date': {
      const day = new Date(row.low).toISOString().slice(0, 10);
      return PREFIXES.flatMap((prefix) =>
        [day, day.slice(0, 7), day.slice(0, 4)].map((at) => `${name}=${prefix}${at}`),
      );
    }
    case 'quantity':
      return PREFIXES.map((prefix) => `${name}=${prefix}${Math.round((row.low + row.high) * 50) / 100}`);
    case 'reference': {
      const [type, id] = row.target.split('/');
      return [`=${type}/${id}`, `=${id}`, `:${type}=${id}`, `:${type}._id=${id}`].map((one) => `${name}${one}`);
    }
  }
}

function encoded(value: string): string {
  return encodeURIComponent(value);
}
