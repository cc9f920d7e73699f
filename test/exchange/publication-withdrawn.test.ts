import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, Consent, Goal } from '@medplum/fhirtypes';
import { describeDisclosure } from '../../src/audit/disclosure-texts.ts';
import type { Disclosure } from '../../src/audit/disclosures.ts';
import { listDisclosures } from '../../src/exchange/list-disclosures.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { putGoals } from '../connector/national-store/at-hand.ts';
import { hersOf } from '../connector/national-store/plans.ts';
import { opposition, STORE } from '../record/fixtures.ts';
import { mortalStore } from './mortal-store.ts';
import { INGRID, PER } from './papers.ts';
import { INGRIDS } from './stage.ts';
import { openStoreStage, type StoreStage } from './store-stage.ts';

let at: StoreStage;
const open = async (...given: Parameters<typeof openStoreStage>): Promise<void> => {
  at = await openStoreStage(...given);
};
const published = async (): Promise<void> => {
  await at.publish();
  await at.settle();
  expect(at.held()).toHaveLength(5);
};
const deletions = (): readonly string[] => at.national.asked.filter((line) => line.startsWith('DELETE'));
const rewriteGoal = (text: string): void =>
  at.stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text } }));

afterEach(async () => {
  expect(at.national.asked.filter((line) => line.includes(INGRID))).toEqual([]);
  expect(at.logged.filter((line) => line.includes(INGRID))).toEqual([]);
  await at.close();
});

