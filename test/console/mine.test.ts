import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Consent, Goal, Patient } from '@medplum/fhirtypes';
import { FJORDVIK, INGRID, Papers, PER, TRUST } from '../exchange/papers.ts';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import { Browser, formOf, type Got } from './browser.ts';
import { COORDINATOR, INGRID_HERSELF, NOBODY_HERE, NOT_SECURE, PER_HIMSELF } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

let stage: Stage;
let served: StagedConsole;
beforeAll(async () => {
  stage = await openSharedStage();
  const pers = new Papers('p', PER);
  stage.fjordvik.connector.put(
    pers.patient(),
    pers.team(),
    pers.planMade(),
    pers.access(FJORDVIK),
    pers.goal('goal-1', 'Bo hjemme lenger'),
    pers.plan(['goal-1'], []),
  );
  await stage.settle();
  served = await openConsole(stage.context, {
    accounts: [COORDINATOR],
    persons: [INGRID_HERSELF, PER_HIMSELF, NOBODY_HERE, NOT_SECURE],
  });
});
afterAll(async () => {
  await served.close();
  await stage.close();
});

/** Signs in herself, by the page of the authority. */
async function signIn(
  name: string,
  page = '/console/mine',
): Promise<{ readonly browser: Browser; readonly page: Got }> {
  const browser = new Browser();
  const asked = await browser.go(`${served.origin}${page}`);
  return { browser, page: await browser.go(`${asked.address.href}/as/${name}`) };
}

const post = (browser: Browser, page: Got, place: string, form: Readonly<Record<string, string>>): Promise<Got> =>
  browser.go(`${served.origin}${place}`, { method: 'POST', form: { _form: formOf(page), ...form } });

describe('signing in', () => {
  test('is chosen where both who works with plans and the person herself do', async () => {
    const page = await new Browser().go(`${served.origin}/console`);
    expect([page.status, page.address.pathname]).toEqual([200, '/console/sign-in']);
    expect(page.text).toContain('as=herself');
    expect(page.text).toContain('as=work');
    const work = await new Browser().go(`${served.origin}/console/sign-in?as=work`);
    expect(work.address.origin).toBe(served.authority?.issuer);
    const herself = await new Browser().go(`${served.origin}/console/sign-in?as=herself`);
    expect(herself.address.origin).toBe(served.personsAuthority?.issuer);
  });

  test('for her own pages is her own, for the others is not', async () => {
    expect((await new Browser().go(`${served.origin}/console/mine`)).address.origin).toBe(
      served.personsAuthority?.issuer,
    );
    expect((await new Browser().go(`${served.origin}/console/plans`)).address.origin).toBe(served.authority?.issuer);
  });

  test('must be secure enough', async () => {
    const { page } = await signIn('usikker');
    expect(page.status).toBe(403);
    expect(page.text).toContain('not secure enough');
    expect(page.text).not.toContain('Nesbakk');
  });
});

describe('her plan', () => {
  test('begins with her goals and says who does what, and what she has a right to', async () => {
    const { page } = await signIn('ingrid');
    expect([page.status, page.address.pathname]).toEqual([200, '/console/mine']);
    for (const text of ['My plan', 'Gå til butikken alene', 'Kontroll på slagpoliklinikken', 'You can complain'])
      expect(page.text).toContain(text);
    expect(page.text.indexOf('Your goals')).toBeLessThan(page.text.indexOf('Who does what'));
    expect(/<title>([^<]+)/.exec(page.text)?.[1]).toBe('My plan – Samplan');
  });

  test('is nobody else’s', async () => {
    const { page } = await signIn('per');
    expect(page.text).toContain('Bo hjemme lenger');
    expect(page.text).not.toContain('Gå til butikken');
  });

  test('is not there for whom nothing is here, and every page of hers says the same', async () => {
    const { browser, page } = await signIn('ukjent');
    const told = [page.text];
    for (const place of ['consents', 'disclosures'])
      told.push((await browser.go(`${served.origin}/console/mine/${place}`)).text);
    for (const text of told) {
      expect(text).toContain('There is no plan to show you here');
      expect(text).not.toMatch(/Nesbakk|Kontroll|Helse Fjordvik|Bo hjemme/u);
    }
    const refused = await post(browser, page, '/console/mine/goals', { wish: 'Noe' });
    expect(refused.status).toBe(400);
  });

  test('is on paper for her, and another’s is not', async () => {
    const { browser, page } = await signIn('ingrid');
    const [, place = ''] = /href="([^"]+\/page)"/.exec(page.text) ?? [];
    const paper = await browser.go(`${served.origin}${place}`);
    expect([paper.status, paper.text.includes('Gå til butikken alene')]).toEqual([200, true]);
    const { browser: other } = await signIn('per');
    expect((await other.go(`${served.origin}${place}`)).status).toBe(404);
  });
});

