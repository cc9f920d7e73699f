import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type {
  CarePlan,
  CareTeam,
  Communication,
  Consent,
  DocumentReference,
  Goal,
  Provenance,
} from '@medplum/fhirtypes';
import { recordConsent } from '../../src/exchange/record-consent.ts';
import { withdrawConsent } from '../../src/exchange/withdraw-consent.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import type { PartnerInMemory } from '../sync/partner-in-memory.ts';
import { TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, type Stage } from './stage.ts';

let stage: Stage;
let trust: PartnerInMemory;
let fjordvik: PartnerInMemory;
let person: string;
beforeEach(async () => {
  stage = await openSharedStage();
  trust = stage.trust.connector;
  fjordvik = stage.fjordvik.connector;
  person = await stage.person();
});
afterEach(() => stage.close());

/** A Consent of hers as it stands in the record. */
async function consentIn(kind: string, recipient?: string): Promise<Consent> {
  const found = (await stage.stored<Consent>('Consent')).find(
    ({ category, provision, status }) =>
      status === 'active' &&
      category[0]?.coding?.[0]?.code === kind &&
      (recipient === undefined || JSON.stringify(provision ?? {}).includes(recipient)),
  );
  if (!found) throw new Error(`no active consent ${kind}`);
  return found;
}

const withdraw = async (kind: string, recipient?: string): Promise<void> => {
  await withdrawConsent(stage.context, stage.context.controller, (await consentIn(kind, recipient)).id ?? '');
};
const record = (consent: Partial<Consent>, source?: DocumentReference) =>
  recordConsent(stage.context, stage.context.controller, person, { consent: consent as Consent, source });
/** As somebody fills it in: what goes without saying is left out. */
const given = (kind: string, more: Partial<Consent> = {}): Partial<Consent> => ({
  resourceType: 'Consent',
  status: 'active',
  scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
  category: [{ coding: [{ system: SAMPLAN.consentKind, code: kind }] }],
  policyRule: { coding: [{ system: SAMPLAN.legalBasis, code: 'HPL22' }] },
  ...more,
});
const provision = INGRIDS.access(TRUST).provision ?? {};
const rewriteGoal = (text: string): void =>
  fjordvik.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text } }));
const sentTo = (connector: PartnerInMemory, since: number) =>
  connector.requests.slice(since).filter(({ what }) => what === 'create' || what === 'update');

