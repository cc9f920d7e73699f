import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Resource } from '@medplum/fhirtypes';
import { TYPES } from '../../../../src/connector/fhir-rest/options.ts';
import { control, type Peer } from './control.ts';
import { type Held, Holding, type Page } from './holding.ts';

const JSON_TYPE = { 'content-type': 'application/fhir+json; charset=utf-8' } as const;

/**
 * A FHIR server in memory that does what is asked of a partner, and answers from indexes: read, versioned update,
 * conditional create, search by identifier, by reference and by time, in pages.
 */
export function createPeer(mouldTime: number): Server {
  const peer: Peer = {
    holding: new Holding(),
    rehearsal: undefined,
    isDown: false,
    delayMs: 0,
    castAs: undefined,
    journal: [],
    isJournaling: false,
  };
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    if (url.pathname.startsWith('/control/')) {
      control(peer, url, body, response);
      return;
    }
    if (peer.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, peer.delayMs));
    if (peer.isDown) {
      answer(response, 503, outcome('down'));
      return;
    }
    if (peer.isJournaling)
      peer.journal.push({ method: request.method ?? '', path: `${url.pathname}${url.search}`, body });
    fhir(request, url, body, response);
  });
  server.keepAliveTimeout = 60_000;
  return server;

  function fhir(request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse): void {
    const [type = '', id] = url.pathname.split('/').slice(2);
    const { method } = request;
    if (method === 'GET' && type === 'metadata') {
      answer(response, 200, STATEMENT);
      return;
    }
    if (id === '_search') {
      search(type, new URLSearchParams(body.toString()), url, response);
      return;
    }
    if (method === 'GET' && id === undefined) {
      search(type, url.searchParams, url, response);
      return;
    }
    if (method === 'GET' && id !== undefined) {
      const held = peer.holding.get(type, id);
      if (held) resource(response, 200, held);
      else answer(response, 404, outcome('not-found'));
      return;
    }
    if (method === 'POST') {
      create(request, type, body, response);
      return;
    }
    if (method === 'PUT' && id !== undefined) {
      update(request, type, id, body, response);
      return;
    }
    answer(response, 405, outcome('not-supported'));
  }

  function create(request: IncomingMessage, type: string, body: Buffer, response: ServerResponse): void {
    const target = peer.rehearsal ?? peer.holding;
    const criteria = new URLSearchParams(String(request.headers['if-none-exist'] ?? '')).get('identifier');
    const [found, another] = criteria === null ? [] : target.withIdentifier(type, criteria);
    if (another) {
      answer(response, 412, outcome('multiple-matches'));
      return;
    }
    if (found) {
      resource(response, 200, found);
      return;
    }
    const parsed = JSON.parse(body.toString()) as Resource;
    if (peer.castAs === undefined) {
      resource(response, 201, target.create(parsed));
      return;
    }
    created += 1;
    resource(response, 201, target.create(parsed, `t${created}-${peer.castAs}`, mouldTime));
  }

  function update(request: IncomingMessage, type: string, id: string, body: Buffer, response: ServerResponse): void {
    const target = peer.rehearsal ?? peer.holding;
    const held = peer.holding.get(type, id);
    if (!held) {
      answer(response, 404, outcome('not-found'));
      return;
    }
    const etag = request.headers['if-match'];
    if (etag !== undefined && etag !== `W/"${held.version}"`) {
      answer(response, 412, outcome('conflict'));
      return;
    }
    resource(
      response,
      200,
      target.put(JSON.parse(body.toString()) as Resource, id, peer.castAs ? mouldTime : undefined),
    );
  }

  function search(type: string, query: URLSearchParams, url: URL, response: ServerResponse): void {
    const page = find(type, query);
    const next = new URL(url);
    if (page.next !== undefined) next.searchParams.set('_place', page.next);
    bundle(response, url, page.held, page.next === undefined ? undefined : next);
  }

  function find(type: string, query: URLSearchParams): Page {
    const { holding } = peer;
    const identifier = query.get('identifier');
    if (identifier !== null) return whole(holding.withIdentifier(type, identifier.replaceAll('\\', '')));
    const references = new Map([...query].filter(([name]) => !name.startsWith('_')));
    if (references.size > 0) return whole(holding.withReferences(type, references));
    const range = query.get('_lastUpdated') ?? 'ge1970-01-01';
    const from = Date.parse(range.slice(2)) + (range.startsWith('gt') ? 1 : 0);
    return holding.changed(type, from, Number(query.get('_count') ?? 50), query.get('_place') ?? undefined);
  }
}

function whole(held: readonly Held[]): Page {
  return { held, next: undefined };
}

let created = 0;

const STATEMENT = Buffer.from(
  JSON.stringify({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-01-01',
    kind: 'instance',
    fhirVersion: '4.0.1',
    format: ['json'],
    software: { name: 'samplan bench peer', version: '1' },
    rest: [
      {
        mode: 'server',
        resource: TYPES.map((type) => ({
          type,
          versioning: 'versioned-update',
          interaction: ['read', 'create', 'update', 'search-type'].map((code) => ({ code })),
          searchParam: [{ name: '_lastUpdated', type: 'date' }],
        })),
      },
    ],
  }),
);

function outcome(code: string): Buffer {
  return Buffer.from(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] }));
}

function answer(
  response: ServerResponse,
  status: number,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...JSON_TYPE, 'content-length': body.length, ...headers }).end(body);
}

function resource(response: ServerResponse, status: number, { type, id, version, text }: Held): void {
  answer(response, status, text, { etag: `W/"${version}"`, location: `/fhir/${type}/${id}/_history/${version}` });
}

function bundle(response: ServerResponse, { href, origin }: URL, held: readonly Held[], next?: URL): void {
  const link = [{ relation: 'self', url: href }, ...(next ? [{ relation: 'next', url: next.href }] : [])];
  const head = `{"resourceType":"Bundle","type":"searchset","link":${JSON.stringify(link)}`;
  const chunks: Buffer[] = [Buffer.from(held.length > 0 ? `${head},"entry":[` : head)];
  for (const [index, { type, id, text }] of held.entries()) {
    chunks.push(
      Buffer.from(`${index > 0 ? ',' : ''}{"fullUrl":"${origin}/fhir/${type}/${id}","resource":`),
      text,
      CLOSE,
    );
  }
  chunks.push(Buffer.from(held.length > 0 ? ']}' : '}'));
  answer(response, 200, Buffer.concat(chunks));
}

const CLOSE = Buffer.from('}');

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