describe('she withdraws the consent C', () => {
  beforeEach(() => open());

  test('in the same commit a deletion is owed on the link, and nothing more goes out or comes in', async () => {
    await published();
    await at.withdraw();
    expect(await at.link()).toMatchObject({ standing: 'owed', reason: 'publication-withdrawn' });
    expect((await at.stage.store.overview()).partners[STORE.name]).toMatchObject({ owed: 1 });
    const rows = await at.stage.store.counterparts(STORE.name, await at.stage.person());
    expect(rows.filter(({ frozen, type }) => !frozen && type !== 'Patient')).toEqual([]);
  });

  test('the next pass deletes it all, the plan first, and asks for nothing else; then the link is held', async () => {
    await published();
    await at.withdraw();
    const before = at.national.asked.length;
    await at.pass();
    expect(at.held()).toEqual([]);
    const asked = at.national.asked.slice(before);
    expect(asked).toHaveLength(5);
    expect(asked.map((line) => line.split('/')[0])).toEqual([
      'DELETE CarePlan',
      ...['DELETE Goal', 'DELETE Goal', 'DELETE ServiceRequest', 'DELETE ServiceRequest'],
    ]);
    expect(await at.link()).toMatchObject({ standing: 'held', reason: 'no-consent' });
    await at.settle();
    rewriteGoal('Bare for kommunen');
    await at.settle();
    expect(at.national.asked).toHaveLength(before + 5);
  });

  test('each deletion is in the access log, with whose store it was and why', async () => {
    await published();
    await at.withdraw();
    await at.pass();
    const events = (await at.stage.stored<AuditEvent>('AuditEvent')).filter(({ action }) => action === 'D');
    expect(events).toHaveLength(5);
    for (const event of events) {
      expect(event.outcome).toBe('0');
      expect(JSON.stringify(event.agent)).toContain(STORE.organization);
      expect(JSON.stringify(event.entity)).toContain('publication-withdrawn');
      expect(JSON.stringify(event.entity)).toContain(`Patient/${await at.stage.person()}`);
    }
  });

  test('the record and everybody else keep theirs', async () => {
    await published();
    const before = at.stage.fjordvik.connector.all();
    const parts = (await at.stage.record()).parts.size;
    await at.withdraw();
    await at.settle();
    const kept = at.stage.fjordvik.connector.all().filter(({ resourceType }) => resourceType !== 'Consent');
    expect(kept).toEqual(before.filter(({ resourceType }) => resourceType !== 'Consent'));
    expect((await at.stage.record()).parts.size).toBe(parts);
    expect(await at.stage.conflicts()).toEqual([]);
  });

  test('only her own: another person’s plan there is left alone', async () => {
    putGoals(at.national, PER, [
      { resourceType: 'Goal', id: 'per-1', lifecycleStatus: 'active', description: { text: 'Per sitt' }, subject: {} },
    ]);
    await at.publish();
    await at.settle();
    expect(at.held()).toHaveLength(7);
    await at.withdraw();
    await at.settle();
    expect(hersOf(at.national.memory, 'CarePlan', PER)).toHaveLength(1);
    expect(hersOf(at.national.memory, 'Goal', PER)).toHaveLength(1);
    expect(at.held()).toHaveLength(2);
  });

  test('nothing is owed where nothing was ever sent', async () => {
    await at.publish();
    await at.withdraw();
    expect(await at.link()).toBeUndefined();
    await at.settle();
    expect(at.national.asked).toEqual([]);
  });

  test('an outage is waited out: it is tried again until it is done', async () => {
    await published();
    await at.withdraw();
    at.national.isDown = true;
    await at.pass();
    expect(await at.link()).toMatchObject({ standing: 'unreachable', attempts: 1, owedSince: expect.any(String) });
    await at.pass();
    expect(at.held()).toHaveLength(5);
    at.national.isDown = false;
    at.stage.later(24 * 3_600_000);
    await at.pass({ atOnce: false });
    expect(at.held()).toEqual([]);
    expect(await at.link()).toMatchObject({ standing: 'held' });
  });

  test('what the store refuses to delete does not stop the rest, and is tried again', async () => {
    await published();
    await at.withdraw();
    const [goal] = at.held().filter(({ resourceType }) => resourceType === 'Goal');
    at.national.answering = (response, request) => {
      if (request.method !== 'DELETE' || !request.url?.endsWith(`/${goal?.id}`)) return false;
      response.writeHead(403, { 'nhn-error-code': 'CPLF-0018' }).end();
      return true;
    };
    await at.pass();
    expect(at.held()).toEqual([goal]);
    expect(await at.link()).toMatchObject({ standing: 'blocked', reason: 'partner-refused' });
    at.national.answering = () => false;
    await at.pass();
    expect(at.held()).toEqual([]);
    expect(await at.link()).toMatchObject({ standing: 'held', reason: 'no-consent' });
  });

  test('a lost answer is asked again, and gone already is as good', async () => {
    await published();
    await at.withdraw();
    at.national.losesAnswers = 1;
    await at.pass();
    await at.pass();
    expect(at.held()).toEqual([]);
    expect(deletions()).toHaveLength(6);
    expect(await at.link()).toMatchObject({ standing: 'held' });
  });

  test('what was being created as she withdrew, and whose answer was lost, is found by its identifier and deleted', async () => {
    await at.publish();
    at.national.losesAnswers = 1;
    await at.pass();
    expect(at.held()).not.toEqual([]);
    await at.withdraw();
    await at.settle();
    expect(at.held()).toEqual([]);
    expect(await at.link()).toMatchObject({ standing: 'held' });
  });

  test('a delivery under way stops, and what it had sent is deleted', async () => {
    await at.publish();
    let sent = 0;
    at.national.onAnswer = ({ method, address }) => {
      if (method !== 'POST' || !address.endsWith('/Goal')) return;
      sent += 1;
      if (sent === 1) withdrawn = at.withdraw();
    };
    let withdrawn: Promise<void> | undefined;
    await at.pass();
    await withdrawn;
    await at.settle();
    expect(sent).toBeGreaterThan(0);
    expect(at.held()).toEqual([]);
  });

  test('consented anew before it was carried out, it is not', async () => {
    await published();
    await at.withdraw();
    await at.publish();
    await at.settle();
    expect(deletions()).toEqual([]);
    expect(at.held()).toHaveLength(5);
    expect(await at.link()).toMatchObject({ standing: 'in-step' });
  });

  test('after a new consent C the plan is published anew, whole, and once', async () => {
    await published();
    await at.withdraw();
    await at.settle();
    rewriteGoal('Skrevet imens');
    await at.stage.pass(at.stage.fjordvik);
    await at.publish();
    await at.settle();
    expect(at.held()).toHaveLength(5);
    const [plan] = at.held() as [CarePlan];
    const ids = new Set(at.held().map((one) => `${one.resourceType}/${one.id}`));
    const leads = [...(plan.goal ?? []), ...(plan.activity ?? []).map((one) => one.reference ?? {})];
    expect(leads).toHaveLength(4);
    for (const { reference = '' } of leads) expect([...ids]).toContain(reference);
    expect(plan.status).toBe('active');
    expect(JSON.stringify(at.held())).toContain('Skrevet imens');
    expect(await at.link()).toMatchObject({ standing: 'in-step' });
  });

  test('a consent C that runs out is as good as withdrawn, on its day', async () => {
    await at.publish({ provision: { type: 'permit', period: { end: '2026-11-23' } } });
    await at.settle();
    expect(at.held()).toHaveLength(5);
    at.stage.later(3 * 24 * 3_600_000);
    await at.pass({ atOnce: false });
    expect(at.held()).toEqual([]);
    expect(await at.link()).toMatchObject({ standing: 'held', reason: 'no-consent' });
  });

  test('an opposition to the store deletes too', async () => {
    await published();
    const { id: _id, patient: _patient, performer: _performer, ...given } = opposition(STORE);
    await at.publish(given);
    await at.settle();
    expect(at.held()).toEqual([]);
    expect(await at.link()).toMatchObject({ standing: 'held', reason: 'opposed' });
  });

  describe.each([
    ['refuses', { 'nhn-error-code': 'CPLF-0005' }, 400, { standing: 'blocked', reason: 'partner-refused' }],
    ['fails at', { 'nhn-error-code': 'CPLS-0022' }, 500, { standing: 'unreachable' }],
  ])('where she lets all but goals stand there, and the store %s the plan without them', (_, headers, status, owed) => {
    test('they are deleted all the same; the plan is owed, and is written with the first pass that may', async () => {
      await published();
      const provision: Consent['provision'] = {
        type: 'permit',
        provision: [{ type: 'deny', class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Goal' }] }],
      };
      await at.publish({ provision });
      at.national.answering = (response, request) => {
        if (request.method !== 'PUT' || !request.url?.includes('/CarePlan/')) return false;
        response.writeHead(status, headers).end();
        return true;
      };
      const before = at.national.asked.length;
      await at.pass();
      const written = at.national.asked.slice(before).filter((line) => /^(?:PUT|DELETE)/u.test(line));
      expect(written.slice(0, 3).map((line) => line.split('/')[0])).toEqual([
        'PUT CarePlan',
        'DELETE Goal',
        'DELETE Goal',
      ]);
      expect(at.held().map(({ resourceType }) => resourceType)).not.toContain('Goal');
      expect((at.held()[0] as CarePlan).goal).toHaveLength(2);
      expect(await at.link()).toMatchObject(owed);
      at.national.answering = () => false;
      await at.pass();
      await at.settle();
      expect((at.held()[0] as CarePlan).goal).toBeUndefined();
      expect(await at.link()).toMatchObject({ standing: 'in-step' });
    });
  });

  describe('where she lets all but goals stand there', () => {
    const allBut = (type: string): Partial<Consent> => ({
      provision: {
        type: 'permit',
        provision: [{ type: 'deny', class: [{ system: 'http://hl7.org/fhir/resource-types', code: type }] }],
      },
    });
    beforeEach(async () => {
      await published();
      await at.publish(allBut('Goal'));
    });

    test('in the same commit their deletion is owed, and the next pass carries it out; the plan leads to them no more', async () => {
      expect(await at.link()).toMatchObject({ standing: 'owed', reason: 'publication-withdrawn' });
      await at.pass();
      expect(deletions()).toEqual([expect.stringMatching(/^DELETE Goal\//u), expect.stringMatching(/^DELETE Goal\//u)]);
      expect(at.held().map(({ resourceType }) => resourceType)).toEqual([
        'CarePlan',
        'ServiceRequest',
        'ServiceRequest',
      ]);
      expect((at.held()[0] as CarePlan).goal).toBeUndefined();
      expect(
        at
          .held()
          .map((one) => JSON.stringify(one))
          .join(),
      ).not.toContain('Goal/');
      expect(await at.link()).toMatchObject({ standing: 'in-step' });
    });

    test('nothing more of them goes out, and the rest goes on', async () => {
      rewriteGoal('Bare for kommunen');
      at.stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, title: 'Planen hennes' }));
      await at.settle();
      expect(JSON.stringify(at.held())).not.toContain('Bare for kommunen');
      expect((at.held()[0] as CarePlan).title).toBe('Planen hennes');
      expect(deletions()).toHaveLength(2);
    });

    test('the record and everybody else keep theirs', async () => {
      const before = at.stage.fjordvik.connector.all();
      const { parts } = await at.stage.record();
      await at.settle();
      expect(at.stage.fjordvik.connector.all()).toEqual(before);
      expect([...(await at.stage.record()).parts.keys()]).toEqual([...parts.keys()]);
      expect(await at.stage.conflicts()).toEqual([]);
    });

    test('and then lets the goals stand there again, they are published anew', async () => {
      await at.settle();
      await at.withdraw();
      await at.publish();
      await at.settle();
      expect(at.held()).toHaveLength(5);
      const goals = at.held().flatMap((one) => (one.resourceType === 'Goal' ? `Goal/${one.id}` : []));
      expect((at.held()[0] as CarePlan).goal?.map(({ reference }) => reference).toSorted()).toEqual(goals.toSorted());
    });

    test('she finds in who got what that they were taken out', async () => {
      await at.settle();
      const { disclosures } = await listDisclosures(at.context, await at.stage.person());
      const taken = disclosures.filter(({ how }) => how === 'taken-out');
      expect(taken).toMatchObject([{ organization: STORE.organization, times: 2 }]);
      expect(taken[0]?.parts.map(({ kind, reason }) => [kind, reason])).toEqual([
        ['goal', 'publication-withdrawn'],
        ['goal', 'publication-withdrawn'],
      ]);
      expect(describeDisclosure(taken[0] as Disclosure, 'nb', () => STORE.name)).toBe(
        'Mål er slettet hos Nasjonal planlager. Du lar det ikke lenger stå der. Grunnlag: pbrl § 4-1.',
      );
      expect(disclosures.some(({ how, organization }) => how === 'sent' && organization === STORE.organization)).toBe(
        true,
      );
    });
  });

  test('a plan that she no longer wants made is deleted with all that hangs on it', async () => {
    await published();
    at.stage.fjordvik.connector.edit<Consent>('Consent', INGRIDS.planMade().id ?? '', (one) => ({
      ...one,
      status: 'inactive',
    }));
    await at.settle();
    expect(at.held()).toEqual([]);
    expect(await at.link()).toMatchObject({ standing: 'held', reason: 'plan-withdrawn' });
  });

  test('what she has said to the store itself hinders no deletion', async () => {
    await published();
    at.national.says(INGRID, { consent: false });
    await at.pass();
    await at.withdraw();
    await at.settle();
    expect(at.held()).toEqual([]);
    expect(await at.link()).toMatchObject({ standing: 'held', reason: 'no-consent' });
  });
});

test('in a mode that sends nothing the deletion stays owed, and says so', async () => {
  await open();
  await published();
  await at.withdraw();
  Object.assign(at.partner, { mode: 'shadow' });
  await at.pass();
  expect(at.held()).toHaveLength(5);
  expect(await at.link()).toMatchObject({ standing: 'owed', reason: 'mode-shadow' });
  Object.assign(at.partner, { mode: 'both', configuration: 'store-2' });
  await at.settle();
  expect(at.held()).toEqual([]);
});

describe('killed at any commit of the deletion', () => {
  test('it is gone on with, and in the end everything is deleted, traced and nothing else', async () => {
    const mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
    await open({ store: mortal.store });
    let deaths = 0;
    for (let commit = 1; commit < 60; commit += 1) {
      for (const kept of [true, false]) {
        await at.publish();
        await at.settle();
        expect(at.held()).toHaveLength(5);
        await at.withdraw();
        mortal.diesAt(commit, kept);
        await at.pass().catch(() => undefined);
        const isDead = mortal.commits.length >= commit;
        mortal.restart();
        if (isDead) deaths += 1;
        at.stage.later(120_000);
        await at.settle();
        expect(at.held()).toEqual([]);
        expect(await at.link()).toMatchObject({ standing: 'held', reason: 'no-consent' });
        if (!isDead) {
          expect(deaths).toBeGreaterThan(10);
          return;
        }
      }
    }
    throw new Error('It never came to its end');
  });
});
