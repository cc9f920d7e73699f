import type { Resource } from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import { type Answer, type Answering, type Asked, answerTo, askedOf } from '../connector/system/answers.ts';
import { GOOD_HABITS } from '../connector/system/habits.ts';
import { type Backup, SystemMemory } from '../connector/system/memory.ts';
import { type Mark, marksIn } from './ledger.ts';
import type { FaultKind, Traits } from './scenario.ts';

/** A write that reached the partner. */
export interface Leaving {
  readonly method: string;
  readonly type: string;
  readonly id: string | undefined;
  readonly body: string;
}

/** What the connector looks at of a Response; a stream for each answer would cost more than the answer. */
type Received = Pick<Response, 'status' | 'ok' | 'headers'> & {
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null;
};

const UTF8 = new TextEncoder();

function received(status: number, headers: Readonly<Record<string, string>> = {}, text?: string): Received {
  const body = {
    async *[Symbol.asyncIterator]() {
      yield UTF8.encode(text);
    },
    async cancel() {},
  };
  return { status, ok: status < 300, headers: new Headers(headers), body: text === undefined ? null : body };
}

const FEED = /[?&]_count=(?!1(?:&|$))/u;

/** A partner's FHIR system in memory behind `fetch`, with its users and everything that goes wrong on the way. */
export class SimulatedPartner {
  readonly index: number;
  readonly party: Party;
  readonly base: string;
  readonly traits: Traits;
  readonly memory: SystemMemory;
  /** Names and marks that it ever held. */
  readonly held = new Set<string>();
  isDown = false;
  /** It was set back, or does not say what it deleted: what is missing there may be so for ever. */
  hasLost = false;
  /** Requests since the simulation began, and writes among them that were carried out. */
  requests = 0;
  writes = 0;
  /** Awaited before anything becomes of a request. */
  onRequest: (method: string) => Promise<void> = async () => {};
  /** Told of each write as its bytes arrive, before it is carried out. */
  onLeaving: (leaving: Leaving) => Promise<void> = async () => {};
  onLog: (line: string) => void = () => {};
  #faults: { readonly fault: FaultKind; readonly nth: number }[] = [];
  readonly #late: Asked[] = [];
  readonly #before = new Map<string, Answer>();
  #backup: Backup | undefined;
  readonly #answering: Answering;

  constructor(
    index: number,
    party: Party,
    traits: Traits,
    start: number,
    base = `https://partner-${index}.example.no/fhir`,
  ) {
    this.index = index;
    this.party = party;
    this.base = base;
    this.traits = traits;
    const normalize = NORMALIZE[traits.makes];
    const habits = { ...GOOD_HABITS, ...traits.habits, normalize };
    this.memory = new SystemMemory(habits, start + traits.skewMs);
    this.memory.onWritten = ({ resource }) => {
      for (const { part, mark } of resource ? marksIn(JSON.stringify(resource)) : []) {
        this.held.add(part);
        this.held.add(mark);
      }
    };
    this.#answering = { url: this.base, memory: this.memory, habits, states: STATES };
  }

  /** What its users see of a type. */
  all<R extends Resource>(type: R['resourceType']): readonly R[] {
    return this.memory.all(type).map(({ resource }) => resource as R);
  }

  /** The `nth` request from now on meets a fault. */
  meets(fault: FaultKind, nth: number): void {
    this.#faults.push({ fault, nth: this.requests + nth });
  }

  /** Whatever was under way arrives, and nothing goes wrong any more. */
  recover(): void {
    this.#faults = [];
    this.isDown = false;
    this.#deliverLate();
  }

  backUp(): void {
    this.#backup = this.memory.backup();
  }

