import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { CLAIMS, type Guarded, openGuarded } from './guarded.ts';

let guarded: Guarded;
beforeAll(async () => {
  guarded = await openGuarded();
});
afterAll(() => guarded.close());

const REASON = 'Bevisstløs ved innkomst, må vite om kriseplan';
const HEADERS = [
  ['purpose-of-use', 'ETREAT'],
  ['emergency-reason', encodeURIComponent(REASON)],
] as const;

describe('health personnel in an emergency', () => {
  test('reads what is denied otherwise, and the log says who, whom about, and why', async () => {
    const goal = await guarded.idOf('Goal', guarded.per);
    const claims = CLAIMS.doctor;
    expect((await guarded.ask({ path: `/fhir/Goal/${goal}` }, { claims })).status).toBe(404);
    const read = await guarded.ask({ path: `/fhir/Goal/${goal}`, headers: HEADERS }, { claims });
    expect([read.status, JSON.parse(read.text)]).toMatchObject([200, { description: { text: 'Bo hjemme lenger' } }]);

    const events = await guarded.stage.stored<AuditEvent>('AuditEvent');
    const flagged = events.filter(({ purposeOfEvent }) => JSON.stringify(purposeOfEvent).includes('ETREAT'));
    expect(flagged).toHaveLength(1);
    const told = JSON.stringify(flagged);
    for (const what of ['565500055', `Patient/${guarded.per}`, REASON]) expect(told).toContain(what);
  });

  test('searches for one person, and never for everybody', async () => {
    const claims = CLAIMS.doctor;
    const found = await guarded.ask({ path: `/fhir/CarePlan?patient=${guarded.per}`, headers: HEADERS }, { claims });
    expect([found.status, JSON.parse(found.text).total]).toEqual([200, 1]);
    expect((await guarded.ask({ path: '/fhir/CarePlan', headers: HEADERS }, { claims })).status).toBe(403);
  });

  test('sends nothing: no link is opened by it', async () => {
    expect(await guarded.stage.link(guarded.stage.trust, '05895500275')).toBeUndefined();
  });
});
