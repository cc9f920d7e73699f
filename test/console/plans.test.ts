import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Consent, Goal } from '@medplum/fhirtypes';
import { keyOf } from '../../src/record/record.ts';
import { directory, FJORDVIK, INGRID, Papers, PER, TRUST } from '../exchange/papers.ts';
import { openStage, type Stage } from '../exchange/stage.ts';
import { Browser, formOf, type Got } from './browser.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

/** What a sender may write where a name or a goal stands. */
const MARKUP = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&amp; {{= it }} <%= it.form %>';
const SIGNS = '👩‍🦽 🇳🇴 אבג ‮ snudd ‬ عربي';
const LONG = 'W'.repeat(10_000);

let stage: Stage;
let served: StagedConsole;
const ids: Record<string, string> = {};
beforeAll(async () => {
  stage = await openStage();
  const ingrids = new Papers('f', INGRID);
  const pers = new Papers('p', PER);
  const measures = Array.from({ length: 500 }, (_, place) => `measure-${place}`);
  stage.trust.connector.put(...directory('trust'));
  stage.fjordvik.connector.put(
    ...directory('fjordvik'),
    ...ingrids.whole(),
    { ...pers.patient(), name: [{ family: LONG, given: [MARKUP, SIGNS] }] },
    pers.team(),
    pers.planMade(),
    pers.access(FJORDVIK),
    pers.goal('goal-1', `${MARKUP} ${SIGNS}`),
    ...measures.map((name) => pers.measure(name, `Tiltak nummer ${name}`)),
    pers.plan(['goal-1'], measures),
  );
  await stage.settle();
  ids['ingrid'] = await stage.person(INGRID);
  ids['per'] = await stage.person(PER);
  served = await openConsole(stage.context);
});
afterAll(async () => {
  await served.close();
  await stage.close();
});

const open = (place: string, browser = new Browser()): Promise<Got> => browser.go(`${served.origin}/console${place}`);

/** Sends a form of a page that was opened before. */
async function send(place: string, form: Readonly<Record<string, string>>, from: string): Promise<Got> {
  const browser = new Browser();
  const page = await open(from, browser);
  return browser.go(`${served.origin}/console${place}`, { method: 'POST', form: { _form: formOf(page), ...form } });
}

describe('plans', () => {
  test('are listed, each with its person and where it stands, under an address that is no number', async () => {
    const { status, text } = await open('/plans');
    expect(status).toBe(200);
    expect(text).toContain(`href="/console/plans/${ids['ingrid']}"`);
    expect(text).toContain('active');
    expect([INGRID, PER].filter((number) => text.includes(number))).toEqual([]);
  });

  test.each<readonly [what: string, text: string, who?: string]>([
    ['a name', 'nesbakk'],
    ['the beginning of a name', 'Ing'],
    ['a number', INGRID],
    ['a name with what means something elsewhere', MARKUP.slice(0, 60), 'per'],
    ['a name of signs', SIGNS.slice(0, 12), 'per'],
    ['a number as people write it', `${INGRID.slice(0, 6)} ${INGRID.slice(6)}`],
  ])('are found by %s, in a form, and that is in the access log', async (_what, what, who = 'ingrid') => {
    const before = (await stage.stored<AuditEvent>('AuditEvent')).length;
    const page = await send('/plans', { what }, '/plans');
    expect([page.status, page.address.href]).toEqual([200, `${served.origin}/console/plans`]);
    expect(page.text).toContain(`href="/console/plans/${ids[who]}"`);
    const events = (await stage.stored<AuditEvent>('AuditEvent')).slice(before);
    const searches = events.filter(({ subtype }) => subtype?.some(({ code }) => code?.startsWith('search')));
    expect(searches.map(({ entity }) => JSON.stringify(entity).includes(`Patient/${ids[who]}`))).toContain(true);
  });

  test.each(['nobody', '01010112345', '*', '%', 'a,b', 'a|b', '\\', '<b>', '<%= it %>'])(
    'that are not found are nobody’s: %s',
    async (what) => {
      const page = await send('/plans', { what }, '/plans');
      expect([page.status, page.text.includes('Nobody found')]).toEqual([200, true]);
      expect(page.text).not.toContain('<script>alert');
    },
  );

  test('are narrowed by what is owed and by how they stand', async () => {
    const held = await open('/plans?show=held');
    // Nothing of Per may go to the trust: he is enrolled there by nothing, and so not held.
    expect([held.status, held.text.includes('Nobody here now.')]).toEqual([200, true]);
    for (const filter of ['no-coordinator', 'revision', 'consent', 'conflict', 'blocked', 'unheard-of'])
      expect([filter, (await open(`/plans?show=${filter}&after=../x`)).status]).toEqual([filter, 200]);
    expect((await open('/plans?show=no-coordinator')).text).not.toContain(ids['ingrid']);
  });

  test('stay apart from who sends no search', async () => {
    const page = await send('/plans', { what: '   ' }, '/plans');
    expect([page.status, page.text.includes('Nobody found')]).toEqual([200, true]);
  });
});

