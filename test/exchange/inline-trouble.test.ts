import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, CarePlanActivity } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { keyOf } from '../../src/record/record.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import {
  byNumber,
  edit,
  editItem,
  editRequest,
  expectInStep,
  inline,
  inlinePapers,
  itemCalled,
  itemsAt,
  measuresOf,
  openInlineStage,
  planAt,
  requestCalled,
} from './inline-stage.ts';
import { directory, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

/** The municipality writes its measures inline, the trust as ServiceRequests. */
let stage: Stage;
beforeEach(async () => {
  stage = await openInlineStage();
});
afterEach(() => stage.close());

describe('what goes wrong', () => {
  test('an answer that is lost doubles nothing, on either side', async () => {
    stage.fjordvik.connector.losesAnswers = 1;
    stage.trust.connector.losesAnswers = 1;
    editRequest(stage.trust, 'Lese høyt', { status: 'on-hold' });
    edit(stage.fjordvik, (items) => [...items, inline('Svømme')]);
    await stage.settle();
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Lese høyt')?.status).toBe('on-hold');
    expect(requestCalled(stage.trust, 'Svømme').status).toBe('active');
    expect(await measuresOf(stage)).toHaveLength(3);
    await expectInStep(stage);
  });

  test('an item that is edited while its measure is written is no lost edit', async () => {
    editRequest(stage.trust, 'Lese høyt', { status: 'on-hold' });
    await stage.pass(stage.trust);
    let done = false;
    stage.fjordvik.connector.onRequest = ({ what }) => {
      if (what !== 'update' || done) return;
      done = true;
      editItem(stage.fjordvik, 'Lese høyt', { description: 'Også for Arvid' });
    };
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Lese høyt')).toMatchObject({ status: 'on-hold', description: 'Også for Arvid' });
    expect(requestCalled(stage.trust, 'Lese høyt').note).toEqual([{ text: 'Også for Arvid' }]);
    await expectInStep(stage);
  });

  test('a plan that is set aside comes with its measures once it is mended', async () => {
    await stage.close();
    stage = await openStage();
    const { period: _, ...broken } = INGRIDS.plan(['goal-1', 'goal-2'], []);
    stage.fjordvik.connector.put(...directory('fjordvik'), ...inlinePapers(broken as CarePlan));
    stage.trust.connector.put(...directory('trust'));
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 0, setAside: 1 });
    editItem(stage.fjordvik, 'Lese høyt', { description: 'Også for Arvid' });
    await stage.settle();
    stage.fjordvik.connector.put({ ...planAt(stage.fjordvik), period: { start: '2026-09-01' } });
    await stage.settle();
    expect((await measuresOf(stage)).map(({ code }) => code?.text)).toEqual(['Gangtrening', 'Lese høyt']);
    await expectInStep(stage);
  });
});

describe('what is written here inline, by REST', () => {
  const write = async (activity: readonly CarePlanActivity[]): Promise<void> => {
    const [plan] = await stage.stored<CarePlan>('CarePlan');
    const whole = { ...(plan as CarePlan), activity: [...(plan?.activity ?? []), ...activity] };
    const expectedVersion = Number(plan?.meta?.versionId);
    await admitResource(stage.context, stage.context.controller, whole, { expectedVersion });
  };

  test('stays inline at every partner, and is no measure of its own', async () => {
    await write([inline('Ro')]);
    await stage.settle();
    for (const partner of [stage.fjordvik, stage.trust]) expect(itemCalled(partner, 'Ro')).toBeDefined();
    expect(await measuresOf(stage)).toHaveLength(2);
    editItem(stage.trust, 'Ro', { status: 'completed' });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Ro')?.status).toBe('completed');
    expect(await measuresOf(stage)).toHaveLength(2);
    await expectInStep(stage);
  });

  test('is not taken for the partner’s own when the answer gets lost', async () => {
    await write([
      inline('Ro', {
        performer: [{ reference: keyOf((await stage.stored('PractitionerRole'))[0] as never) as never }],
      }),
    ]);
    stage.trust.connector.losesAnswers = 1;
    stage.fjordvik.connector.losesAnswers = 1;
    await stage.settle();
    await stage.settle();
    for (const partner of [stage.fjordvik, stage.trust]) expect(itemsAt(partner)).toHaveLength(3);
    expect(await measuresOf(stage)).toHaveLength(2);
    await expectInStep(stage);
  });

  test('is hidden where its kind is', async () => {
    opposeMeasures();
    await stage.settle();
    await write([inline('Ro')]);
    await stage.settle();
    expect(JSON.stringify(stage.trust.connector.ever())).not.toContain('"Ro"');
    expect(itemCalled(stage.fjordvik, 'Ro')).toBeDefined();
  });
});

/** She opposes that the trust sees her measures. */
function opposeMeasures(): void {
  const role = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] };
  stage.fjordvik.connector.put({
    ...INGRIDS.access(TRUST, { id: 'no-measures' }),
    category: [{ coding: [{ system: SAMPLAN.consentKind, code: 'opposition' }] }],
    provision: {
      type: 'deny',
      class: [{ system: SAMPLAN.partKind, code: 'measure' }],
      actor: [{ role, reference: byNumber(TRUST) }],
    },
  });
}

describe('what a partner may not see', () => {
  test('is hidden from it, an inline measure with all that the activity says of it', async () => {
    await stage.close();
    stage = await openStage();
    opposeMeasures();
    stage.fjordvik.connector.put(...directory('fjordvik'), ...inlinePapers());
    stage.trust.connector.put(...directory('trust'));
    await stage.settle();
    expect(planAt(stage.trust).title).toBe('Individuell plan');
    const text = JSON.stringify(stage.trust.connector.ever());
    for (const secret of ['Gangtrening', 'hver kveld', 'Bra']) expect(text).not.toContain(secret);
  });

  test('stays as it was told where it was hidden later, and is not touched by what the partner makes of it', async () => {
    opposeMeasures();
    await stage.settle();
    editItem(stage.fjordvik, 'Lese høyt', { description: 'Bare for kommunen' });
    editRequest(stage.trust, 'Gangtrening', { status: 'revoked' });
    await stage.settle();
    expect(JSON.stringify(stage.trust.connector.ever())).not.toContain('Bare for kommunen');
    expect(itemCalled(stage.fjordvik, 'Gangtrening')?.status).toBe('scheduled');
  });
});
