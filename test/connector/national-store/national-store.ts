import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GOOD_HABITS } from '../system/habits.ts';
import { SystemMemory } from '../system/memory.ts';
import { type LetIn, wrongHeader } from './callers.ts';
import { answerAboutPlans, hersOf, ninOf, STORE_TYPES } from './plans.ts';
import { outcome, refusal, type StoreAnswer, type StoreCode } from './refusals.ts';

/** What a person has said to the store herself (Helsenorge's personvern). */
export interface PrivacySetting {
  readonly consent: boolean;
  readonly hasReservationKjernejournal: boolean;
  readonly isRestricted: boolean;
  readonly isBlocked: boolean;
}

const OPEN: PrivacySetting = {
  consent: true,
  hasReservationKjernejournal: false,
  isRestricted: false,
  isBlocked: false,
};

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  /** Path and query. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A national store of plans over HTTP, as domain § 1.5 (a) has it; docs/connectors.md says what of it is our reading. */
export interface NationalStore {
  readonly url: string;
  readonly memory: SystemMemory;
  readonly arrived: readonly Arrived[];
  /** `METHOD path` of every request, without the base. */
  readonly asked: readonly string[];
  /** What she has told the store; all is open until she has. */
  says(nin: string, setting: Partial<PrivacySetting>): void;
  /** The next requests about plans are refused so. */
  refuses: StoreCode | undefined;
  isDown: boolean;
  /** So many writes to come are carried out and not answered. */
  losesAnswers: number;
  /** Answers before everything else; true when it did. */
  answering: (response: ServerResponse, request: IncomingMessage) => boolean;
  /** What happens once a request has been carried out, before it is answered. */
  onAnswer: (arrived: Arrived) => void;
  close(): Promise<void>;
}

const BASE = '/api/careplan';

/** @example const store = await startNationalStore(tokens.letIn); */
export async function startNationalStore(letIn: LetIn): Promise<NationalStore> {
  const memory = new SystemMemory(GOOD_HABITS, Date.parse('2026-03-01T10:00:00.000Z'));
  const settings = new Map<string, PrivacySetting>();
  const arrived: Arrived[] = [];

  async function answerTo(method: string, path: readonly string[], { headers, body }: Arrived): Promise<StoreAnswer> {
    const caller = await letIn(headers['authorization'] as string | undefined);
    if ('status' in caller) return caller;
    const isStatus = path[0] === 'status' && method === 'POST';
    const wrong = wrongHeader(headers, isStatus);
    if (wrong !== undefined) return outcome(400, 'required', wrong);
    if (isStatus) return { status: 200, body: statusOf(String((JSON.parse(body) as { nin?: unknown }).nin)) };
    if (store.refuses) return refusal(store.refuses);
    const nin = String(headers['nhn-patient-nin']);
    const { consent, hasReservationKjernejournal, isBlocked, isRestricted } = settings.get(nin) ?? OPEN;
    // A deletion is let through whatever she has said: it is what a withdrawal asks for.
    if (method !== 'DELETE') {
      if (!consent) return refusal('CPLF-0017');
      if (isBlocked || hasReservationKjernejournal) return refusal('CPLF-0018');
      if (isRestricted) return refusal('CPLF-0019');
    }
    return answerAboutPlans(memory, { method, path, headers, body, nin, caller });
  }

  function statusOf(nin: string): object {
    const written = STORE_TYPES.flatMap((type) => memory.ever(type)).filter(({ type, id, resource }) => {
      const text = resource ?? memory.versionsOf(type, id).findLast((one) => one.resource)?.resource;
      return ninOf(text) === nin;
    });
    const last = written
      .map(({ at }) => at)
      .sort()
      .at(-1);
    const plans = hersOf(memory, 'CarePlan', nin);
    return {
      activeCarePlan: plans.some((plan) => plan.resourceType === 'CarePlan' && plan.status === 'active'),
      lastChangedDateTime: last ?? null,
      privacySetting: settings.get(nin) ?? OPEN,
    };
  }

  const http = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { method = 'GET', url = '/', headers } = request;
    const one = { method, address: url, headers, body };
    arrived.push(one);
    if (store.isDown) return void response.writeHead(503).end();
    if (store.answering(response, request)) return;
    const { pathname } = new URL(url, store.url);
    const path = pathname.replace(BASE, '').split('/').filter(Boolean).map(decodeURIComponent);
    const answer = pathname.startsWith(`${BASE}/`) ? await answerTo(method, path, one) : { status: 404 };
    store.onAnswer(one);
    const isWrite =
      ['PUT', 'DELETE'].includes(method) || (method === 'POST' && path.length === 1 && path[0] !== 'status');
    if (isWrite && store.losesAnswers > 0) {
      store.losesAnswers -= 1;
      return void request.socket.destroy();
    }
    response.writeHead(answer.status, { 'content-type': 'application/fhir+json', ...answer.headers });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const store: NationalStore = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}${BASE}`,
    memory,
    arrived,
    get asked() {
      return arrived.map(({ method, address }) => `${method} ${address.replace(BASE, '').slice(1)}`);
    },
    says(nin, setting) {
      settings.set(nin, { ...(settings.get(nin) ?? OPEN), ...setting });
    },
    refuses: undefined,
    isDown: false,
    losesAnswers: 0,
    answering: () => false,
    onAnswer: () => {},
    async close() {
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
  return store;
}
