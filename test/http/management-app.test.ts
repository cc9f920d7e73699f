import { expect, test } from '@jest/globals';
import request from 'supertest';
import { createManagementApp } from '../../src/http/management-app.ts';

const app = (host: string) =>
  createManagementApp({
    metrics: { text: async () => 'samplan_store_up 1\n', contentType: 'text/plain; version=0.0.4; charset=utf-8' },
    ready: async () => [],
    host,
    newId: () => 'request-1',
  });

test('metrics are served in the format of Prometheus, and kept nowhere', async () => {
  const { status, headers, text } = await request(app('127.0.0.1')).get('/metrics');
  expect([status, text]).toEqual([200, 'samplan_store_up 1\n']);
  expect(headers).toMatchObject({
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    'cache-control': 'no-store',
  });
});

test('on loopback only loopback names are answered; elsewhere any', async () => {
  for (const [host, status] of [
    ['127.0.0.1', 421],
    ['10.0.0.5', 200],
  ] as const) {
    expect((await request(app(host)).get('/metrics').set('host', 'evil.example')).status).toBe(status);
  }
});

test('nothing of the FHIR endpoint is there', async () => {
  for (const path of ['/fhir/metadata', '/fhir/Patient', '/api-docs', '/']) {
    expect([path, (await request(app('127.0.0.1')).get(path)).status]).toEqual([path, 404]);
  }
  expect((await request(app('127.0.0.1')).get('/health/ready')).status).toBe(200);
});
