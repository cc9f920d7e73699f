import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import { Browser } from './browser.ts';
import { OPERATOR, TRUST_DOCTOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

const EVENTS = { accept: 'text/event-stream' } as const;

let stage: Stage;
let served: StagedConsole;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(async () => {
  await served.close();
  await stage.close();
});

/** What a stream says until it ends; `said` waits for something. */
class Listening {
  readonly status: number;
  readonly headers: Headers;
  readonly #ended: Promise<void>;
  readonly #stop = new AbortController();
  #text = '';
  #heard = Promise.withResolvers<void>();

  constructor(response: Response) {
    this.status = response.status;
    this.headers = response.headers;
    this.#ended = this.#listen(response);
  }

  get text(): string {
    return this.#text;
  }

  get ended(): Promise<void> {
    return this.#ended;
  }

  async said(what: string): Promise<void> {
    while (!this.#text.includes(what)) await this.#heard.promise;
  }

  async leave(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #listen(response: Response): Promise<void> {
    const reader = response.body?.getReader();
    this.#stop.signal.addEventListener('abort', () => void reader?.cancel());
    for (;;) {
      // Cut off is ended too.
      const { done, value } = (await reader?.read().catch(() => undefined)) ?? { done: true };
      if (done || !value) return;
      this.#text += new TextDecoder().decode(value);
      this.#heard.resolve();
      this.#heard = Promise.withResolvers();
    }
  }
}

async function listen(browser: Browser, origin = served.origin): Promise<Listening> {
  const jar = [...browser.cookies.values()][0] ?? new Map();
  const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
  return new Listening(
    await fetch(`${origin}/console/events`, {
      headers: { ...EVENTS, cookie, 'accept-encoding': 'gzip' },
      redirect: 'manual',
    }),
  );
}

async function opened(): Promise<Browser> {
  served = await openConsole(stage.context);
  const browser = new Browser();
  await browser.go(`${served.origin}/console/overview`);
  return browser;
}

/** Signs in by the page of the authority. */
async function signedIn(name: string, page = '/console/overview'): Promise<Browser> {
  const browser = new Browser();
  const asked = await browser.go(`${served.origin}${page}`);
  await browser.go(`${asked.address.href}/as/${name}`);
  return browser;
}

describe('pages that are told to look again', () => {
  test('are told when a pass ends and when a conflict opens, and nothing else', async () => {
    const stream = await listen(await opened());
    expect([stream.status, stream.headers.get('content-type'), stream.headers.get('content-encoding')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      null,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await stage.pass(stage.fjordvik);
    await stream.said('event: passes');
    for (const [partner, text] of [
      [stage.fjordvik, 'Gå til butikken'],
      [stage.trust, 'Gå en tur'],
    ] as const)
      for (const goal of partner.connector.all<Goal>('Goal').slice(0, 1))
        partner.connector.put({ ...goal, description: { text } });
    await stage.settle();
    await stream.said('event: decisions');
    await stream.leave();
    const lines = stream.text.split('\n').filter((line) => line !== '');
    expect([...new Set(lines)].toSorted()).toEqual([
      'data: look again',
      'event: decisions',
      'event: passes',
      'retry: 5000',
    ]);
  });

  test('say where they listen, and look by themselves where nobody tells them', async () => {
    const browser = await opened();
    for (const [place, parts] of [
      ['/overview', 'passes decisions'],
      ['/runs', 'passes'],
    ]) {
      const { text } = await browser.go(`${served.origin}/console${place}`);
      expect(text).toContain(`data-live="/console/events" data-parts="${parts}"`);
      expect(text).toContain('hx-trigger="look, every 60s"');
    }
  });

  test('are three of a session: a fourth is answered with nothing, until one has gone', async () => {
    const browser = await opened();
    const streams = [await listen(browser), await listen(browser), await listen(browser)];
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await listen(browser)).status).toBe(204);
    await streams[0]?.leave();
    let again = await listen(browser);
    while (again.status === 204) again = await listen(browser);
    expect(again.status).toBe(200);
    for (const stream of [...streams, again]) await stream.leave();
  });

  test('are let go when the process stops, which then takes no more', async () => {
    const browser = await opened();
    const stream = await listen(browser);
    served.stop();
    await stream.ended;
    expect((await listen(browser)).status).toBe(204);
  });

  test('keep no session alive', async () => {
    served = await openConsole(stage.context, { accounts: [OPERATOR], idleMinutes: 2 });
    const browser = await signedIn('drift');
    served.later(90_000);
    const stream = await listen(browser);
    expect(stream.status).toBe(200);
    await stream.leave();
    served.later(90_000);
    expect((await listen(browser)).status).toBe(401);
  });
});

describe('who may not see how the installation stands', () => {
  test('is told nothing: signed in for a partner, or not signed in', async () => {
    served = await openConsole(stage.context, { accounts: [TRUST_DOCTOR] });
    expect((await listen(new Browser())).status).toBe(401);
    const doctor = await signedIn(TRUST_DOCTOR.name, '/console/plans');
    expect((await listen(doctor)).status).toBe(403);
  });
});
