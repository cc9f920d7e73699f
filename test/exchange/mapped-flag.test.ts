import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Consent, Goal } from '@medplum/fhirtypes';
import { consentFindings } from '../../src/consent/consent-findings.ts';
import { directory, INGRID, Papers, TRUST } from './papers.ts';
import { openStage, type Stage } from './stage.ts';

const NAME = 'f-access-310602019';
const papers = new Papers('f', INGRID);
/** Fjordvik's system has a tick only: somebody mapped it to a Consent without a source. */
const flag = (...verification: NonNullable<Consent['verification']>): Consent => ({
  ...papers.access(TRUST),
  verification,
});
const VERIFIED = { verified: true, verifiedWith: papers.person, verificationDate: '2026-11-20' } as const;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...papers.whole(), flag({ verified: false }));
  stage.trust.connector.put(...directory('trust'));
  await stage.settle();
});
afterEach(() => stage.close());

const kept = async () => (await stage.stored<Consent>('Consent')).find(({ verification }) => verification);
const goalsAtTheTrust = (): readonly Goal[] => stage.trust.connector.all<Goal>('Goal');
const say = async (...verification: NonNullable<Consent['verification']>): Promise<void> => {
  stage.later(60_000);
  stage.fjordvik.connector.edit<Consent>('Consent', NAME, () => flag(...verification));
  await stage.settle();
};

describe('a consent that is a flag of a partner’s', () => {
  test('is kept as it stands, permits nothing until it is verified, and is told of', async () => {
    expect((await kept())?.verification).toEqual([{ verified: false }]);
    expect(goalsAtTheTrust()).toEqual([]);
    expect(await stage.standing(stage.trust)).toBeUndefined();
    const findings = consentFindings(await stage.record(), stage.context.now());
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['consent-verified', 'warning']]);
  });

  test('counts when it is verified, and keeps with whom and when', async () => {
    await say({ verified: false }, VERIFIED);
    expect(goalsAtTheTrust()).toHaveLength(2);
    const patient = { reference: `Patient/${await stage.person()}` };
    expect((await kept())?.verification).toEqual([{ verified: false }, { ...VERIFIED, verifiedWith: patient }]);
    expect(consentFindings(await stage.record(), stage.context.now())).toEqual([]);
  });

  test('counts no longer when its verification is taken back', async () => {
    await say(VERIFIED);
    await say({ verified: false });
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Ny' } }));
    await stage.settle();
    expect(JSON.stringify(goalsAtTheTrust())).not.toContain('Ny');
  });
});
