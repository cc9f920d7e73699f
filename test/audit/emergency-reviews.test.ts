import { describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { auditEvent, type Trace } from '../../src/audit/audit-event.ts';
import type { Audited } from '../../src/audit/audited.ts';
import { openReviews, type Verdict, verdictsIn } from '../../src/audit/emergency-reviews.ts';
import type { Party } from '../../src/consent/party.ts';

const CONTROLLER: Party = { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' };
const doctor = (value: string): Audited => ({
  name: 'Helse Fjordvik HF',
  organization: '310000035',
  sector: 'specialist',
  person: { identifiers: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.4', value }] },
  emergency: { reason: 'bevisstløs' },
});

const readingOf = (id: string, more: Partial<Trace> = {}): Trace => ({
  id,
  at: '2026-11-22T08:00:00.000Z',
  interaction: 'read',
  by: doctor('1'),
  controller: CONTROLLER,
  person: 'p1',
  entities: [{ key: 'Goal/g1/_history/2', kind: 'goal' }],
  outcome: 'success',
  ...more,
});
const reading = (id: string, more: Partial<Trace> = {}): AuditEvent => auditEvent(readingOf(id, more));
const review = (verdict: Verdict['verdict'], about: readonly string[], more: Partial<Trace> = {}): AuditEvent =>
  auditEvent({
    id: 'r',
    at: '2026-11-23T08:00:00.000Z',
    interaction: 'operation',
    operation: 'review-emergency',
    by: CONTROLLER,
    controller: CONTROLLER,
    person: 'p1',
    entities: about.map((id) => ({ key: `AuditEvent/${id}` })),
    review: { verdict, reviewer: 'Security officer', note: 'Looked at.' },
    outcome: 'success',
    ...more,
  });

const open = (readings: readonly AuditEvent[], reviews: readonly AuditEvent[] = []) =>
  openReviews(readings, reviews).map(({ day, readings: found }) => [day, ...found.map(({ id }) => id)]);

describe('open reviews', () => {
  test('are one for each reader, person and day in Norway', () => {
    const readings = [
      reading('a'),
      reading('b', { at: '2026-11-22T22:59:59.999Z' }),
      reading('c', { at: '2026-11-22T23:00:00.000Z' }),
      reading('d', { person: 'p2' }),
      reading('e', { by: doctor('2') }),
    ];
    expect(open(readings)).toEqual([
      ['2026-11-22', 'a', 'b'],
      ['2026-11-23', 'c'],
      ['2026-11-22', 'd'],
      ['2026-11-22', 'e'],
    ]);
  });

  test('are not of what was refused, read otherwise, or about nobody', () => {
    const { emergency: _emergency, ...calm } = doctor('1');
    const { person: _person, ...ofNobody } = readingOf('c');
    const events = [reading('a', { outcome: 'refused' }), reading('b', { by: calm }), auditEvent(ofNobody)];
    expect(open(events)).toEqual([]);
  });

  test('close by a verdict that names the reading, and only that one', () => {
    const readings = [reading('a'), reading('b')];
    expect(open(readings, [review('justified', ['a'])])).toEqual([['2026-11-22', 'b']]);
    expect(open(readings, [review('justified', ['a', 'b'])])).toEqual([]);
  });

  test('do not close by a review that was refused, or another operation about the entry', () => {
    const refused = review('justified', ['a'], { outcome: 'refused' });
    const other = review('justified', ['a'], { operation: 'duties' });
    expect(open([reading('a')], [refused, other])).toEqual([['2026-11-22', 'a']]);
  });
});

test('of two verdicts the first stands', () => {
  const verdicts = verdictsIn([review('not-justified', ['a']), review('justified', ['a', 'b'])]);
  expect([...verdicts]).toEqual([
    ['a', 'not-justified'],
    ['b', 'justified'],
  ]);
});
