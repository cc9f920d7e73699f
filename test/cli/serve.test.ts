import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { LOGGED } from '../observe/logged-lines.ts';

const PROGRAM = path.join(import.meta.dirname, '../../src/cli/samplan.mjs');

let folder: string;
let partner: Partner;
const running: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-serve-'));
  partner = await Partner.open();
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await partner.close();
  await rm(folder, { recursive: true, force: true });
});

/** A partner that keeps every request waiting until it is told to answer, and then answers with an empty Bundle. */
class Partner {
  readonly #server: Server;
  readonly #waiting: ServerResponse[] = [];
  #asked = Promise.withResolvers<void>();
  count = 0;
  isAnswering = false;

  constructor() {
    this.#server = createServer((_request, response) => {
      this.count += 1;
      if (this.isAnswering) this.#answer(response);
      else this.#waiting.push(response);
      this.#asked.resolve();
    });
  }

  static async open(): Promise<Partner> {
    const partner = new Partner();
    partner.#server.listen(0, '127.0.0.1');
    await once(partner.#server, 'listening');
    return partner;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/fhir`;
  }

  /** Resolves when somebody asks. */
  get asked(): Promise<void> {
    return this.#asked.promise;
  }

  answerAll(): void {
    this.isAnswering = true;
    for (const response of this.#waiting.splice(0)) this.#answer(response);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(response: ServerResponse): void {
    response.setHeader('content-type', 'application/fhir+json');
    response.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', total: 0, entry: [] }));
  }
}

interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
  readonly management: string;
  /** What was told on standard error so far. */
  told(): string;
  /** Resolves when a line says so. */
  says(text: string): Promise<void>;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

async function serve(stop: object, schedule = '* * * * * *'): Promise<Serving> {
  const config = path.join(folder, 'samplan.yaml');
  const settings = {
    controller: { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' },
    store: { file: './samplan.sqlite' },
    http: { port: 0 },
    management: { port: 0, dutiesEverySeconds: 0 },
    stop,
    partners: [
      {
        name: 'Fjordvik kommune',
        organization: '310000027',
        sector: 'municipal',
        agreement: 'Samarbeidsavtale 2026-01',
        schedule,
        connector: { kind: 'fhir-rest', url: partner.url },
      },
    ],
  };
  await writeFile(config, stringify(settings));
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--config', config], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.push(child);
  let text = '';
  const listeners = new Set<() => void>();
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    for (const look of listeners) look();
  });
  const says = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!text.includes(wanted)) return;
        listeners.delete(look);
        resolve();
      };
      child.once('close', () => reject(new Error(`ended without "${wanted}": ${text}`)));
      listeners.add(look);
      look();
    });
  const ended = once(child, 'close').then(([code, signal]) => {
    LOGGED.push(...text.split('\n').filter((line) => line.startsWith('{')));
    return { code, signal };
  });
  await says('listening on');
  const port = /"port":(\d+),"event":"metrics are served"/.exec(text)?.[1];
  const url = /listening on (\S+),/.exec(text)?.[1] ?? '';
  return { child, url, management: `http://127.0.0.1:${port}`, told: () => text, says, ended };
}

async function readiness({ management }: Serving): Promise<unknown> {
  const response = await fetch(`${management}/health/ready`);
  return [response.status, await response.json()];
}

function leaseOwners(): unknown {
  const database = new DatabaseSync(path.join(folder, 'samplan.sqlite'), { readOnly: true });
  try {
    return database
      .prepare("SELECT owner FROM leases WHERE name LIKE 'partner:%'")
      .all()
      .map(({ owner }) => owner);
  } finally {
    database.close();
  }
}

/** A POST whose body comes when it is told to. */
function slowPost(url: string) {
  const request = httpRequest(`${url}/Organization`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', expect: '100-continue' },
  });
  const received = once(request, 'continue');
  const answered = once(request, 'response').then(([response]) => response.statusCode as number);
  request.flushHeaders();
  return { received, answered, finish: () => request.end(JSON.stringify({ resourceType: 'Organization', name: 'A' })) };
}

describe('serve, told to stop', () => {
  test('is not ready first, takes nobody new, answers who waits, ends its pass after a step, gives its lease back, and ends with 0', async () => {
    const serving = await serve({ withinSeconds: 60 });
    expect(await readiness(serving)).toEqual([200, { status: 'ready' }]);
    await partner.asked;
    const post = slowPost(serving.url);
    await post.received;
    serving.child.kill('SIGTERM');
    await serving.says('"stopping"');
    expect(await readiness(serving)).toEqual([503, { status: 'not-ready', failing: ['stopping'] }]);
    expect((await fetch(`${serving.management}/health/live`)).status).toBe(200);
    await expect(fetch(`${serving.url}/metadata`)).rejects.toThrow('fetch failed');
    expect(leaseOwners()).toEqual([expect.any(String)]);
    const before = partner.count;
    partner.answerAll();
    post.finish();
    expect(await post.answered).toBe(201);
    expect(await serving.ended).toEqual({ code: 0, signal: null });
    // A type's page may have been under way; the other seventeen were not begun.
    expect(partner.count - before).toBeLessThanOrEqual(2);
    expect(serving.told()).toContain('"pass interrupted"');
    expect(leaseOwners()).toEqual([null]);
  });

  test('cuts off what does not end in its term, gives the lease back all the same, and ends with 1', async () => {
    const serving = await serve({ withinSeconds: 1 });
    await partner.asked;
    const post = slowPost(serving.url);
    await post.received;
    const cut = expect(post.answered).rejects.toThrow('socket hang up');
    serving.child.kill('SIGTERM');
    await cut;
    expect(await serving.ended).toEqual({ code: 1, signal: null });
    expect(serving.told()).toContain('"what was under way was cut off"');
    expect(leaseOwners()).toEqual([null]);
  });

  test('goes on as it was while it drains', async () => {
    partner.isAnswering = true;
    const serving = await serve({ drainSeconds: 5 }, '0 0 1 1 *');
    serving.child.kill('SIGTERM');
    await serving.says('"stopping"');
    expect(await readiness(serving)).toEqual([503, { status: 'not-ready', failing: ['stopping'] }]);
    expect((await fetch(`${serving.url}/metadata`)).status).toBe(200);
    expect(await serving.ended).toEqual({ code: 0, signal: null });
  });

  test('a second signal ends it at once', async () => {
    const serving = await serve({ withinSeconds: 600 });
    await partner.asked;
    serving.child.kill('SIGTERM');
    await serving.says('"stopping"');
    serving.child.kill('SIGINT');
    expect(await serving.ended).toEqual({ code: null, signal: 'SIGINT' });
  });
});
