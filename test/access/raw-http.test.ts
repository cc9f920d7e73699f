import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Guarded, openGuarded } from './guarded.ts';

let guarded: Guarded;
beforeAll(async () => {
  guarded = await openGuarded();
});
afterAll(() => guarded.close());

/** Status lines of everything that comes back for these bytes on one connection. */
async function statusesOf(bytes: string): Promise<readonly string[]> {
  const { port } = new URL(guarded.origin);
  const socket = connect(Number(port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gmu)].map(([, status = '']) => status);
}

const smuggled = 'GET /fhir/Patient HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

describe('what is no HTTP is closed before anybody reads it', () => {
  test.each([
    ['two lengths', 'POST /fhir/Goal HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 80\r\n\r\n'],
    [
      'a length and chunks',
      'POST /fhir/Goal HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['chunks, misspelt', 'POST /fhir/Goal HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['a space before the colon', 'GET /fhir/Goal HTTP/1.1\r\nHost: a\r\nAuthorization : DPoP x\r\n\r\n'],
    [
      'a folded header',
      'GET /fhir/Goal HTTP/1.1\r\nHost: a\r\nAuthorization: DPoP\r\n x\r\n\tY: z\r\n bad\u0000\r\n\r\n',
    ],
    ['no host', 'GET /fhir/Goal HTTP/1.1\r\n\r\n'],
    ['a header of 20 KB', `GET /fhir/Goal HTTP/1.1\r\nHost: a\r\nAuthorization: DPoP ${'a'.repeat(20_000)}\r\n\r\n`],
    ['an address of 20 KB', `GET /fhir/Goal?patient=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])('%s', async (_name, bytes) => {
    const statuses = await statusesOf(bytes + smuggled);
    expect(statuses).toHaveLength(1);
    expect(['400', '431']).toContain(statuses[0]);
  });
});
