import { beforeEach, describe, expect, test } from '@jest/globals';
import { codeIn, createHarness, type Harness, outcomeIn } from './harness.ts';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
});

const ENH = 'urn:oid:2.16.578.1.12.4.1.4.101';
const COORDINATOR = { name: 'coordinator', valueReference: { reference: 'PractitionerRole/4' } };
const ROLE = { name: 'role', valueCode: 'responsible-coordinator' };
const NO_WISH = { name: 'no-wish', valueBoolean: true };
const wish = (valueString: unknown = 'En som kan komme hjem'): object => ({ name: 'wish', valueString });
const followed = (valueBoolean: unknown): object => ({ name: 'followed', valueBoolean });
const weighed = (valueString: unknown = 'Ingen er ledig'): object => ({ name: 'weighed', valueString });
const period = (valuePeriod: unknown): object => ({ name: 'period', valuePeriod });

const send = (...parameter: readonly object[]) =>
  harness.send('POST', 'Patient/p1/$appoint-coordinator', { body: { resourceType: 'Parameters', parameter } });

describe('$appoint-coordinator', () => {
  test.each<readonly [string, readonly object[], object]>([
    ['who and as what', [NO_WISH], { wish: {} }],
    [
      'a wish that was followed',
      [wish(), followed(true)],
      { wish: { words: 'En som kan komme hjem', isFollowed: true } },
    ],
    [
      'a wish that was not, with how it was weighed',
      [wish(), followed(false), weighed()],
      { wish: { words: 'En som kan komme hjem', isFollowed: false, weighed: 'Ingen er ledig' } },
    ],
    [
      'days, and the unit',
      [
        NO_WISH,
        period({ start: '2026-12-01', end: '2027-11-30' }),
        { name: 'unit', valueIdentifier: { system: ENH, value: '310601012' } },
      ],
      { wish: {}, from: '2026-12-01', until: '2027-11-30', unit: '310601012' },
    ],
    [
      'an instant',
      [NO_WISH, period({ start: '2026-12-01T08:00:00+01:00' })],
      { wish: {}, from: '2026-12-01T08:00:00+01:00' },
    ],
  ])('hands on %s, and answers what the law says', async (_, more, expected) => {
    const response = await send(COORDINATOR, ROLE, ...more);
    expect(response.status).toBe(200);
    expect(outcomeIn(response).issue[0]?.severity).toBe('warning');
    const coordinator = { reference: 'PractitionerRole/4' };
    expect(harness.decisions).toEqual([{ person: 'p1', coordinator, role: 'responsible-coordinator', ...expected }]);
  });

  test('takes a Practitioner as a resource', async () => {
    const resource = { resourceType: 'Practitioner', active: true };
    expect((await send({ name: 'coordinator', resource }, ROLE, NO_WISH)).status).toBe(200);
    expect(harness.decisions).toMatchObject([{ coordinator: { practitioner: resource } }]);
  });

  test.each<readonly [string, readonly object[]]>([
    ['nobody', [ROLE, NO_WISH]],
    [
      'an organization as a resource',
      [{ name: 'coordinator', resource: { resourceType: 'Organization' } }, ROLE, NO_WISH],
    ],
    ['somebody by an identifier', [{ name: 'coordinator', valueReference: { identifier: {} } }, ROLE, NO_WISH]],
    ['somebody twice', [COORDINATOR, COORDINATOR, ROLE, NO_WISH]],
    ['no role', [COORDINATOR, NO_WISH]],
    ['a role that coordinates nothing', [COORDINATOR, { name: 'role', valueCode: 'nav' }, NO_WISH]],
    ['a role of the prototype', [COORDINATOR, { name: 'role', valueCode: 'constructor' }, NO_WISH]],
    ['nothing about a wish', [COORDINATOR, ROLE]],
    ['a wish and none', [COORDINATOR, ROLE, NO_WISH, wish(), followed(true)]],
    ['no wish that is false', [COORDINATOR, ROLE, { name: 'no-wish', valueBoolean: false }]],
    ['no wish that was followed', [COORDINATOR, ROLE, NO_WISH, followed(true)]],
    ['a wish of blanks', [COORDINATOR, ROLE, wish('  '), followed(true)]],
    ['a wish that is a number', [COORDINATOR, ROLE, wish(7), followed(true)]],
    ['a wish without whether it was followed', [COORDINATOR, ROLE, wish()]],
    ['a wish that was not followed, and not weighed', [COORDINATOR, ROLE, wish(), followed(false)]],
    ['a weighing of blanks', [COORDINATOR, ROLE, wish(), followed(false), weighed(' ')]],
    ['an empty period', [COORDINATOR, ROLE, NO_WISH, period({})]],
    ['a month as a period', [COORDINATOR, ROLE, NO_WISH, period({ start: '2026-12' })]],
    ['a day that no month has', [COORDINATOR, ROLE, NO_WISH, period({ start: '2026-02-31' })]],
    ['an instant without a zone', [COORDINATOR, ROLE, NO_WISH, period({ start: '2026-12-01T08:00:00' })]],
    [
      'a unit by name',
      [COORDINATOR, ROLE, NO_WISH, { name: 'unit', valueIdentifier: { system: ENH, value: 'Fjordvik' } }],
    ],
    ['an unknown parameter', [COORDINATOR, ROLE, NO_WISH, { name: 'reason', valueString: 'x' }]],
  ])('with %s is 400, and appoints nobody', async (_, parameter) => {
    const response = await send(...parameter);
    expect([response.status, codeIn(response)]).toEqual([400, 'malformed']);
    expect(harness.decisions).toEqual([]);
    // Her words are repeated to nobody.
    expect(JSON.stringify(response.body)).not.toContain('komme hjem');
  });

  test('is about a person only', async () => {
    const body = { resourceType: 'Parameters', parameter: [COORDINATOR, ROLE, NO_WISH] };
    expect((await harness.send('POST', 'CareTeam/p1/$appoint-coordinator', { body })).status).toBe(404);
    expect((await harness.send('GET', 'Patient/p1/$appoint-coordinator')).status).toBe(405);
  });
});