  /** @returns marks that are gone with what was written since */
  restore(): readonly string[] {
    if (!this.#backup) return [];
    this.hasLost = true;
    const before = this.#marks();
    this.memory.restore(this.#backup);
    const after = new Set(this.#marks());
    return before.filter((mark) => !after.has(mark));
  }

  #marks(): readonly Mark['mark'][] {
    const texts = ['CarePlan', 'Goal', 'ServiceRequest', 'Task', 'Appointment', 'DocumentReference'].flatMap((type) =>
      this.memory.all(type).map(({ resource }) => JSON.stringify(resource)),
    );
    return texts.flatMap((text) => marksIn(text).map(({ mark }) => mark));
  }

  readonly fetch = (async (input: URL, init: RequestInit): Promise<Received> => {
    const method = init.method ?? 'GET';
    await this.onRequest(method);
    this.requests += 1;
    const url = new URL(input);
    const headers = Object.fromEntries(init.headers as Headers);
    const { isSearch, ...asked } = askedOf(method, url, headers, (init.body as string | undefined) ?? '');
    const isWrite = method !== 'GET' && !isSearch;
    const fault = this.isDown ? 'down' : this.#fault();
    this.onLog(`${this.index} ${method} ${url.pathname}${url.search} ${asked.body} ${fault ?? ''}`);
    if (isWrite && fault !== 'down') {
      const [type = '', id] = asked.path;
      await this.onLeaving({ method, type, id, body: asked.body });
    }
    this.#deliverLate();
    return this.#respond(asked, isWrite, FEED.test(url.search) ? url.href : undefined, fault);
  }) as unknown as typeof fetch;

  #respond(asked: Asked, isWrite: boolean, feed: string | undefined, fault: FaultKind | 'down' | undefined): Received {
    switch (fault) {
      case 'down':
        if (this.requests % 2 === 0) throw new TypeError('fetch failed');
        return received(503);
      case 'request-lost':
        throw new TypeError('fetch failed');
      case 'answer-lost':
        this.#answer(asked, isWrite);
        throw new TypeError('fetch failed');
      case 'late':
        if (isWrite && this.#isGuarded(asked)) this.#late.push(asked);
        throw new TypeError('fetch failed');
      case 'twice':
        if (!isWrite || this.#isGuarded(asked)) this.#answer(asked, isWrite);
        break;
      case 'old-answer': {
        const before = feed === undefined ? undefined : this.#before.get(feed);
        if (before) return this.#response(before);
        break;
      }
      case 'truncated': {
        const answer = this.#answer(asked, isWrite);
        const text = JSON.stringify(answer.body ?? '');
        return received(200, {}, text.slice(0, text.length / 2));
      }
      case 'html':
        return received(200, { 'content-type': 'text/html' }, '<html>Logg inn</html>');
      case 'redirect':
        return received(302, { location: 'https://elsewhere.example.com/fhir' });
      case 'busy':
        return received(429, { 'retry-after': '120' });
      case 'broken':
        this.#answer(asked, isWrite);
        return received(500);
      case undefined:
        break;
    }
    const answer = this.#answer(asked, isWrite);
    if (feed !== undefined) this.#before.set(feed, answer);
    return this.#response(answer);
  }

  #answer(asked: Asked, isWrite: boolean): Answer {
    const isMeasure = this.traits.measures === 'inline' && asked.path[0] === 'ServiceRequest';
    const answer = isMeasure ? { status: 404 } : answerTo(this.#answering, asked);
    if (isWrite && answer.status < 300) this.writes += 1;
    return answer;
  }

  #response({ status, headers, body }: Answer): Received {
    const date = new Date(this.memory.now).toUTCString();
    const text = body === undefined ? undefined : JSON.stringify(body);
    return received(status, { 'content-type': 'application/fhir+json', date, ...headers }, text);
  }

  /** Whether it can do no harm when it arrives once more. */
  #isGuarded({ method, headers }: Asked): boolean {
    const { ifMatch, conditionalCreate } = this.memory.habits;
    if (method === 'PUT') return ifMatch && headers['if-match'] !== undefined;
    return conditionalCreate && headers['if-none-exist'] !== undefined;
  }

  #deliverLate(): void {
    for (const asked of this.#late.splice(0)) this.#answer(asked, true);
  }

  #fault(): FaultKind | undefined {
    const index = this.#faults.findIndex(({ nth }) => nth <= this.requests);
    return index < 0 ? undefined : this.#faults.splice(index, 1)[0]?.fault;
  }
}

const STATES = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  kind: 'instance',
  fhirVersion: '4.0.1',
} as const;

const without = (names: ReadonlySet<string>, resource: Resource): Resource =>
  JSON.parse(JSON.stringify(resource), (key, value: unknown) => (names.has(key) ? undefined : value)) as Resource;

const NORMALIZE: Readonly<Record<Traits['makes'], (resource: Resource) => Resource>> = {
  nothing: (resource) => resource,
  tags: (resource) => {
    const kept = without(new Set(['display']), resource);
    return { ...kept, meta: { ...kept.meta, tag: [{ system: 'urn:partner', code: 'imported' }] } };
  },
  drops: (resource) => without(new Set(['display', 'title', 'priority', 'note']), resource),
};
