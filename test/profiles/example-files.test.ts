import { describe, expect, test } from '@jest/globals';
import { idnr } from '@navikt/fnrvalidator';
import type { InvalidExample } from '../../profiles/build/package-files.ts';
import { exampleFiles, packaged, readPackaged } from './package-reader.ts';

const FNR = 'urn:oid:2.16.578.1.12.4.1.4.1';
const DNR = 'urn:oid:2.16.578.1.12.4.1.4.2';
const ENH = 'urn:oid:2.16.578.1.12.4.1.4.101';

const files = exampleFiles();
const invalid = readPackaged<InvalidExample[]>('example/invalid.json');
const profiles = packaged<{ resourceType: string; id: string; url: string; type: string }>('StructureDefinition');

describe.each(files)('%s', (file) => {
  const example = readPackaged(`example/${file}`);

  test('is named by its type and id', () => {
    expect(file).toBe(`${example.resourceType}-${example.id}.json`);
  });

  test('claims one profile of the package, for its own type', () => {
    expect(example.meta?.profile).toHaveLength(1);
    const profile = profiles.find(({ url }) => url === example.meta?.profile?.[0]);
    expect(profile?.type).toBe(example.resourceType);
  });
});

test('every profile has a valid and an invalid example', () => {
  const claimed = (isWanted: (file: string) => boolean) =>
    new Set(files.filter(isWanted).flatMap((file) => readPackaged(`example/${file}`).meta?.profile ?? []));
  const urls = new Set(profiles.filter(({ type }) => type !== 'Extension').map(({ url }) => url));
  expect(claimed((file) => !file.includes('invalid-'))).toEqual(urls);
  expect(claimed((file) => file.includes('invalid-'))).toEqual(urls);
});

test('the invalid examples are exactly those listed, each with one rule and a path in its type', () => {
  expect(invalid.map(({ file }) => file)).toEqual(files.filter((file) => file.includes('invalid-')));
  for (const { file, rule, path } of invalid) {
    expect(rule).not.toBe('');
    expect(path.split('.')[0]).toBe(file.split('-')[0]);
  }
});

describe('identity numbers', () => {
  // A number that is no number is shown to be told.
  const isMasked = (value: string) => value.endsWith('xxxxx');
  const numbers = files
    .flatMap((file) => identifiers(readPackaged<unknown>(`example/${file}`)))
    .filter(({ value }) => !isMasked(value));
  const valuesOf = (system: string) =>
    new Set(numbers.filter((one) => one.system === system).map(({ value }) => value));

  test('occur in the examples, or these tests show nothing', () => {
    expect(valuesOf(FNR).size).toBeGreaterThan(3);
    expect(valuesOf(DNR).size).toBeGreaterThan(0);
    expect(valuesOf(ENH).size).toBeGreaterThan(1);
  });

  test.each([...valuesOf(FNR)])('fødselsnummer %s is synthetic: month + 80, valid check digits', (value) => {
    expect(idnr(value)).toEqual({ status: 'valid', type: 'tnr' });
  });

  test.each([...valuesOf(DNR)])('D-nummer %s is synthetic: month + 80, valid check digits', (value) => {
    expect(idnr(value)).toEqual({ status: 'valid', type: 'dnr-and-tnr' });
  });

  test.each([...valuesOf(ENH)])('organization number %s is synthetic: first digit 3, valid check digit', (value) => {
    expect(value).toMatch(/^3\d{8}$/);
    expect(checkDigit(value.slice(0, 8))).toBe(Number(value[8]));
  });

  test('the number of each person agrees with the date of birth', () => {
    for (const file of files.filter((name) => name.startsWith('Patient-'))) {
      const patient = readPackaged<{ birthDate?: string }>(`example/${file}`);
      for (const { value } of identifiers(patient).filter((one) => one.system === FNR && !isMasked(one.value))) {
        const [year, month, day] = patient.birthDate?.split('-') ?? [];
        expect(value.slice(0, 6)).toBe(`${day}${Number(month) + 80}${year?.slice(2)}`);
      }
    }
  });
});

interface Identified {
  readonly system: string;
  readonly value: string;
}

function identifiers(node: unknown): Identified[] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const { system, value } = node as Partial<Identified>;
  const own = system !== undefined && value !== undefined ? [{ system, value }] : [];
  return [...own, ...Object.values(node).flatMap(identifiers)];
}

function checkDigit(digits: string): number {
  const weights = [3, 2, 7, 6, 5, 4, 3, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return (11 - (sum % 11)) % 11;
}
