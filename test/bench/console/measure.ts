import { type OutgoingHttpHeaders, request } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import type { Prepared } from './prepare.ts';

/** What a page came to. */
export interface Measured {
  readonly name: string;
  /** Milliseconds from the request to the last byte, over a connection that is open: of the first time, the middle and the worst. */
  readonly first: number;
  readonly middle: number;
  readonly worst: number;
  /** Of the page as it is sent, and as it is once unpacked. */
  readonly sentBytes: number;
  readonly bytes: number;
  /** Persons, plans, conflicts or entries that it lists. */
  readonly rows: number;
}

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

interface Asked {
  readonly name: string;
  readonly place: string;
  /** A search: what is asked for. */
  readonly what?: string;
}

/** Pages of an installation, in the order in which they are looked at. */
export function pagesOf({ person, task, number, name }: Prepared): readonly Asked[] {
  const filters = ['no-coordinator', 'revision', 'consent', 'conflict', 'blocked', 'held'];
  return [
    { name: 'overview', place: '/overview' },
    { name: 'plans', place: '/plans' },
    ...filters.map((filter) => ({ name: `plans: ${filter}`, place: `/plans?show=${filter}` })),
    { name: 'search by number', place: '/plans', what: number },
    { name: 'search by a name that all have', place: '/plans', what: name },
    { name: 'a plan', place: `/plans/${person}` },
    { name: 'conflicts', place: '/conflicts' },
    { name: 'a conflict', place: `/conflicts/${task}` },
    { name: 'findings', place: '/findings' },
    { name: 'duties', place: '/duties' },
    { name: 'duties within 30 days', place: '/duties?within=30' },
    { name: 'passes', place: '/runs' },
    { name: 'access log', place: '/access-log' },
    { name: 'access log of one person', place: `/access-log?person=${person}` },
    { name: 'mappings and profiles', place: '/forms' },
  ];
}

/** Looks at pages as one browser does, one after the other. */
export class Looking {
  readonly #origin: string;
  #cookie = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  async page({ name, place, what }: Asked, times: number): Promise<Measured> {
    const form = what === undefined ? undefined : await this.#search(what);
    const took: number[] = [];
    let answer: Answer | undefined;
    for (let time = 0; time < times; time += 1) {
      const began = performance.now();
      answer = await this.#ask(place, form);
      took.push(performance.now() - began);
      if (answer.status !== 200) throw new Error(`${name} was answered ${answer.status}`);
    }
    const [first = 0] = took;
    const sorted = took.toSorted((one, other) => one - other);
    const text = await unpacked(answer);
    return {
      ...{ name, first, middle: sorted[Math.floor(sorted.length / 2)] ?? 0, worst: sorted.at(-1) ?? 0 },
      ...{ sentBytes: answer?.body.length ?? 0, bytes: Buffer.byteLength(text) },
      rows: text.split('<th scope="row"').length - 1,
    };
  }

  /** Everything that a browser loads that has never been here: the page, and what it links to. */
  async firstVisit(place: string): Promise<number> {
    const page = await this.#ask(place);
    const text = await unpacked(page);
    const linked = [...text.matchAll(/(?:href|src)="(\/console\/assets\/[^"]+)"/g)].map(([, address = '']) => address);
    const sizes = await Promise.all(
      linked.map(async (address) => (await this.#ask(address.slice('/console'.length))).body.length),
    );
    return sizes.reduce((sum, size) => sum + size, page.body.length);
  }

  async #search(what: string): Promise<string> {
    const text = await unpacked(await this.#ask('/plans'));
    const form = /name="_form" value="([^"]+)"/.exec(text)?.[1] ?? '';
    return new URLSearchParams({ _form: form, what }).toString();
  }

  async #ask(place: string, form?: string): Promise<Answer> {
    const headers: OutgoingHttpHeaders = {
      'accept-encoding': 'gzip',
      'accept-language': 'nb',
      ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
      ...(form === undefined ? {} : { origin: this.#origin, 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const method = form === undefined ? 'GET' : 'POST';
    const sent = request(`${this.#origin}/console${place}`, { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject).end(form);
    const answer = await promise;
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) this.#cookie = line.split(';')[0] ?? '';
    return answer;
  }
}

async function unpacked(answer: Answer | undefined): Promise<string> {
  if (!answer) return '';
  const { body, headers } = answer;
  if (headers['content-encoding'] !== 'gzip') return body.toString('utf8');
  return new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

/** Waits until the index of duties is whole; milliseconds that it took. */
export async function dutiesAreIndexed(file: string): Promise<number> {
  const began = performance.now();
  for (;;) {
    const database = new DatabaseSync(file, { readOnly: true });
    const row = database.prepare('SELECT upto FROM duty_index').get();
    database.close();
    if (typeof row?.['upto'] === 'number') return performance.now() - began;
    await wait(200);
  }
}
