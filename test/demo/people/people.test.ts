import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { dnr as checkDNumber, fnr as checkIdentityNumber } from '@navikt/fnrvalidator';
import { consentsToRenew } from '../../../src/consent/consents-to-renew.ts';
import { decide } from '../../../src/consent/decide.ts';
import { protectionOf } from '../../../src/record/address-protection.ts';
import { recordOf } from '../../../src/record/record.ts';
import { BERIT } from './berit.ts';
import { calendar } from './calendar.ts';
import { EVERYONE } from './everyone.ts';
import { NILS, numberAtFjordvik } from './nils.ts';
import { directory, FJORDVIK, ORGANIZATIONS, SYSTEMS, TRUST } from './organizations.ts';
import { identify } from './person.ts';
import { TUVA } from './tuva.ts';

const DAY = 24 * 60 * 60 * 1000;
// 13 days apart: through every month and two leap days in fourteen years.
const TODAYS = Array.from({ length: 400 }, (_, index) => new Date(Date.UTC(2024, 1, 29) + index * 13 * DAY));
const DIRECTORY_TYPES = ['Organization', 'Practitioner', 'PractitionerRole'];
const ORGANIZATION_WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2];

function ageOn(today: string, birthDate: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, child]) =>
    name === 'reference' && typeof child === 'string' ? [child] : referencesIn(child),
  );
}

function personOf(resource: Resource): string | undefined {
  switch (resource.resourceType) {
    case 'Patient':
      return `Patient/${resource.id}`;
    case 'Consent':
    case 'RelatedPerson':
      return resource.patient?.reference;
    case 'Task':
      return resource.for?.reference;
    case 'CarePlan':
    case 'CareTeam':
    case 'Condition':
    case 'Goal':
    case 'ServiceRequest':
      return resource.subject?.reference;
    default:
      return undefined;
  }
}

describe.each(EVERYONE)('$profile.given', (person) => {
  test('has a synthetic identity number with valid check digits, and the age of the story, on any today', () => {
    for (const today of TODAYS) {
      const when = calendar(() => today);
      const who = identify(person.profile, when);
      expect(checkIdentityNumber(who.fnr)).toMatchObject({ status: 'valid' });
      expect(Number(who.fnr.slice(2, 4))).toBe(Number(who.birthDate.slice(5, 7)) + 80);
      expect(Number(who.fnr[8]) % 2).toBe(person.profile.gender === 'male' ? 1 : 0);
      expect(ageOn(when.today, who.birthDate)).toBe(person.profile.age);
    }
  });

  test.each(SYSTEMS)('has papers at %s that are their own and lead nowhere else', (system) => {
    const when = calendar(() => new Date('2026-11-22T12:00:00Z'));
    const papers = person.seed(identify(person.profile, when), when)[system];
    const here = new Set([...directory(system), ...papers].map(({ resourceType, id }) => `${resourceType}/${id}`));
    expect(here.size).toBe(directory(system).length + papers.length);
    const [patient] = papers.filter(({ resourceType }) => resourceType === 'Patient');
    for (const paper of papers) {
      expect(JSON.parse(JSON.stringify(paper))).toEqual(paper);
      expect(personOf(paper)).toBe(`Patient/${patient?.id}`);
      expect(referencesIn(paper).filter((reference) => !here.has(reference))).toEqual([]);
    }
  });
});

test('no two people share an identity number', () => {
  for (const today of TODAYS) {
    const when = calendar(() => today);
    const numbers = EVERYONE.map(({ profile }) => identify(profile, when).fnr);
    expect(new Set(numbers).size).toBe(EVERYONE.length);
  }
});

test('the local ids of one system are unknown at the other', () => {
  const when = calendar(() => new Date('2026-11-22T12:00:00Z'));
  const [municipal, specialist] = SYSTEMS.map((system) =>
    [...directory(system), ...EVERYONE.flatMap(({ profile, seed }) => seed(identify(profile, when), when)[system])].map(
      ({ id }) => id,
    ),
  );
  expect(municipal?.filter((id) => specialist?.includes(id))).toEqual([]);
});

test('organization numbers are of the synthetic series, with a valid check digit and no repeats', () => {
  const numbers = Object.values(ORGANIZATIONS).flatMap(({ enh }) => enh ?? []);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const number of numbers) {
    const sum = ORGANIZATION_WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
    expect(number).toMatch(/^310\d{6}$/);
    expect((11 - (sum % 11)) % 11).toBe(Number(number[8]));
  }
});

test.each(SYSTEMS)('the directory of %s leads nowhere else', (system) => {
  const entries = directory(system);
  const here = new Set(entries.map(({ resourceType, id }) => `${resourceType}/${id}`));
  expect(here.size).toBe(entries.length);
  expect(entries.every(({ resourceType }) => DIRECTORY_TYPES.includes(resourceType))).toBe(true);
  expect(entries.flatMap(referencesIn).filter((reference) => !here.has(reference))).toEqual([]);
});

test('Nils has a D-number at the municipality with valid check digits, and the same birth date in both numbers', () => {
  for (const today of TODAYS) {
    const who = identify(
      NILS.profile,
      calendar(() => today),
    );
    const number = numberAtFjordvik(who);
    expect(checkDNumber(number)).toMatchObject({ status: 'valid', type: 'dnr-and-tnr' });
    expect(Number(number.slice(0, 2)) - 40).toBe(Number(who.fnr.slice(0, 2)));
    expect(number.slice(2, 6)).toBe(who.fnr.slice(2, 6));
  }
  const when = calendar(() => new Date('2026-11-22T12:00:00Z'));
  const papers = NILS.seed(identify(NILS.profile, when), when);
  const numbers = SYSTEMS.map((system) => JSON.stringify(papers[system]).includes(identify(NILS.profile, when).fnr));
  expect(numbers).toEqual([false, true]);
});

test('Berit’s papers stand at the municipality only, her Patient strengt fortrolig', () => {
  const when = calendar(() => new Date('2026-11-22T12:00:00Z'));
  const papers = BERIT.seed(identify(BERIT.profile, when), when);
  expect(protectionOf(papers[FJORDVIK][0])).toBe('strengt-fortrolig');
  expect(papers[TRUST]).toEqual([]);
});

test('of Tuva’s consents a new one is owed, and the old ones are in force until the days of grace are over', () => {
  const when = calendar(() => new Date('2026-11-22T12:00:00Z'));
  const papers = TUVA.seed(identify(TUVA.profile, when), when)[FJORDVIK];
  const person = papers.find(({ resourceType }) => resourceType === 'Patient')?.id ?? '';
  const record = recordOf(
    person,
    papers.map((resource) => ({ resource, owner: '310601012' })),
    new Map(),
  );
  const at = '2026-11-22T12:00:00.000Z';
  const owed = consentsToRenew(record, at);
  expect(owed.map(({ age, until }) => `${age} ${until}`)).toEqual(Array(3).fill('16 2026-12-18T23:00:00.000Z'));
  const trust = { name: TRUST, organization: '310602019', sector: 'specialist' } as const;
  const decisions = (moment: string) =>
    [...record.parts.values()]
      .filter(({ kind }) => kind === 'goal')
      .map((part) => decide(record, part, trust, 'coordination', moment).reason);
  expect(decisions(at)).toEqual(['consented']);
  expect(decisions('2026-12-18T23:00:00.000Z')).toEqual(['consent-not-in-force']);
});
