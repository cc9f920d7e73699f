import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Bundle, CarePlan, Goal, Parameters, Patient, Provenance } from '@medplum/fhirtypes';
import { consentOf } from '../../src/consent/consent-of.ts';
import { accessLogOf } from '../../src/exchange/access-log-of.ts';
import { proposedGoal } from '../../src/record/own-goal.ts';
import { TRUST } from '../exchange/papers.ts';
import { JSON_BODY, posted } from './attacks/asking.ts';
import { type Answer, type Guarded, HERSELF, openGuarded, PERSONS_ISSUER, type TokenOtherwise } from './guarded.ts';

let guarded: Guarded;
beforeAll(async () => {
  guarded = await openGuarded();
});
afterAll(() => guarded.close());

const json = <T>({ text }: Answer): T => JSON.parse(text) as T;
const get = (path: string): Promise<Answer> => guarded.askHerself({ path: `/fhir/${path}` });

describe('the person herself', () => {
  test('reads her whole plan, whoever it was written by', async () => {
    const record = json<Bundle>(await get(`Patient/${guarded.ingrid}/$record`));
    const types = new Set((record.entry ?? []).map(({ resource }) => resource?.resourceType));
    expect(types).toEqual(
      new Set([
        'Patient',
        'CarePlan',
        'CareTeam',
        'Consent',
        'Goal',
        'Organization',
        'PractitionerRole',
        'Practitioner',
        'ServiceRequest',
      ]),
    );
    const goals = json<Bundle>(await get(`Goal?patient=${guarded.ingrid}`));
    expect(goals.total).toBe(2);
  });

  test('proposes a goal, which is in her plan from then on, by her', async () => {
    const goal = proposedGoal({ text: 'Svømme to ganger i uka', due: '2027-06-01' }, guarded.ingrid);
    const answer = await guarded.askHerself(posted('/fhir/Goal', JSON.stringify(goal)));
    expect([answer.status, answer.text]).toEqual([201, expect.stringContaining('Svømme')]);
    const { id = '' } = json<Goal>(answer);
    const plans = await guarded.stage.stored<CarePlan>('CarePlan');
    const plan = plans.find(({ subject }) => subject.reference === `Patient/${guarded.ingrid}`);
    expect(plan?.goal).toContainEqual({ reference: `Goal/${id}` });
    const made = await guarded.stage.stored<Provenance>('Provenance');
    const own = made.find(({ target }) => target.some(({ reference }) => reference === `Goal/${id}/_history/1`));
    expect(own?.agent[0]?.who).toEqual({ reference: `Patient/${guarded.ingrid}` });
  });

  test('withdraws a consent and gives it again, and the trust sees nothing in between', async () => {
    const consents = json<Bundle>(await get(`Consent?patient=${guarded.ingrid}&status=active`));
    const access = (consents.entry ?? []).find(({ resource }) => JSON.stringify(resource).includes(TRUST.organization));
    const seen = async (): Promise<number> =>
      json<Bundle>(await guarded.ask({ path: `/fhir/Goal?patient=${guarded.ingrid}` })).total ?? -1;
    const before = await seen();
    const ended = await guarded.askHerself(posted(`/fhir/Consent/${access?.resource?.id}/$withdraw`, '', JSON_BODY));
    expect([ended.status, await seen()]).toEqual([200, 0]);
    const consent = consentOf({
      kind: 'access',
      isDeclined: false,
      recipients: [TRUST.organization],
      until: '2027-11-22',
    });
    const parameter = [{ name: 'consent', resource: consent }];
    const given = await guarded.askHerself(
      posted(
        `/fhir/Patient/${guarded.ingrid}/$record-consent`,
        JSON.stringify({ resourceType: 'Parameters', parameter }),
      ),
    );
    expect([given.status, await seen()]).toEqual([201, before]);
  });

  test('is told who read and got her plan, and is in the log herself as who she is', async () => {
    const told = json<Parameters>(await get(`Patient/${guarded.ingrid}/$disclosures`));
    expect((told.parameter ?? []).length).toBeGreaterThan(0);
    const events = await guarded.stage.stored<AuditEvent>('AuditEvent');
    const hers = events.filter(({ agent }) =>
      agent.some(({ requestor, who }) => requestor && who?.reference === `Patient/${guarded.ingrid}`),
    );
    expect(hers.length).toBeGreaterThan(5);
    expect(JSON.stringify(hers)).not.toMatch(/14836830068|Nesbakk/u);
    const own = new Set(hers.map(({ id }) => `AuditEvent/${id}`));
    const listed = JSON.stringify(told).match(/AuditEvent\/[\w-]+/gu) ?? [];
    expect(listed.filter((one) => own.has(one))).toEqual([]);
  });

  test('who tries what is another’s is in the log of the other, and not in her own', async () => {
    const refused = await get(`Goal/${await guarded.idOf('Goal', guarded.per)}`);
    expect(refused.status).toBe(404);
    const [own, others] = await Promise.all(
      [guarded.ingrid, guarded.per].map((one) => accessLogOf(guarded.stage.store, one)),
    );
    expect(JSON.stringify(own)).not.toContain(guarded.per);
    const tries = others?.filter(({ agent }) =>
      agent.some(({ who }) => who?.reference === `Patient/${guarded.ingrid}`),
    );
    expect(tries?.map(({ outcome, outcomeDesc }) => [outcome, outcomeDesc])).toEqual([['4', 'not-found']]);
  });

  test('is told who read and got her plan also where a label hides all of the plan from her, and who she is', async () => {
    const { connector } = guarded.stage.fjordvik;
    const shown = connector.all<Patient>('Patient').find(({ id }) => id === 'f-patient') as Patient;
    const security = [{ system: 'urn:oid:2.16.578.1.12.4.1.1.9603', code: 'NORU' }];
    connector.put({ ...shown, meta: { ...shown.meta, security } });
    await guarded.stage.settle();
    const before = json<Parameters>(await get(`Patient/${guarded.ingrid}/$disclosures`));
    expect((before.parameter ?? []).length).toBeGreaterThan(0);
    for (const hidden of ['', '/_history', '/$record', '/$status', '/$evidence'])
      expect([hidden, (await get(`Patient/${guarded.ingrid}${hidden}`)).status]).toEqual([
        hidden,
        hidden === '/$evidence' ? 403 : 404,
      ]);
    expect((await get(`Patient/${guarded.per}/$disclosures`)).status).toBe(404);
    connector.put(shown);
    await guarded.stage.settle();
    expect((await get(`Patient/${guarded.ingrid}`)).status).toBe(200);
  });

  test('may come with a token that is bound to nothing where her issuer binds none, and organizations may not', async () => {
    const bearer = async (ask: Guarded['token'], otherwise: TokenOtherwise): Promise<number> => {
      const headers = [['authorization', `Bearer ${await ask(otherwise)}`]] as const;
      return (await guarded.send({ path: `/fhir/Patient/${guarded.ingrid}`, headers })).status;
    };
    const unbound = { cnf: undefined };
    const hers = { claims: { ...HERSELF, ...unbound }, signer: guarded.personsKey };
    expect(await bearer(guarded.token, hers)).toBe(401);
    guarded.change({
      persons: new Map([[PERSONS_ISSUER, { claim: 'pid', levels: ['idporten-loa-high'], requireBinding: false }]]),
    });
    expect(await bearer(guarded.token, hers)).toBe(200);
    // ID-porten gives its tokens no type, or JWT; an organization's is an access token by its type.
    expect(await bearer(guarded.token, { ...hers, header: { typ: 'JWT' } })).toBe(200);
    expect(await bearer(guarded.token, { claims: unbound })).toBe(401);
    guarded.change({ requireBinding: false });
    expect(await bearer(guarded.token, { claims: unbound, header: { typ: 'JWT' } })).toBe(401);
    guarded.change({});
  });
});
