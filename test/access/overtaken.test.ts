import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, Consent, Goal, Resource } from '@medplum/fhirtypes';
import type { Caller } from '../../src/access/caller.ts';
import { grantsOf } from '../../src/access/scopes.ts';
import { admitChanges } from '../../src/exchange/admit-changes.ts';
import { withdrawConsent } from '../../src/exchange/withdraw-consent.ts';
import type { FhirApi } from '../../src/fhir/api.ts';
import type { FhirResponse } from '../../src/fhir/request.ts';
import { contentOf } from '../../src/record/content-of.ts';
import { TRUST } from '../exchange/papers.ts';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import { sendTo } from '../fhir/harness.ts';
import { apiOf } from '../http/harness.ts';

/** A partner's change that somebody else's comes before, between the look at a version and the commit: all is judged anew. */
const CALLER: Caller = {
  ...TRUST,
  may: { read: true, write: true },
  grants: grantsOf('system/*.cruds', 'nhn:samplan'),
  client: 'trust-ehr',
  purpose: 'TREAT',
};

let stage: Stage;
let api: FhirApi;
/** What happens before the next change is made. */
let meanwhile: (() => Promise<unknown>) | undefined;
beforeEach(async () => {
  stage = await openSharedStage();
  meanwhile = undefined;
  ({ api } = apiOf(
    stage.context,
    { isProtected: true, callerOf: async () => CALLER },
    {
      admitChanges: async (caller, changes) => {
        const happens = meanwhile;
        meanwhile = undefined;
        await happens?.();
        return admitChanges(stage.context, caller, changes);
      },
    },
  ));
});
afterEach(() => stage.close());

async function only<R extends Resource>(type: R['resourceType'], is: (one: R) => boolean = () => true): Promise<R> {
  const found = (await stage.stored<R>(type)).find(is);
  if (!found) throw new Error(`no ${type}`);
  return found;
}

/** The controller writes this in place of what stands. */
async function rewrite<R extends Resource>(resource: R): Promise<void> {
  const there = await stage.store.read(resource.resourceType, resource.id ?? '');
  const change = { kind: 'update', resource: contentOf(resource), expectedVersion: there?.version ?? 0 } as const;
  await admitChanges(stage.context, stage.context.controller, [change]);
}

async function read(address: string): Promise<{ readonly etag: string; readonly body: Resource }> {
  const { status, headers, body } = await sendTo(api, 'GET', address);
  if (status !== 200 || !body) throw new Error(`${address}: ${status}`);
  return { etag: headers['etag'] ?? '', body };
}

const put = (resource: Resource, etag: string): Promise<FhirResponse> =>
  sendTo(api, 'PUT', `${resource.resourceType}/${resource.id}`, { body: resource, headers: { 'if-match': etag } });

describe('a partner whose change is overtaken', () => {
  test('by a change of what it does not see is not told so: its view is what it was', async () => {
    const plan = await only<CarePlan>('CarePlan');
    const goal = await only<Goal>('Goal');
    await hide(goal);
    const seen = await read(`CarePlan/${plan.id}`);
    const mine = { ...(seen.body as CarePlan), description: 'Sett frå sjukehuset' };
    const moved = (await stage.store.read('CarePlan', plan.id ?? ''))?.version ?? 0;
    meanwhile = async () => {
      const { goal: goals = [], ...rest } = await only<CarePlan>('CarePlan');
      await rewrite<CarePlan>({ ...rest, goal: goals.filter(({ reference }) => reference !== `Goal/${goal.id}`) });
    };
    const answer = await put(mine, seen.etag);
    expect([answer.status, (await stage.store.read('CarePlan', plan.id ?? ''))?.version]).toEqual([200, moved + 2]);
    expect(await only<CarePlan>('CarePlan')).toMatchObject({ description: 'Sett frå sjukehuset' });
  });

  test('by a change of what it sees is told so, and that stands', async () => {
    const plan = await only<CarePlan>('CarePlan');
    const seen = await read(`CarePlan/${plan.id}`);
    meanwhile = async () => rewrite<CarePlan>({ ...(await only<CarePlan>('CarePlan')), description: 'Av kommunen' });
    const answer = await put({ ...(seen.body as CarePlan), description: 'Av sjukehuset' }, seen.etag);
    expect(answer.status).toBe(412);
    expect(await only<CarePlan>('CarePlan')).toMatchObject({ description: 'Av kommunen' });
  });

  test('by a withdrawal of the consent that it rests on changes nothing, and learns nothing', async () => {
    const plan = await only<CarePlan>('CarePlan');
    const seen = await read(`CarePlan/${plan.id}`);
    meanwhile = async () => {
      const permit = await permitOfTrust();
      await withdrawConsent(stage.context, stage.context.controller, permit.id ?? '');
      await rewrite<CarePlan>({ ...(await only<CarePlan>('CarePlan')), description: 'Etterpå' });
    };
    const answer = await put({ ...(seen.body as CarePlan), description: 'Av sjukehuset' }, seen.etag);
    const never = await put({ ...(seen.body as CarePlan), id: 'aldri' }, seen.etag);
    expect([answer.status, never.status]).toEqual([405, 405]);
    expect(JSON.stringify(answer.body)).not.toContain('Etterpå');
    expect(await only<CarePlan>('CarePlan')).toMatchObject({ description: 'Etterpå' });
    const refused = (await stage.stored<AuditEvent>('AuditEvent')).filter(({ outcome }) => outcome === '4');
    expect(refused.map(({ outcomeDesc }) => outcomeDesc)).toContain('method-not-allowed');
  });
});

async function permitOfTrust(): Promise<Consent> {
  return only<Consent>('Consent', ({ status, provision }) =>
    Boolean(
      status === 'active' &&
        provision?.actor?.some(({ reference }) => reference.identifier?.value === TRUST.organization),
    ),
  );
}

/** From the trust, by the person's consent. */
async function hide(goal: Goal): Promise<void> {
  const permit = await permitOfTrust();
  const hidden = {
    type: 'deny',
    data: [{ meaning: 'instance', reference: { reference: `Goal/${goal.id}` } }],
  } as const;
  await rewrite<Consent>({ ...permit, provision: { ...permit.provision, provision: [hidden as never] } });
}
