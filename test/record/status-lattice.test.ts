import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { courseAt, courseOf, joinStatus, statusElement } from '../../src/record/status-lattice.ts';

const { SEED = '20261122', RUNS = '300' } = process.env;
const options = { seed: Number(SEED), numRuns: Number(RUNS) };

const TYPES = [
  'CarePlan',
  'ServiceRequest',
  'Goal',
  'Task',
  'Appointment',
  'Encounter',
  'CareTeam',
  'DocumentReference',
  'Communication',
] as const;
const ACTIVITY = ['activity', { key: '#a' }, 'detail', 'status'] as const;

const courses = [
  ...TYPES.map((type) => [type, [statusElement(type)]] as const),
  ['CarePlan', [...ACTIVITY]] as const,
].map(([type, path]) => {
  const course = courseAt(type, path);
  if (!course) throw new Error(`${type} has no course`);
  return { type, path, course, codes: [...course.way, ...course.done, ...course.ended] };
});

/** Codes that R4 gives a status, from the trimmed base. */
const codeSystems = JSON.parse(
  readFileSync(new URL('../../profiles/base/code-systems.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly string[]>>;

describe('the status of', () => {
  test.each([
    ['a plan', 'CarePlan', ['status'], 'draft', 'active', 'active'],
    ['a plan put on hold', 'CarePlan', ['status'], 'on-hold', 'active', 'on-hold'],
    ['a measure', 'ServiceRequest', ['status'], 'on-hold', 'completed', 'completed'],
    ['a measure revoked', 'ServiceRequest', ['status'], 'revoked', 'active', 'revoked'],
    ['a goal', 'Goal', ['lifecycleStatus'], 'accepted', 'completed', 'completed'],
    ['a task', 'Task', ['status'], 'requested', 'in-progress', 'in-progress'],
    ['a meeting', 'Appointment', ['status'], 'booked', 'fulfilled', 'fulfilled'],
    ['a meeting held', 'Encounter', ['status'], 'in-progress', 'finished', 'finished'],
    ['a team', 'CareTeam', ['status'], 'active', 'inactive', 'inactive'],
    ['a document', 'DocumentReference', ['status'], 'current', 'superseded', 'superseded'],
    ['minutes', 'Communication', ['status'], 'preparation', 'completed', 'completed'],
    ['an activity', 'CarePlan', [...ACTIVITY], 'scheduled', 'in-progress', 'in-progress'],
  ] as const)('%s that both sides set is the one further along', (_, type, path, left, right, joined) => {
    expect(joinStatus(type, path, left, right)).toBe(joined);
  });

  test.each([
    ['ServiceRequest', ['status'], 'completed', 'revoked'],
    ['CarePlan', ['status'], 'completed', 'entered-in-error'],
    ['Goal', ['lifecycleStatus'], 'completed', 'cancelled'],
    ['Goal', ['lifecycleStatus'], 'rejected', 'completed'],
    ['Task', ['status'], 'rejected', 'completed'],
    ['Appointment', ['status'], 'fulfilled', 'cancelled'],
    ['CarePlan', [...ACTIVITY], 'completed', 'cancelled'],
  ] as const)('%s at %j: %s against %s is for a person to decide', (type, path, left, right) => {
    expect(joinStatus(type, path, left, right)).toBeUndefined();
  });

  test.each([
    ['an element that is no status', 'Goal', ['description', 'text']],
    ['a status of another type', 'Observation', ['status']],
    ['a consent: what she decided is no matter of progress', 'Consent', ['status']],
    ['a goal’s element of another name', 'Goal', ['status']],
    ['something below a status', 'CarePlan', [...ACTIVITY, 'extension']],
  ] as const)('%s is not decided here', (_, type, path) => {
    expect(joinStatus(type, path, 'active', 'completed')).toBeUndefined();
  });

  test('what no code of R4 is can not be placed', () => {
    expect(joinStatus('Task', ['status'], 'half-done', 'completed')).toBeUndefined();
    expect(joinStatus('Task', ['status'], undefined, 'completed')).toBeUndefined();
  });
});

describe('every course', () => {
  test.each([
    ['CarePlan', 'http://hl7.org/fhir/request-status'],
    ['Goal', 'http://hl7.org/fhir/goal-status'],
    ['Task', 'http://hl7.org/fhir/task-status'],
    ['Appointment', 'http://hl7.org/fhir/appointmentstatus'],
    ['Encounter', 'http://hl7.org/fhir/encounter-status'],
    ['CareTeam', 'http://hl7.org/fhir/care-team-status'],
    ['DocumentReference', 'http://hl7.org/fhir/document-reference-status'],
    ['Communication', 'http://hl7.org/fhir/event-status'],
  ])('of %s places every code of %s', (type, system) => {
    const codes = codeSystems[system] ?? [];
    expect(codes.length).toBeGreaterThan(2);
    const course = courseOf(type);
    expect([...(course?.way ?? []), ...(course?.done ?? []), ...(course?.ended ?? [])].sort()).toEqual(
      [...codes].sort(),
    );
  });

  const some = fc.constantFrom(...courses).chain((one) => {
    const code = fc.constantFrom(...one.codes);
    return fc.record({ one: fc.constant(one), a: code, b: code, c: code });
  });
  type Some = Parameters<Parameters<typeof some.map>[0]>[0];
  const join = ({ one: { type, path } }: Some, left: string | undefined, right: string | undefined) =>
    left === undefined || right === undefined ? undefined : joinStatus(type, path, left, right);

  test('is a lattice: joining is idempotent, commutative and associative', () => {
    fc.assert(
      fc.property(some, (drawn) => {
        const { a, b, c } = drawn;
        expect(join(drawn, a, a)).toBe(a);
        expect(join(drawn, a, b)).toBe(join(drawn, b, a));
        expect(join(drawn, join(drawn, a, b), c)).toBe(join(drawn, a, join(drawn, b, c)));
      }),
      options,
    );
  });

  test('never joins to less than either side', () => {
    fc.assert(
      fc.property(some, (drawn) => {
        const joined = join(drawn, drawn.a, drawn.b);
        if (joined === undefined) return;
        expect(join(drawn, joined, drawn.a)).toBe(joined);
        expect(join(drawn, joined, drawn.b)).toBe(joined);
      }),
      options,
    );
  });
});
