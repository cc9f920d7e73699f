import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CapabilityStatement } from '@medplum/fhirtypes';
import { answerTo, askedOf } from './answers.ts';
import { GOOD_HABITS, type Habits } from './habits.ts';
import { SystemMemory } from './memory.ts';

/** A partner's system over HTTP, with habits to choose. */
export interface System {
  readonly url: string;
  readonly memory: SystemMemory;
  /** `METHOD path?query` of every request, with the body of searches. */
  readonly asked: string[];
  habits: Habits;
  states: Partial<CapabilityStatement> | undefined;
  isDown: boolean;
  /** So many writes to come are carried out and not answered. */
  losesAnswers: number;
  /** Answers before everything else; true when it did. */
  answering: (response: ServerResponse, request: IncomingMessage, path: string) => boolean;
  close(): Promise<void>;
}

/** @example const system = await startSystem({ history: 'none', versions: false }); */
export async function startSystem(some: Partial<Habits> = {}): Promise<System> {
  const habits = { ...GOOD_HABITS, ...some };
  const memory = new SystemMemory(habits, Date.parse('2026-03-01T10:00:00.000Z'));
  const http = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '/', system.url);
    const { isSearch, ...asked } = askedOf(request.method ?? 'GET', url, request.headers, body);
    const path = url.pathname.replace('/fhir/', '');
    system.asked.push(`${request.method} ${path}${isSearch ? `?${body}` : url.search}`);
    if (system.isDown) return void response.writeHead(503).end();
    if (system.answering(response, request, path)) return;
    const { status, headers = {}, body: content } = answerTo(system, asked);
    const isWrite = !isSearch && request.method !== 'GET';
    if (isWrite && system.losesAnswers > 0) {
      system.losesAnswers -= 1;
      return void request.socket.destroy();
    }
    const date = new Date(memory.now).toUTCString();
    response.writeHead(status, { 'content-type': 'application/fhir+json', date, ...headers });
    response.end(content === undefined ? undefined : JSON.stringify(content));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const system: System = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/fhir`,
    memory,
    asked: [],
    get habits() {
      return memory.habits;
    },
    set habits(now) {
      memory.habits = now;
    },
    states: undefined,
    isDown: false,
    losesAnswers: 0,
    answering: () => false,
    async close() {
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
  return system;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
