import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal, Task } from '@medplum/fhirtypes';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import { Browser, formOf, type Got } from './browser.ts';
import { TRUST_DOCTOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

const OURS = 'Gå til butikken <b>alene</b>';
const THEIRS = 'Gå en tur hver dag';
const OPEN: readonly string[] = ['requested'];

let stage: Stage;
let served: StagedConsole;
let task: Task;
beforeEach(async () => {
  stage = await openSharedStage();
  // Both sides rewrite the same goal before they hear of each other.
  for (const [partner, text] of [
    [stage.fjordvik, OURS],
    [stage.trust, THEIRS],
  ] as const) {
    const goal = partner.connector.all().find((one): one is Goal => one.resourceType === 'Goal');
    if (goal) partner.connector.put({ ...goal, description: { text } });
  }
  await stage.settle();
  const [open] = await stage.conflicts();
  if (open === undefined) throw new Error('there is a conflict');
  task = open;
  served = await openConsole(stage.context);
});
afterEach(async () => {
  await served.close();
  await stage.close();
});

const open = (place: string, browser = new Browser()): Promise<Got> => browser.go(`${served.origin}/console${place}`);
const here = (): string => `/conflicts/${task.id}`;

async function decide(form: Readonly<Record<string, string>>, browser = new Browser()): Promise<Got> {
  const page = await open(here(), browser);
  return browser.go(`${served.origin}/console${here()}`, { method: 'POST', form: { _form: formOf(page), ...form } });
}

async function goal(): Promise<string | undefined> {
  const key = task.focus?.reference;
  return (await stage.stored<Goal>('Goal')).find(({ id }) => key === `Goal/${id}`)?.description.text;
}

async function isOpen(): Promise<boolean> {
  const now = (await stage.stored<Task>('Task')).find(({ id }) => id === task.id);
  return OPEN.includes(now?.status ?? '');
}

/** So many more that wait, each about the same goal. */
async function more(count: number): Promise<void> {
  const { id: _, meta: __, ...open } = task;
  const record = await stage.person();
  const writes = Array.from({ length: count }, (___, at) => ({
    ...{ resource: { ...open, id: `more-${at}` }, version: 1, record },
  }));
  await stage.pastTheGate({ writes });
}

describe('the conflicts', () => {
  test('are on as many pages as it takes, each once', async () => {
    await more(60);
    const found: string[] = [];
    for (let place: string | undefined = '/conflicts'; place !== undefined; ) {
      const { status, text }: Got = await open(place);
      expect(status).toBe(200);
      found.push(...[...text.matchAll(/href="\/console\/conflicts\/([^"?]+)"/g)].map(([, id = '']) => id));
      place = /rel="next" href="\/console([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(found).toHaveLength(61);
    expect(new Set(found).size).toBe(61);
  });

  test('lead through the filter to every person, however many there are', async () => {
    await more(60);
    const { text } = await open('/plans?show=conflict');
    expect(text).toContain('Nesbakk');
    const next = /rel="next" href="\/console([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await open(next)).text).toContain('Nesbakk');
  });
});

describe('a conflict', () => {
  test('is listed with its person, its element and its partner, and on the page of her plan', async () => {
    for (const place of ['/conflicts', `/plans/${await stage.person()}`]) {
      const { status, text } = await open(place);
      expect([place, status, text.includes(`href="/console${here()}"`)]).toEqual([place, 200, true]);
    }
    const { text } = await open('/conflicts');
    expect(text).toContain('Nesbakk');
    expect(text).toContain('Goal.description');
    expect(text).toContain(stage.trust.name);
  });

  test('is shown side by side as text, with what differs marked, and a suggestion with its reason', async () => {
    const { status, text } = await open(here());
    expect(status).toBe(200);
    const [base, ours, theirs] = [...text.matchAll(/<li class="ds-card">[\s\S]*?<\/li>/g)].map(([side]) => side);
    expect(base).not.toContain('<mark>');
    expect(ours).toContain('<mark><bdi>Gå til butikken &lt;b&gt;alene&lt;/b&gt;</bdi></mark>');
    expect(theirs).toContain(`<mark><bdi>${THEIRS}</bdi></mark>`);
    expect(text).toContain('Suggestion: Let it stand.');
    expect(text).toContain('responsible for the part');
    expect(text).toMatch(/<title>A conflict – Samplan<\/title>/);
  });

  test.each([
    ['let it stand', { decision: 'take:record' }, OURS],
    ['the partner’s value', { decision: 'take:partner' }, THEIRS],
    ['a new text', { decision: 'value', value: '  Gå til butikken\r\neller på tur ' }, 'Gå til butikken\neller på tur'],
  ])('is decided: %s', async (_what, form, expected) => {
    const page = await decide(form);
    expect([page.status, page.address.pathname]).toEqual([200, `/console/plans/${await stage.person()}`]);
    expect(page.text).toContain('It is done.');
    expect([await goal(), await isOpen()]).toEqual([expected, false]);
  });

  test('that was decided meanwhile in another window is told, and the first decision stands', async () => {
    const [one, other] = [new Browser(), new Browser()];
    const late = await open(here(), other);
    expect((await decide({ decision: 'take:partner' }, one)).status).toBe(200);
    const page = await other.go(`${served.origin}/console${here()}`, {
      method: 'POST',
      form: { _form: formOf(late), decision: 'take:record' },
    });
    expect([page.status, page.text.includes('Something changed meanwhile')]).toEqual([409, true]);
    expect(await goal()).toBe(THEIRS);
    const again = await open(here());
    expect([again.text.includes('decided already'), again.text.includes('name="decision"')]).toEqual([true, false]);
  });

  test.each([{}, { decision: 'take:both' }, { decision: 'value', value: '   ' }, { decision: 'as:everything' }])(
    'is not decided by a form that decides nothing: %j',
    async (form) => {
      expect((await decide(form as Record<string, string>)).status).toBe(400);
      expect([await goal(), await isOpen()]).toEqual([OURS, true]);
    },
  );

  test('is not decided by a form of another site', async () => {
    const page = await new Browser().go(`${served.origin}/console${here()}`, {
      method: 'POST',
      form: { decision: 'take:partner', _form: 'x' },
      headers: { origin: 'https://elsewhere.example' },
    });
    expect([page.status, await isOpen()]).toEqual([403, true]);
  });

  test('is there only where there is one', async () => {
    for (const other of ['nothing', '%00', await stage.person()])
      expect([other, (await open(`/conflicts/${other}`)).status]).toEqual([other, 404]);
  });
});

test('a partner’s user sees neither the list nor the conflict, and decides nothing', async () => {
  const signed = await openConsole(stage.context, {
    accounts: [{ ...TRUST_DOCTOR, scopes: ['user/*.cruds'] }],
  });
  try {
    const browser = new Browser();
    const asked = await browser.go(`${signed.origin}/console`);
    await browser.go(`${asked.address.href}/as/lege`);
    expect((await browser.go(`${signed.origin}/console/conflicts`)).status).toBe(403);
    const page = await browser.go(`${signed.origin}/console${here()}`);
    expect([page.status, page.text.includes(THEIRS)]).toEqual([404, false]);
    const plans = await browser.go(`${signed.origin}/console/plans`);
    const sent = await browser.go(`${signed.origin}/console${here()}`, {
      method: 'POST',
      form: { _form: formOf(plans), decision: 'take:partner' },
    });
    expect([sent.status >= 400, await isOpen(), await goal()]).toEqual([true, true, OURS]);
  } finally {
    await signed.close();
  }
});
