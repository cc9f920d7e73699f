import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { directory, INGRID, Papers } from '../exchange/papers.ts';
import { openStage, type Stage } from '../exchange/stage.ts';
import { Browser, formOf, type Got } from './browser.ts';
import { OPERATOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

let stage: Stage;
let served: StagedConsole;
beforeEach(async () => {
  stage = await openStage();
  const ingrids = new Papers('f', INGRID);
  stage.fjordvik.connector.put(...directory('fjordvik'));
  stage.trust.connector.put(...directory('trust'));
  // An active plan without the consent that it is made.
  const papers = ingrids.whole().filter((one) => one.id !== ingrids.planMade().id);
  stage.fjordvik.connector.put(...papers);
  await stage.settle();
  served = await openConsole(stage.context);
});
afterEach(async () => {
  await served.close();
  await stage.close();
});

const open = (browser = new Browser()): Promise<Got> => browser.go(`${served.origin}/console/findings`);

describe('what is set aside', () => {
  test('is told by its rule in plain words, where it is, and what to do, without anything of anybody', async () => {
    const [aside] = await stage.store.allSetAside();
    const { status, text } = await open();
    expect(status).toBe(200);
    expect(aside?.findings.length).toBeGreaterThan(0);
    for (const { message, action, rule } of aside?.findings ?? [])
      for (const said of [message.en, action.en, rule]) expect(text).toContain(said.replaceAll("'", '&#39;'));
    expect(text).toContain(stage.fjordvik.name);
    const secrets = ['Ingrid', 'Nesbakk', INGRID, aside?.person ?? ''];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  test('is gone once it is mended at the partner', async () => {
    stage.fjordvik.connector.put(new Papers('f', INGRID).planMade());
    await stage.settle();
    expect((await open()).text).toContain('Nothing is set aside.');
  });
});

describe('what waits for a retry', () => {
  const later = '2027-01-01T00:00:00.000Z';
  let person: string;
  beforeEach(async () => {
    stage.fjordvik.connector.put(new Papers('f', INGRID).planMade());
    await stage.settle();
    person = await stage.person();
    const link = await stage.link(stage.trust);
    if (!link) throw new Error('there is a link');
    await stage.pastTheGate({ links: [{ ...link, standing: 'unreachable', attempts: 3, nextAttempt: later }] });
  });

  async function send(form: Readonly<Record<string, string>>): Promise<Got> {
    const browser = new Browser();
    const page = await open(browser);
    return browser.go(`${served.origin}/console/findings`, { method: 'POST', form: { _form: formOf(page), ...form } });
  }

  test('is listed, and is tried by the next pass where somebody says so', async () => {
    const { text } = await open();
    expect(text).toMatch(/unreachable[\s\S]*>3</);
    expect(text).toContain('action="/console/findings"');
    const page = await send({ person, partner: stage.trust.name });
    expect([page.status, page.text.includes('It is tried at the next pass.')]).toEqual([200, true]);
    expect(((await stage.link(stage.trust))?.nextAttempt ?? later) < later).toBe(true);
  });

  test('leads who may read plans to the person, and nobody else', async () => {
    const link = `href="/console/plans/${person}"`;
    expect((await open()).text).toContain(link);
    const signed = await openConsole(stage.context, { accounts: [OPERATOR] });
    try {
      const browser = new Browser();
      const asked = await browser.go(`${signed.origin}/console`);
      await browser.go(`${asked.address.href}/as/drift`);
      const { status, text } = await browser.go(`${signed.origin}/console/findings`);
      expect([status, text.includes(link)]).toEqual([200, false]);
    } finally {
      await signed.close();
    }
  });

  test('is in the access log when somebody asks for it', async () => {
    await send({ person, partner: stage.trust.name });
    const events = await stage.stored<AuditEvent>('AuditEvent');
    const retries = events.filter(({ subtype }) => subtype?.some(({ code }) => code === 'retry'));
    expect(
      retries.map(({ outcome, entity }) => [outcome, JSON.stringify(entity).includes(`Patient/${person}`)]),
    ).toEqual([['0', true]]);
  });

  test.each([
    ['of somebody else', { person: 'nobody' }],
    ['at another partner', { partner: 'nobody' }],
    ['of nothing', {}],
  ])('%s stays as it is', async (_what, otherwise) => {
    const page = await send({ person, partner: 'x', ...otherwise });
    expect(page.status).toBe(404);
    expect((await stage.link(stage.trust))?.nextAttempt).toBe(later);
  });

  test.each([
    ['an operator who may only look', OPERATOR],
    ['a coordinator', { ...OPERATOR, scopes: ['user/*.rs', 'user/Task.u', 'user/Consent.cu'] }],
  ])('is not tried by %s, and has no button for her', async (_who, account) => {
    const signed = await openConsole(stage.context, { accounts: [account] });
    try {
      const browser = new Browser();
      const asked = await browser.go(`${signed.origin}/console`);
      await browser.go(`${asked.address.href}/as/drift`);
      const page = await browser.go(`${signed.origin}/console/findings`);
      expect([page.status, /unreachable[\s\S]*>3</.test(page.text)]).toEqual([200, true]);
      expect(page.text).not.toContain('action="/console/findings"');
      const form = { _form: formOf(page), person, partner: stage.trust.name };
      const sent = await browser.go(`${signed.origin}/console/findings`, { method: 'POST', form });
      expect([sent.status, (await stage.link(stage.trust))?.nextAttempt]).toEqual([403, later]);
    } finally {
      await signed.close();
    }
  });
});
