import { expect, test } from '@jest/globals';
import request from 'supertest';
import type { Answered } from '../../src/observe/watch.ts';
import { createWebHarness } from './harness.ts';

test.each([
  ['GET', '/fhir/metadata', '/fhir/metadata', 200],
  ['GET', '/fhir/Patient/6f1e?_pretty=true', '/fhir/:type/:id', 404],
  ['GET', '/fhir/Goal/6f1e/_history/3', '/fhir/:type/:id/_history/:version', 404],
  ['GET', '/fhir/Patient/6f1e/$everything', '/fhir/Patient/:id/$everything', 404],
  ['POST', '/fhir/Consent/_search', '/fhir/:type/_search', 400],
  ['POST', '/fhir', '/fhir', 415],
  ['GET', '/fhir/Nothing/6f1e', 'other', 404],
  ['GET', '/fhir/%E0%A4%A', 'other', 400],
  ['GET', '/health/live', '/health/live', 200],
  ['GET', '/api-docs', '/api-docs', 200],
  ['GET', '/14836830068', 'other', 404],
])('%s %s is told as %s', async (method, path, route, status) => {
  const told: Answered[] = [];
  const { app } = await createWebHarness({ onAnswered: (answered) => told.push(answered) });
  const response = await (method === 'GET' ? request(app).get(path) : request(app).post(path).send('x'));
  expect(response.status).toBe(status);
  // The answer is here before the server has closed it.
  while (told.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([{ method, route, status, seconds: expect.any(Number) }]);
});