describe('what she does', () => {
  test('a goal that she proposes stands in her plan at once, by her', async () => {
    const { browser, page } = await signIn('ingrid');
    const done = await post(browser, page, '/console/mine/goals', {
      wish: 'Synge i kor <b>',
      due: '2027-06-01',
      note: '',
    });
    expect([done.status, done.address.search]).toEqual([200, '?done=1']);
    expect(done.text).toContain('Synge i kor &lt;b&gt;');
    const goal = (await stage.stored<Goal>('Goal')).find(({ description }) => description.text?.startsWith('Synge'));
    expect(goal).toMatchObject({ lifecycleStatus: 'proposed', target: [{ dueDate: '2027-06-01' }] });
  });

  test.each(['🎶 å synge', '‮אני רוצה לשיר‬', "<script>alert('x')</script>"])(
    '%s is shown as she wrote it',
    async (wish) => {
      const { browser, page } = await signIn('ingrid');
      const done = await post(browser, page, '/console/mine/goals', { wish });
      const escaped = wish.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#39;');
      expect(done.text).toContain(`<bdi>${escaped}</bdi>`);
    },
  );

  test('her coordinator answers: a yes at once, a no with why, and each once', async () => {
    const coordinator = new Browser();
    const asked = await coordinator.go(`${served.origin}/console/sign-in?as=work`);
    await coordinator.go(`${asked.address.href}/as/kari`);
    const { browser, page } = await signIn('ingrid');
    for (const wish of ['Ja takk', 'Nei takk']) await post(browser, page, '/console/mine/goals', { wish });
    const place = `/console/plans/${ids.ingrid}`;
    const open = await coordinator.go(`${served.origin}${place}`);
    expect(open.text).toContain('Proposals that wait for an answer');
    const idOf = async (wish: string): Promise<string> =>
      (await stage.stored<Goal>('Goal')).find(({ description }) => description.text === wish)?.id ?? '';
    const answer = async (wish: string, form: Readonly<Record<string, string>>): Promise<number> =>
      (await post(coordinator, open, `${place}/goals`, { goal: await idOf(wish), ...form })).status;
    expect(await answer('Ja takk', { answer: 'accepted', why: '' })).toBe(200);
    expect(await answer('Ja takk', { answer: 'rejected', why: 'Likevel ikke' })).toBe(409);
    expect(await answer('Nei takk', { answer: 'rejected', why: ' ' })).toBe(400);
    expect(await answer('Nei takk', { answer: 'rejected', why: 'Vi har ikke folk' })).toBe(200);
    const told = await browser.go(`${served.origin}/console/mine`);
    expect(told.text).toContain('Vi har ikke folk');
    const kept = await stage.stored<Goal>('Goal');
    const statusOf = (wish: string) => kept.find(({ description }) => description.text === wish)?.lifecycleStatus;
    expect([statusOf('Ja takk'), statusOf('Nei takk')]).toEqual(['accepted', 'rejected']);
  });

  test('without words or with a day that is none nothing is done, and she is told', async () => {
    const { browser, page } = await signIn('ingrid');
    for (const form of [
      { wish: ' ' },
      { wish: 'Noe', due: 'i morgen' },
      { wish: 'Noe', due: '2027-02-31' },
      { wish: 'N'.repeat(10_000) },
      { wish: 'Noe', note: 'N'.repeat(10_000) },
    ]) {
      const refused = await post(browser, page, '/console/mine/goals', form);
      expect(refused.status).toBeGreaterThanOrEqual(400);
    }
    expect((await stage.stored<Goal>('Goal')).some(({ description }) => description.text === 'Noe')).toBe(false);
  });

  test('a consent is withdrawn and given as easily, and the page says what happens before and what is so after', async () => {
    const { browser } = await signIn('ingrid');
    const page = await browser.go(`${served.origin}/console/mine/consents`);
    expect(page.text).toContain('If you withdraw this, they get nothing more from now on.');
    expect(page.text).toMatch(/Helse Fjordvik HF<\/bdi><\/strong>\s*may see/u);
    const consents = await stage.stored<Consent>('Consent');
    const access = consents.find(
      (one) =>
        one.status === 'active' &&
        JSON.stringify(one).includes(TRUST.organization) &&
        one.patient?.reference === `Patient/${ids.ingrid}`,
    );
    const ended = await post(browser, page, '/console/mine/withdraw', { consent: access?.id ?? '' });
    expect([ended.status, ended.address.search]).toEqual([200, '?done=1']);
    expect(ended.text).toMatch(/Helse Fjordvik HF<\/bdi><\/strong>\s*(may see nothing|may see (?!.*goals))/u);
    const given = await post(browser, ended, '/console/mine/consents', {
      kind: 'access',
      recipient: TRUST.organization,
      until: '2030-01-01',
    });
    expect(given.status).toBe(200);
    expect(given.text).toMatch(/Helse Fjordvik HF<\/bdi><\/strong>\s*may see [^.]*goals/u);
    const own = (await stage.stored<Consent>('Consent')).find(
      ({ performer }) => performer?.[0]?.reference === `Patient/${ids.ingrid}`,
    );
    expect(own?.status).toBe('active');
  });

  test('another’s consent is not there for her', async () => {
    const { browser, page } = await signIn('ingrid');
    const others = (await stage.stored<Consent>('Consent')).filter(
      ({ patient }) => patient?.reference === `Patient/${ids.per}`,
    );
    expect(others.length).toBeGreaterThan(0);
    for (const { id = '' } of others)
      expect((await post(browser, page, '/console/mine/withdraw', { consent: id })).status).toBe(404);
    const after = (await stage.stored<Consent>('Consent')).filter(
      ({ patient }) => patient?.reference === `Patient/${ids.per}`,
    );
    expect(after.map(({ status }) => status)).toEqual(others.map(({ status }) => status));
  });

  test('a form from elsewhere does nothing', async () => {
    const { browser } = await signIn('ingrid');
    const forged = await browser.go(`${served.origin}/console/mine/goals`, {
      method: 'POST',
      form: { _form: 'x', wish: 'Ondt' },
    });
    expect(forged.status).toBe(403);
    expect((await stage.stored<Goal>('Goal')).some(({ description }) => description.text === 'Ondt')).toBe(false);
  });
});

