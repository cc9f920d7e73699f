import { describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { auditEvent, type Trace } from '../../src/audit/audit-event.ts';
import type { Audited } from '../../src/audit/audited.ts';
import { describeDisclosure } from '../../src/audit/disclosure-texts.ts';
import { disclosuresOf } from '../../src/audit/disclosures.ts';
import type { Party } from '../../src/consent/party.ts';

const CONTROLLER: Party = { name: 'Fjordvik kommune', organization: '310000027', sector: 'municipal' };
const TRUST: Audited = { name: 'Helse Fjordvik HF', organization: '310000035', sector: 'specialist' };
const NURSE: Audited = {
  ...TRUST,
  person: { identifiers: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.4', value: '9144889' }], name: 'Synthetic Nurse' },
};
const GOAL = { key: 'Goal/g1', kind: 'goal', reason: 'consented', basis: ['hpl § 22'] };
const TEAM = { key: 'CareTeam/t1', kind: 'team', reason: 'opt-out-regime', basis: ['hpl § 25'] };
const PLAN = { key: 'CarePlan/c1', kind: 'plan', reason: 'consented', basis: ['hpl § 22'] };

let count = 0;
function event(more: Partial<Trace> & Pick<Trace, 'interaction'>): AuditEvent {
  count += 1;
  const at = more.at ?? '2026-11-22T08:00:00.000Z';
  return auditEvent({
    id: `e${count}`,
    by: CONTROLLER,
    controller: CONTROLLER,
    person: 'p1',
    entities: [],
    outcome: 'success',
    ...more,
    at,
  });
}

const sent = (more: Partial<Trace>) => event({ interaction: 'deliver', recipient: TRUST, delivery: 'd1', ...more });
const intent = (more: Partial<Trace>) =>
  event({ interaction: 'deliver-intent', recipient: TRUST, delivery: 'd1', ...more });
const read = (more: Partial<Trace>) => event({ interaction: 'read', by: TRUST, ...more });

describe('what was sent', () => {
  test('is told with what it was and why it might leave', () => {
    const entities = [GOAL, TEAM];
    const [one, ...others] = disclosuresOf([intent({ entities }), sent({ entities })]);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ how: 'sent', organization: '310000035', times: 1, parts: [GOAL, TEAM] });
  });

  test('what was announced and has no outcome may have arrived', () => {
    expect(disclosuresOf([intent({ entities: [GOAL] })])).toMatchObject([{ how: 'maybe-sent', parts: [GOAL] }]);
    const failed = sent({ outcome: 'failed', entities: [] });
    expect(disclosuresOf([intent({ entities: [GOAL] }), failed])).toMatchObject([{ how: 'maybe-sent' }]);
    const partly = [intent({ entities: [GOAL, TEAM] }), sent({ entities: [TEAM] })];
    expect(disclosuresOf(partly).map(({ how, parts }) => [how, parts])).toEqual([
      ['maybe-sent', [GOAL]],
      ['sent', [TEAM]],
    ]);
  });

  test('the outcome of one delivery says nothing of another', () => {
    const found = disclosuresOf([intent({ entities: [GOAL] }), sent({ entities: [GOAL], delivery: 'd2' })]);
    expect(found.map(({ how }) => how)).toEqual(['maybe-sent', 'sent']);
  });
});

