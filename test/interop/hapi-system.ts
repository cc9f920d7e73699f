import { once } from 'node:events';
import { type IncomingMessage, request as send } from 'node:http';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Request } from 'express';
import { DIRECTORY_TYPES, RECORD_TYPES } from '../../src/record/kinds.ts';
import type { Answer } from '../demo/peer/journal.ts';
import type { PeerSystem } from '../demo/peer/system.ts';
import type { HapiKind } from './hapi-server.ts';

const TYPES = [...DIRECTORY_TYPES, ...RECORD_TYPES];
/** HAPI answers a search it has answered within a minute with what it found then, unless told not to. */
const FRESH = { 'cache-control': 'no-cache' };
/** Of one connection only, or no longer true of what is passed on. */
const NOT_PASSED_ON = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding'];

/** A HAPI server as a partner's system. */
export function hapiSystem(kind: HapiKind, url: string): PeerSystem {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
      method,
      headers: { ...FRESH, 'content-type': 'application/fhir+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`HAPI ${kind} answered ${response.status} to ${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async function search(type: string): Promise<readonly Resource[]> {
    const found: Resource[] = [];
    for (let next: string | undefined = `/${type}?_count=200`; next !== undefined; ) {
      const { entry = [], link = [] } = (await call('GET', next)) as Bundle;
      found.push(...entry.flatMap(({ resource }) => resource ?? []));
      next = link.find(({ relation }) => relation === 'next')?.url;
    }
    return found;
  }

  return {
    answer: (request) => passOn(request, url),
    async seed(resources) {
      const put = (resource: Resource): string => `${resource.resourceType}/${resource.id}`;
      if (kind === 'Plain') {
        for (const resource of resources) await call('PUT', `/${put(resource)}`, resource);
        return;
      }
      // It refuses a reference to what is not there yet, and plans and their measures refer to each other.
      await call('POST', '', {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: resources.map((resource) => ({ resource, request: { method: 'PUT', url: put(resource) } })),
      });
    },
    async deleteResource(type, id) {
      await call('DELETE', `/${type}/${id}`);
    },
    async all() {
      const found: Resource[] = [];
      for (const type of TYPES) found.push(...(await search(type)));
      return found;
    },
  };
}

/** The same request to the server behind, with the address it came to, so that links lead back to the front. */
async function passOn({ method, originalUrl, headers, body }: Request, url: string): Promise<Answer> {
  const { 'accept-encoding': _plain, ...passed } = headers;
  const outgoing = send(new URL(originalUrl, url), { method, headers: passed });
  outgoing.end(typeof body === 'string' ? body : undefined);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
  return {
    status: incoming.statusCode ?? 0,
    headers: headersOf(incoming.rawHeaders),
    ...(text === '' ? {} : { body: JSON.parse(text) as unknown }),
  };
}

function headersOf(raw: readonly string[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    const lower = name.toLowerCase();
    if (!NOT_PASSED_ON.includes(lower)) headers[lower] = lower in headers ? `${headers[lower]}, ${value}` : value;
  }
  return headers;
}
