import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, CareTeam, Consent, Goal, Provenance } from '@medplum/fhirtypes';
import { transferResponsibility } from '../../src/exchange/transfer-responsibility.ts';
import { dutiesOf } from '../../src/law/duties.ts';
import { FJORDVIK, TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, type Stage } from './stage.ts';

const GRANLI = { name: 'Granli kommune', organization: '310604011', sector: 'municipal' } as const;

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const consents = async (): Promise<void> => {
  stage.fjordvik.connector.put(INGRIDS.access(GRANLI));
  await stage.settle();
};
const moves = async (caller = stage.context.controller) =>
  transferResponsibility(stage.context, caller, await stage.person(), GRANLI.organization);
const goalsAt = (partner: Stage['trust']): readonly (string | undefined)[] =>
  partner.connector.all<Goal>('Goal').map(({ description }) => description.text);

describe('when the person moves', () => {
  test('what the old municipality owned is the new one’s', async () => {
    await consents();
    await moves();
    const parts = [...(await stage.record()).parts.values()];
    expect(parts.filter(({ kind }) => kind !== 'consent').map(({ owner }) => owner)).not.toContain(
      FJORDVIK.organization,
    );
    const plan = parts.find(({ kind }) => kind === 'plan')?.resource as CarePlan;
    expect(JSON.stringify(plan.extension)).toContain(GRANLI.organization);
  });

  test('who acts for the old one leaves the team, the new koordinerende enhet joins it, and owes a coordinator', async () => {
    await consents();
    const { findings } = await moves();
    expect(findings.map(({ rule }) => rule)).toContain('responsible-coordinator');
    const [team] = await stage.stored<CareTeam>('CareTeam');
    const coordinator = team?.participant?.find(({ role }) => JSON.stringify(role).includes('responsible-coordinator'));
    expect(coordinator?.period?.end).toBeDefined();
    const [duty] = dutiesOf(await stage.record(), stage.context.now(), stage.context.partners);
    expect([duty?.rule.key, duty?.organizations]).toEqual(['responsible-coordinator', [GRANLI.organization]]);
  });

  test('the old one’s link is held: nothing goes there but the notice, and its copy stays', async () => {
    await consents();
    await moves();
    await stage.settle();
    const before = stage.fjordvik.connector.all().length;
    stage.trust.connector.edit<Goal>('Goal', stage.trust.connector.all<Goal>('Goal')[0]?.id ?? '', (goal) => ({
      ...goal,
      description: { text: 'Etter flyttingen' },
    }));
    await stage.settle();
    expect(await stage.standing(stage.fjordvik)).toBe('held');
    expect(await stage.standing(stage.trust)).not.toBe('held');
    expect(goalsAt(stage.fjordvik)).not.toContain('Etter flyttingen');
    expect(stage.fjordvik.connector.all()).toHaveLength(before);
    const own = stage.fjordvik.connector
      .all<Consent>('Consent')
      .filter(({ provision }) => JSON.stringify(provision ?? {}).includes(FJORDVIK.organization));
    expect(own.map(({ status }) => status)).toEqual(['inactive']);
  });

  test('what the old one writes in its copy is its own record', async () => {
    await consents();
    await moves();
    await stage.settle();
    const before = await stage.record();
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Sent' } }));
    await stage.settle();
    expect(await stage.record()).toEqual(before);
    expect(await stage.standing(stage.fjordvik)).toBe('held');
  });

  test('it is traced by whom', async () => {
    await consents();
    await moves();
    const traces = await stage.stored<Provenance>('Provenance');
    expect(traces.filter((one) => JSON.stringify(one.activity).includes('transfer-responsibility'))).toHaveLength(1);
  });
});

describe('a transfer is refused', () => {
  test('without the person’s consent for the new municipality', async () => {
    const before = await stage.record();
    await expect(moves()).rejects.toMatchObject({ code: 'invalid', findings: [{ rule: 'transfer-consent' }] });
    expect(await stage.record()).toEqual(before);
  });

  test('from who is not responsible', async () => {
    await consents();
    await expect(moves({ ...TRUST })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(moves({ ...FJORDVIK })).resolves.toBeDefined();
  });

  test('to who is responsible already, and of somebody who is not here', async () => {
    const person = await stage.person();
    const { context } = stage;
    await expect(
      transferResponsibility(context, context.controller, person, FJORDVIK.organization),
    ).rejects.toMatchObject({ code: 'already-decided' });
    await expect(
      transferResponsibility(context, context.controller, 'nobody', GRANLI.organization),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});