describe('withdrawing B', () => {
  test('freezes the parts and denies in the same commit, before any pass', async () => {
    await withdraw('access', TRUST.organization);
    const rows = await stage.store.counterparts(TRUST.name, person);
    const open = rows.filter(({ frozen }) => !frozen).map(({ type }) => type);
    expect([...new Set(open)].sort()).toEqual(['Consent', 'Patient']);
    expect(await stage.stored<Consent>('Consent')).toContainEqual(
      expect.objectContaining({ status: 'active', provision: expect.objectContaining({ type: 'deny' }) }),
    );
  });

  test('what the trust writes after it, before the notice came, is taken in from nobody', async () => {
    await withdraw('access', TRUST.organization);
    const [goal] = trust.all<Goal>('Goal');
    trust.put({ ...(goal as Goal), description: { text: 'Bare for sykehuset' } });
    await stage.pass(stage.trust);
    await stage.settle();
    expect(JSON.stringify([await stage.stored('Goal'), fjordvik.ever()])).not.toContain('Bare for sykehuset');
  });

  test('sends the inactive Consent that they hold, and nothing else', async () => {
    const since = trust.requests.length;
    await withdraw('access', TRUST.organization);
    rewriteGoal('Bare for kommunen');
    await stage.settle();
    expect(sentTo(trust, since)).toMatchObject([{ what: 'update', type: 'Consent', resource: { status: 'inactive' } }]);
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'held', reason: 'opposed' });
  });

  test('stops a delivery that is under way', async () => {
    rewriteGoal('Bare for kommunen');
    await stage.pass(stage.fjordvik);
    const since = trust.requests.length;
    let isFirst = true;
    trust.onRequest = async ({ what }) => {
      if (what !== 'update' && what !== 'create' && what !== 'read') return;
      if (isFirst) {
        isFirst = false;
        await withdraw('access', TRUST.organization);
      }
    };
    addGoal('Enda et mål');
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.trust);
    await stage.settle();
    expect(JSON.stringify(sentTo(trust, since).slice(1))).not.toMatch(/Bare for kommunen|Enda et mål/u);
  });

  test('that named nobody is told by a Communication without content, since no Consent of hers is shown there', async () => {
    const { id = '' } = INGRIDS.access(TRUST);
    fjordvik.edit<Consent>('Consent', id, (one) => ({
      ...one,
      provision: { type: 'permit', period: { end: '2027-09-01' } },
    }));
    await stage.settle();
    const since = trust.requests.length;
    await withdraw('access', '2027-09-01');
    rewriteGoal('Bare for kommunen');
    await stage.settle();
    expect(sentTo(trust, since)).toMatchObject([{ what: 'create', type: 'Communication' }]);
    const [notice] = trust.all<Communication>('Communication');
    expect(notice).toMatchObject({ status: 'completed', subject: { reference: expect.stringContaining('Patient/') } });
    expect(notice?.payload).toBeUndefined();
    expect(JSON.stringify(notice)).not.toMatch(/CarePlan|Goal|CareTeam/u);
    expect(await stage.standing(stage.trust)).toBe('held');
  });

  test('is told to nobody who holds nothing of hers, and to nobody it is not about', async () => {
    await withdraw('access', TRUST.organization);
    await stage.settle();
    expect(fjordvik.all('Communication')).toEqual([]);
    expect(trust.all('Communication')).toEqual([]);
  });

  test('and given anew: what happened meanwhile flows, the denial has ended', async () => {
    await withdraw('access', TRUST.organization);
    await stage.settle();
    rewriteGoal('Gå til kirken');
    stage.later(60_000);
    await record(given('access', { provision }));
    await stage.settle();
    expect(trust.all<Goal>('Goal').map(({ description }) => description.text)).toContain('Gå til kirken');
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('leaves Provenance and an entry in the log with its own names', async () => {
    await withdraw('access', TRUST.organization);
    const activities = (await stage.stored<Provenance>('Provenance')).map(
      ({ activity }) => activity?.coding?.[0]?.code,
    );
    expect(activities).toContain('withdraw-consent');
    expect(JSON.stringify(await stage.stored('AuditEvent'))).toContain('withdraw-consent');
  });

  test('twice is told so; a denial that follows is not withdrawn; an unknown one is not found', async () => {
    const { id = '' } = await consentIn('access', TRUST.organization);
    const { controller } = stage.context;
    await withdrawConsent(stage.context, controller, id);
    await expect(withdrawConsent(stage.context, controller, id)).rejects.toMatchObject({ code: 'already-decided' });
    const denial = await consentIn('opposition');
    await expect(withdrawConsent(stage.context, controller, denial.id ?? '')).rejects.toMatchObject({
      code: 'method-not-allowed',
    });
    await expect(withdrawConsent(stage.context, controller, 'nobody')).rejects.toMatchObject({ code: 'not-found' });
  });
});

function addGoal(text: string): void {
  const goal = fjordvik.get<Goal>('Goal', 'f-goal-1');
  const plan = fjordvik.get<CarePlan>('CarePlan', 'f-plan');
  fjordvik.put(
    { ...goal, id: 'f-goal-more', description: { text } },
    { ...plan, goal: [...(plan.goal ?? []), { reference: 'Goal/f-goal-more' }] },
  );
}

describe('withdrawing A', () => {
  test('revokes the plan, at its owner too; the coordinator stays, and nothing more of the plan goes out', async () => {
    const since = trust.requests.length;
    await withdraw('plan-made');
    rewriteGoal('Skrevet etter at planen ikke er ønsket');
    await stage.settle();
    expect((await stage.stored<CarePlan>('CarePlan')).map(({ status }) => status)).toEqual(['revoked']);
    expect(fjordvik.get<CarePlan>('CarePlan', 'f-plan').status).toBe('revoked');
    const [team] = await stage.stored<CareTeam>('CareTeam');
    expect(team?.status).toBe('active');
    expect(JSON.stringify(team?.participant)).toContain('responsible-coordinator');
    expect(sentTo(trust, since).map(({ type }) => type)).not.toContain('Goal');
    expect(JSON.stringify(trust.ever())).not.toContain('Skrevet etter at planen ikke er ønsket');
  });

  test('however it is told: in the municipality’s own system', async () => {
    fjordvik.edit<Consent>('Consent', INGRIDS.planMade().id ?? '', (one) => ({ ...one, status: 'inactive' }));
    await stage.settle();
    expect(fjordvik.get<CarePlan>('CarePlan', 'f-plan').status).toBe('revoked');
    expect(await stage.conflicts()).toEqual([]);
  });

  test('given anew, the coordinator takes the plan up again', async () => {
    await withdraw('plan-made');
    await stage.settle();
    stage.later(60_000);
    const scope = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'treatment' }] };
    await record(given('plan-made', { scope }));
    fjordvik.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, status: 'active' }));
    await stage.settle();
    expect((await stage.stored<CarePlan>('CarePlan')).map(({ status }) => status)).toEqual(['active']);
    expect(trust.all<CarePlan>('CarePlan')[0]?.status).toBe('active');
  });
});

