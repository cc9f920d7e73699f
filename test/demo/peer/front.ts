import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Bundle } from '@medplum/fhirtypes';
import express, { type Request, type Response, text } from 'express';
import { createControlRoutes } from './control-routes.ts';
import { connectControls, type PeerControls } from './controls.ts';
import { toAnswer } from './fhir-routes.ts';
import { type Answer, type Exchange, searchedType } from './journal.ts';
import type { Switches } from './switches.ts';
import type { PeerSystem } from './system.ts';

/** A running partner system. */
export interface Peer {
  /** FHIR base: `http://127.0.0.1:PORT/fhir`. */
  readonly url: string;
  readonly controls: PeerControls;
  close(): Promise<void>;
}

const JOURNALED = ['accept', 'content-type', 'prefer', 'if-match', 'if-none-exist', 'if-none-match', 'authorization'];

/** Where a partner listens unless told: in a network that nobody else is in it may be another address. */
const LOOPBACK = '127.0.0.1';

/**
 * Puts a front before a system: it keeps a journal, can be down, and can lose answers, while the
 * system behind it keeps its memory.
 */
export async function startFront(system: PeerSystem, port = 0, host = LOOPBACK): Promise<Peer> {
  const switches: Switches = { down: false, loseAnswers: 0, replay: undefined };
  const journal: Exchange[] = [];

  async function handle(request: Request, response: Response): Promise<void> {
    const record = recorder(request, journal);
    if (switches.down) {
      record({ delivered: false });
      request.socket.destroy();
      return;
    }
    const replayed = switches.replay && answerFromJournal(request, switches.replay);
    const answer = replayed ?? (await system.answer(request));
    const delivered = replayed !== undefined || !isWrite(request) || switches.loseAnswers === 0;
    record({ answer, delivered, ...(replayed ? { replayed: true } : {}) });
    if (delivered) {
      response.status(answer.status).set(answer.headers).send(JSON.stringify(answer.body));
    } else {
      switches.loseAnswers -= 1;
      request.socket.destroy();
    }
  }

  const app = express().disable('x-powered-by').disable('etag');
  app.use('/control', createControlRoutes(system, switches, journal));
  app.use('/fhir', text({ type: () => true, limit: '50mb' }), handle);
  const server = app.listen(port, host);
  await once(server, 'listening');
  const url = `http://${host}:${(server.address() as AddressInfo).port}/fhir`;
  return {
    url,
    controls: connectControls(url),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function recorder(request: Request, journal: Exchange[]): (outcome: Pick<Exchange, 'answer' | 'delivered'>) => void {
  const { method, originalUrl: path } = request;
  const headers = Object.fromEntries(
    JOURNALED.flatMap((name): [string, string][] => {
      const value = request.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const body = typeof request.body === 'string' ? { body: readable(request.body) } : {};
  return (outcome) => void journal.push({ method, path, headers, ...body, ...outcome });
}

function readable(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function isWrite(request: Request): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD' && !request.path.endsWith('/_search');
}

/** While old pages are given out: the next one of the type, nothing after the last, and no writes. */
function answerFromJournal(request: Request, pages: Map<string, Bundle[]>): Answer | undefined {
  const type = searchedType(request.method, request.originalUrl);
  if (type) {
    return toAnswer(200, pages.get(type)?.shift() ?? { resourceType: 'Bundle', type: 'searchset', total: 0 });
  }
  return isWrite(request)
    ? toAnswer(503, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'transient' }] })
    : undefined;
}