describe('a plan', () => {
  test('is goals, measures, team, consents, who may see what, and changes; its title names nobody', async () => {
    const { status, text } = await open(`/plans/${ids['ingrid']}`);
    expect(status).toBe(200);
    const { parts } = await stage.record();
    for (const { resource } of parts.values())
      if (resource.resourceType === 'Goal') expect(text).toContain((resource as Goal).description.text);
    expect(text.indexOf('id="goals"')).toBeLessThan(text.indexOf('id="measures"'));
    expect(text).toMatch(/<title>A plan – Samplan<\/title>/);
    expect(text).toContain('Fjordvik kommune');
  });

  test('of nobody is not there, whatever stands in the address', async () => {
    for (const person of ['nobody', '%00', '..%2f..', INGRID, 'a'.repeat(300)]) {
      const { status, text } = await open(`/plans/${person}`);
      expect([person, status >= 400 && status < 500, text.includes('class="bar"')]).toEqual([person, true, true]);
    }
    expect(served.faults).toEqual([]);
  });

  test('shows what somebody wrote as text, whatever it is', async () => {
    const { text } = await open(`/plans/${ids['per']}`);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toMatch(/<script>|<img|\sonerror="/);
    expect(text).toContain(SIGNS);
    // What is written from the right does not turn what stands beside it.
    expect(text).toMatch(/<bdi>[^<]*עברית|<bdi>[^<]*אבג/);
    expect(text).toContain(LONG);
  });

  test('of 500 measures comes in pages, none larger than 100 KB, and all of it is there', async () => {
    const seen = new Set<string>();
    let place: string | undefined = `/plans/${ids['per']}`;
    for (let pages = 0; place !== undefined && pages < 20; pages += 1) {
      const { text } = await open(place);
      expect(Buffer.byteLength(text)).toBeLessThan(100_000);
      for (const [name] of text.matchAll(/Tiltak nummer measure-\d+(?=<\/bdi><\/th>)/g)) seen.add(name);
      const next: string | undefined = /\?measures=\d+/.exec(text)?.[0];
      place = next && `/plans/${ids['per']}${next}`;
    }
    expect(seen.size).toBe(500);
    for (const odd of ['-1', 'NaN', '1e9', '0.5'])
      expect((await open(`/plans/${ids['per']}?measures=${odd}`)).status).toBe(200);
  });
});

test('the page of a plan leads to the same on paper', async () => {
  const page = await open(`/plans/${ids['ingrid']}`);
  const papers = [...page.text.matchAll(/href="\/console(\/documents\/[^"]+)"/g)].map(([, place = '']) => place);
  expect(papers).toHaveLength(2);
  for (const paper of papers) expect((await open(paper)).status).toBe(200);
});

describe('on the page of a plan', () => {
  const consents = async (): Promise<readonly Consent[]> =>
    (await stage.stored<Consent>('Consent')).filter(({ patient }) => patient?.reference === `Patient/${ids['per']}`);

  test('a consent is recorded, is in force at once, and is withdrawn', async () => {
    const before = await consents();
    const from = `/plans/${ids['per']}`;
    const page = await send(
      `${from}/consents`,
      { kind: 'access', recipient: TRUST.organization, until: '2027-11-22' },
      from,
    );
    expect([page.status, page.text.includes('It is done.')]).toEqual([200, true]);
    const [given, ...others] = (await consents()).filter((one) => !before.some((old) => keyOf(old) === keyOf(one)));
    expect([others.length, given?.status, given?.provision?.period?.end]).toEqual([0, 'active', '2027-11-22']);

    const withdrawn = await send(`${from}/withdraw`, { consent: given?.id ?? '' }, from);
    expect(withdrawn.status).toBe(200);
    expect((await consents()).find(({ id }) => id === given?.id)?.status).toBe('inactive');

    // In another window it is decided already.
    const again = await send(`${from}/withdraw`, { consent: given?.id ?? '' }, from);
    expect([again.status, again.text.includes('Something changed meanwhile')]).toEqual([409, true]);
  });

  test.each([
    [{ kind: 'everything' }],
    [{ kind: 'access', until: 'tomorrow' }],
    [{ kind: 'access', recipient: 'everybody' }],
    [{}],
  ])('a form that says nothing that can be recorded does nothing: %j', async (form) => {
    const before = (await consents()).length;
    const page = await send(`/plans/${ids['per']}/consents`, form as Record<string, string>, `/plans/${ids['per']}`);
    expect([page.status, page.text.includes('It was not done')]).toEqual([400, true]);
    expect((await consents()).length).toBe(before);
  });

  test('an earlier version becomes the current one again', async () => {
    const [goal] = (await stage.stored<Goal>('Goal')).filter(
      ({ subject }) => subject.reference === `Patient/${ids['ingrid']}`,
    );
    const { connector } = stage.fjordvik;
    const peer = connector.all().find((one) => one.resourceType === 'Goal' && one.id?.startsWith('f-')) as Goal;
    connector.put({ ...peer, description: { text: 'Et helt annet mål' } });
    await stage.settle();
    const from = `/plans/${ids['ingrid']}`;
    const changed = await open(from);
    expect(changed.text).toContain('Et helt annet mål');
    const [, id = '', version = ''] =
      /name="type" value="Goal"><input type="hidden" name="id" value="([^"]+)"><input type="hidden" name="version" value="(\d+)"/.exec(
        changed.text,
      ) ?? [];
    const page = await send(`${from}/undo`, { type: 'Goal', id, version }, from);
    expect([page.status, page.text.includes('It is done.')]).toEqual([200, true]);
    const now = (await stage.stored<Goal>('Goal')).find((one) => one.id === id);
    expect([goal !== undefined, now?.description.text === 'Et helt annet mål']).toEqual([true, false]);
  });

  test.each(['consents', 'withdraw', 'undo'])('%s needs a form of the session', async (what) => {
    const before = JSON.stringify(await consents());
    const page = await new Browser().go(`${served.origin}/console/plans/${ids['per']}/${what}`, {
      method: 'POST',
      form: { kind: 'access', _form: 'x' },
    });
    expect([page.status, page.text.includes('Nothing was done')]).toEqual([403, true]);
    expect(JSON.stringify(await consents())).toBe(before);
  });
});

test('what the pages read is in the log of whose it is, as reading by the API is', async () => {
  const before = (await stage.stored<AuditEvent>('AuditEvent')).length;
  await open(`/plans/${ids['ingrid']}`);
  const events = (await stage.stored<AuditEvent>('AuditEvent')).slice(before);
  expect(events.length).toBeGreaterThan(0);
  expect(events.every((event) => !JSON.stringify(event).includes(`Patient/${ids['per']}`))).toBe(true);
  expect(events.some((event) => JSON.stringify(event.entity).includes(`Patient/${ids['ingrid']}`))).toBe(true);
});