describe('what was read', () => {
  test('on one day by the same reader is one line; another day, another reader are others', () => {
    const found = disclosuresOf([
      read({ entities: [{ ...GOAL, key: 'Goal/g1/_history/1' }] }),
      read({ entities: [{ ...GOAL, key: 'Goal/g1/_history/2' }], at: '2026-11-22T09:00:00.000Z' }),
      event({
        interaction: 'search',
        by: TRUST,
        query: 'CarePlan?patient=',
        entities: [PLAN],
        at: '2026-11-22T10:00:00.000Z',
      }),
      read({ entities: [PLAN], by: NURSE }),
      read({ entities: [PLAN], at: '2026-11-23T08:00:00.000Z' }),
    ]);
    expect(found.map(({ reader, times, to, parts }) => [reader, times, to, parts.map(({ key }) => key)])).toEqual([
      [undefined, 3, '2026-11-22T10:00:00.000Z', ['Goal/g1', 'CarePlan/c1']],
      ['Synthetic Nurse', 1, '2026-11-22T08:00:00.000Z', ['CarePlan/c1']],
      [undefined, 1, '2026-11-23T08:00:00.000Z', ['CarePlan/c1']],
    ]);
  });

  test('by the controller’s own is told too, as its own', () => {
    expect(disclosuresOf([read({ by: CONTROLLER, entities: [GOAL] })])).toMatchObject([{ organization: '310000027' }]);
  });

  test('in an emergency is told apart, with the reason that was written', () => {
    const emergency = { ...NURSE, purpose: 'BTG', emergency: { reason: 'bevisstløs' } };
    expect(
      disclosuresOf([read({ by: emergency, entities: [GOAL] }), read({ by: NURSE, entities: [GOAL] })]),
    ).toMatchObject([{ how: 'emergency', written: 'bevisstløs', purposes: ['BTG'] }, { how: 'read' }]);
  });
});

test('what was refused, changed, taken in or is no part of a plan is no disclosure', () => {
  const found = disclosuresOf([
    read({ outcome: 'refused', reason: 'forbidden', entities: [GOAL] }),
    event({ interaction: 'update', by: TRUST, entities: [GOAL] }),
    event({ interaction: 'receive', by: TRUST, entities: [GOAL] }),
    read({ entities: [{ key: 'AuditEvent/a1' }] }),
    read({ entities: [] }),
  ]);
  expect(found).toEqual([]);
});

describe('in plain words', () => {
  const nameOf = (number: string): string => (number === TRUST.organization ? TRUST.name : number);
  const [one] = disclosuresOf([sent({ entities: [GOAL, PLAN, TEAM] })]);
  const emergency = { ...NURSE, purpose: 'BTG', emergency: { reason: 'bevisstløs' } };
  const [two] = disclosuresOf([
    read({ by: emergency, entities: [{ ...GOAL, reason: 'emergency', basis: ['hpl § 45'] }] }),
  ]);

  test.each([
    [
      'nb',
      'Helse Fjordvik HF fikk mål, planen og hvem som er i ansvarsgruppen. Du har samtykket. Helsetjenesten kan dele det for å gi hjelp, og du har ikke sagt nei. Grunnlag: hpl § 22, hpl § 25.',
      'Synthetic Nurse ved Helse Fjordvik HF leste mål i en nødssituasjon. Det var nødvendig for å hjelpe deg. Grunnlag: hpl § 45. Lesingen er ennå ikke gjennomgått. Begrunnelse: bevisstløs',
    ],
    [
      'nn',
      'Helse Fjordvik HF fekk mål, planen og kven som er i ansvarsgruppa. Du har samtykt. Helsetenesta kan dele det for å gje hjelp, og du har ikkje sagt nei. Grunnlag: hpl § 22, hpl § 25.',
      'Synthetic Nurse ved Helse Fjordvik HF las mål i ein naudssituasjon. Det var naudsynt for å hjelpe deg. Grunnlag: hpl § 45. Lesinga er enno ikkje gjennomgått. Grunngjeving: bevisstløs',
    ],
    [
      'en',
      'Helse Fjordvik HF received goals, the plan and who is in your team. You consented. Health services may share it to give help, and you have not said no. Legal basis: hpl § 22, hpl § 25.',
      'Synthetic Nurse at Helse Fjordvik HF read goals in an emergency. It was needed to help you. Legal basis: hpl § 45. The reading has not been looked at yet. The reason given: bevisstløs',
    ],
  ] as const)('%s', (language, delivery, reading) => {
    expect(one && describeDisclosure(one, language, nameOf)).toBe(delivery);
    expect(two && describeDisclosure(two, language, nameOf)).toBe(reading);
  });
});