describe('who has seen it', () => {
  test('is told her in plain words, and that she looked is in the log as her', async () => {
    const { browser } = await signIn('ingrid');
    const page = await browser.go(`${served.origin}/console/mine/disclosures`);
    expect([page.status, page.text.includes('Helse Fjordvik HF')]).toEqual([200, true]);
    expect(page.text).not.toContain('access-log');
    const hers = (await stage.stored<AuditEvent>('AuditEvent')).filter(({ agent }) =>
      agent.some(({ requestor, who }) => requestor && who?.reference === `Patient/${ids.ingrid}`),
    );
    expect(hers.length).toBeGreaterThan(0);
    expect(JSON.stringify(hers)).not.toContain(INGRID);
  });
});

describe('a young person', () => {
  test('is not asked for a yes that is her parents’ to give, and can say no', async () => {
    const patient = stage.fjordvik.connector.all<Patient>('Patient').find(({ id }) => id === 'p-patient') as Patient;
    stage.fjordvik.connector.put({ ...patient, birthDate: `${new Date().getFullYear() - 13}-01-01` });
    await stage.settle();
    const { browser } = await signIn('per');
    const page = await browser.go(`${served.origin}/console/mine/consents`);
    expect(page.text).toContain('value="opposition"');
    expect(page.text).not.toContain('value="access"');
    const refused = await post(browser, page, '/console/mine/consents', {
      kind: 'access',
      recipient: TRUST.organization,
    });
    expect([refused.status, refused.text.includes('You are under 16')]).toEqual([403, true]);
  });
});

describe('whose Patient a label hides from her', () => {
  test('is told what who has no plan is told, letter for letter, and nothing of what is there', async () => {
    const patient = stage.fjordvik.connector.all<Patient>('Patient').find(({ id }) => id === 'p-patient') as Patient;
    const security = [{ system: 'urn:oid:2.16.578.1.12.4.1.1.9603', code: 'NORU' }];
    stage.fjordvik.connector.put({ ...patient, meta: { ...patient.meta, security } });
    await stage.settle();
    const [{ browser: per }, { browser: nobody }] = [await signIn('per'), await signIn('ukjent')];
    for (const place of ['', '/consents']) {
      const [his, nobodys] = await Promise.all(
        [per, nobody].map((browser) => browser.go(`${served.origin}/console/mine${place}`)),
      );
      const said = (page: Got | undefined) => [page?.status, page?.text.replace(formOf(page), 'form')];
      expect([place, ...said(his)]).toEqual([place, ...said(nobodys)]);
      expect(his?.text).toMatch(/no plan to show you here[\s\S]*or something is exempt from access/u);
      expect(his?.text).not.toMatch(/Bo hjemme|Fjordvik/u);
    }
    // Who got it is his to know all the same.
    const who = await per.go(`${served.origin}/console/mine/disclosures`);
    expect([who.status, who.text.includes('Nobody else has received or read')]).toEqual([200, true]);
    expect(who.text).not.toMatch(/Bo hjemme|no plan to show you here/u);
  });
});

const ids = { ingrid: '', per: '' };
beforeAll(async () => {
  ids.ingrid = await stage.person(INGRID);
  ids.per = await stage.person(PER);
});
