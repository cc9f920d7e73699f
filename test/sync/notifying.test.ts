import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Bundle, Parameters, Resource } from '@medplum/fhirtypes';
import { compose, type Samplan } from '../../src/compose.ts';
import { loadConfiguration } from '../../src/config.ts';
import { SILENT } from '../exchange/stage.ts';
import { subscription } from '../subscription/subscribers.ts';

let folder: string;
let samplan: Samplan;
let base: string;
let endpoint: Server;
let origin: string;
/** Bodies that came, one after the other. */
let came: string[];

/** An installation as it is configured, on a database that stays. */
async function start(): Promise<void> {
  samplan = await compose(await loadConfiguration(path.join(folder, 'samplan.yaml')), { log: SILENT });
  base = (await samplan.start()).url;
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-notifying-'));
  came = [];
  endpoint = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    came.push(Buffer.concat(chunks).toString());
    response.writeHead(200).end();
    endpoint.emit('taken');
  });
  await new Promise<void>((listening) => endpoint.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  await writeFile(
    path.join(folder, 'samplan.yaml'),
    `controller: { name: Samplan Fjordvik, organization: "310000019", sector: municipal }
http: { port: 0 }
subscriptions: { endpoints: ["${origin}"], everySeconds: 1 }
`,
  );
  await start();
});

afterEach(async () => {
  await samplan.stop();
  endpoint.closeAllConnections();
  await new Promise((closed) => endpoint.close(closed));
  await rm(folder, { recursive: true });
});

async function post(resource: Resource): Promise<string> {
  const answer = await fetch(`${base}/${resource.resourceType}`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(resource),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as Resource).id ?? '';
}

/** The next notification: its type, and what it is about. */
async function next(): Promise<readonly (string | undefined)[]> {
  if (came.length === 0) await once(endpoint, 'taken');
  const { entry = [] } = JSON.parse(came.shift() ?? '') as Bundle;
  const { parameter = [] } = (entry[0]?.resource ?? {}) as Parameters;
  const events = parameter.filter(({ name }) => name === 'notification-event');
  const focuses = events.flatMap(
    ({ part = [] }) => part.find(({ name }) => name === 'focus')?.valueReference?.reference,
  );
  return [parameter.find(({ name }) => name === 'type')?.valueCode, ...focuses];
}

test('who subscribes at an installation is notified over HTTP, and still is after a restart', async () => {
  const patient = await post({
    resourceType: 'Patient',
    identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '14836830068' }],
  });
  await post(subscription('record-changed', { endpoint: `${origin}/hook`, persons: `Patient?_id=${patient}` }));
  expect(await next()).toEqual(['handshake']);
  const goal = (text: string): Promise<string> =>
    post({
      resourceType: 'Goal',
      lifecycleStatus: 'proposed',
      description: { text },
      subject: { reference: `Patient/${patient}` },
    });
  const first = await goal('Gå tur');
  expect(await next()).toEqual(['event-notification', `${base}/Goal/${first}`]);
  const former = base;
  await samplan.stop();
  await start();
  const second = await goal('Bake brød');
  expect(await next()).toEqual(['event-notification', `${former}/Goal/${second}`]);
});