describe('recording', () => {
  const scan: DocumentReference = {
    resourceType: 'DocumentReference',
    status: 'current',
    content: [{ attachment: { contentType: 'application/pdf', data: 'JVBERi0=', title: 'Samtykke' } }],
  };

  test('an opposition takes effect at once, and is lifted by withdrawing it', async () => {
    const { stored } = await record(given('opposition', { provision: { ...provision, type: 'deny' } }));
    rewriteGoal('Bare for kommunen');
    await stage.settle();
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'held', reason: 'opposed' });
    await withdrawConsent(stage.context, stage.context.controller, stored.resource.id ?? '');
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(JSON.stringify(trust.all('Goal'))).toContain('Bare for kommunen');
  });

  test('fills in whose it is, when, and who gave it', async () => {
    const { stored } = await record(given('access', { provision }));
    expect(stored.resource).toMatchObject({
      patient: { reference: `Patient/${person}` },
      performer: [{ reference: `Patient/${person}` }],
      dateTime: expect.stringMatching(/^2026-11-22T/u),
    });
  });

  test('is written in one spelling', async () => {
    const policyRule = {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }],
    };
    const { type: _, ...untyped } = provision ?? {};
    const optIn = given('access', { policyRule, provision: { provision: [{ ...untyped, type: 'permit' }] } });
    const { stored } = await record(optIn);
    expect((stored.resource as Consent).provision).toMatchObject({ type: 'deny', provision: [{ type: 'permit' }] });
  });

  test('keeps what it was signed on, which nobody else gets', async () => {
    const { stored } = await record(given('access', { provision }), scan);
    const [paper] = await stage.stored<DocumentReference>('DocumentReference');
    expect(paper).toMatchObject({
      subject: { reference: `Patient/${person}` },
      type: { coding: [{ code: '59284-0' }] },
    });
    expect((stored.resource as Consent).sourceReference?.reference).toBe(`DocumentReference/${paper?.id}`);
    await stage.settle();
    for (const connector of [fjordvik, trust]) expect(connector.all('DocumentReference')).toEqual([]);
    expect(JSON.stringify(trust.all('Consent'))).not.toContain('sourceReference');
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('a flag from another system counts when it is verified, and not before', async () => {
    await withdraw('access', TRUST.organization);
    await stage.settle();
    stage.later(60_000);
    const flag = (verified: boolean) => given('access', { provision, verification: [{ verified }] });
    await expect(record(flag(false))).rejects.toMatchObject({
      code: 'invalid',
      findings: expect.arrayContaining([expect.objectContaining({ rule: 'consent-verified', severity: 'error' })]),
    });
    await record(flag(true));
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test.each<readonly [string, Partial<Consent>, string]>([
    ['another person’s', given('access', { patient: { reference: 'Patient/somebody' } }), 'bad-parameter'],
    ['of no kind', given('nothing'), 'bad-parameter'],
    ['still a draft', given('access', { status: 'draft', provision }), 'bad-parameter'],
    ['of tomorrow', given('access', { dateTime: '2026-11-24', provision }), 'bad-parameter'],
    ['without a type', given('access', { provision: { period: { end: '2027-01-01' } } }), 'bad-parameter'],
    ['given by a relative without a decision', given('access', { performer: [{ display: 'Datter' }] }), 'invalid'],
    ['with a scope that it cannot have', given('plan-made'), 'invalid'],
  ])('a consent %s is refused, and nothing is written', async (_, consent, code) => {
    const before = (await stage.stored('Consent')).length;
    await expect(record(consent)).rejects.toMatchObject({ code });
    expect(await stage.stored('Consent')).toHaveLength(before);
  });

  test('for somebody who is not known here is not found', async () => {
    const consent = given('access', { provision }) as Consent;
    const unknown = recordConsent(stage.context, stage.context.controller, 'nobody', { consent });
    await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
  });
});
