import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Patient } from '@medplum/fhirtypes';
import { listDuties } from '../../src/exchange/list-duties.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { directory, FJORDVIK, INGRID, NAV, Papers, PER, TRUST } from './papers.ts';
import { openSharedStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const revisedOn = (day: string, id: string): void =>
  stage.fjordvik.connector.edit<CarePlan>('CarePlan', id, (plan) => ({
    ...plan,
    extension: [{ url: SAMPLAN.profile('next-revision'), valueDate: day }],
  }));
const due = async (filter = {}, caller = stage.context.controller) =>
  (await listDuties(stage.context, caller, filter)).duties.map((duty) => [duty.rule.key, duty.due]);

describe('duties', () => {
  test('are computed from every record as it stands, and stored nowhere', async () => {
    stage.fjordvik.connector.put(...directory('fjordvik'), ...new Papers('p', PER).whole());
    revisedOn('2026-12-24', 'f-plan');
    revisedOn('2026-11-30', 'p-plan');
    await stage.settle();
    const { seq } = await stage.store.changedSince(0);
    expect(await due()).toEqual([
      ['plan-revision', '2026-11-30'],
      ['plan-revision', '2026-12-24'],
    ]);
    expect((await stage.store.changedSince(0)).seq).toBe(seq);
    expect(await due({ until: '2026-11-30' })).toEqual([['plan-revision', '2026-11-30']]);
    expect(await due({ person: await stage.person(PER) })).toEqual([['plan-revision', '2026-11-30']]);
  });

  test('come with the versions that they are about, for the access log', async () => {
    revisedOn('2026-12-24', 'f-plan');
    await stage.settle();
    const { about } = await listDuties(stage.context, stage.context.controller);
    expect(about.map(({ resource, record }) => [resource.resourceType, record])).toEqual([
      ['CarePlan', await stage.person()],
    ]);
  });

  test('are told to who owes them, and all of them to the controller only', async () => {
    revisedOn('2026-12-24', 'f-plan');
    await stage.settle();
    expect(await due({}, FJORDVIK)).toHaveLength(1);
    expect(await due({}, TRUST)).toEqual([]);
    expect(await due({ organization: FJORDVIK.organization })).toHaveLength(1);
    expect(await due({ organization: TRUST.organization })).toEqual([]);
  });

  test('about a part that is hidden from who owes them are told to the controller only', async () => {
    const [patient] = stage.trust.connector.all<Patient>('Patient');
    const period = { end: '2026-12-24' };
    const consent = new Papers('t', INGRID).access(NAV, { period });
    stage.trust.connector.put({ ...consent, patient: { reference: `Patient/${patient?.id ?? ''}` } });
    await stage.settle();
    expect(await due()).toContainEqual(['consent-ends', '2026-12-24']);
    expect(await due({}, TRUST)).toEqual([]);
    expect(await due({}, FJORDVIK)).toEqual([['plan-revision', '2027-09-01']]);
  });
});
