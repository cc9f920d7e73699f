import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { listen } from '../../src/http/listen.ts';
import { PLAN } from '../fhir/harness.ts';
import { createWebHarness } from './harness.ts';

describe('listening', () => {
  test.each(['127.0.0.1', 'localhost'])('on %s serves this machine', async (host) => {
    const { app } = await createWebHarness();
    const server = await listen(app, { host, port: 0 });
    try {
      const { address, port } = server.address() as AddressInfo;
      expect(['127.0.0.1', '::1']).toContain(address);
      expect((await fetch(`http://${host}:${port}/health/live`)).status).toBe(200);
    } finally {
      server.close();
    }
  });

  test.each(['0.0.0.0', '::', '10.0.0.1', 'samplan.example.no', ''])(
    'on %j is refused while there is no authentication',
    async (host) => {
      const { app } = await createWebHarness();
      await expect(listen(app, { host, port: 0 })).rejects.toMatchObject({
        code: 'configuration',
        where: 'host',
        message: expect.stringContaining('no authentication'),
      });
    },
  );

  test('on a port that is taken is refused with its number', async () => {
    const { app } = await createWebHarness();
    const server = await listen(app, { host: '127.0.0.1', port: 0 });
    const { port } = server.address() as AddressInfo;
    try {
      await expect(listen(app, { host: '127.0.0.1', port })).rejects.toMatchObject({
        code: 'configuration',
        where: 'port',
        found: `${port}: EADDRINUSE`,
      });
    } finally {
      server.close();
    }
  });
});

describe('what no handler gets to see', () => {
  const long = `GET /fhir/Goal?x=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  test.each([
    ['no request at all', 'hello\r\n\r\n', 400],
    ['an unknown method', 'FOO /fhir/Goal HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    [
      'two lengths of one body',
      'POST /fhir/Goal HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['an address beyond all bounds', long, 431],
    [
      'another expectation',
      'POST /fhir/Goal HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\nContent-Length: 2\r\n\r\n{}',
      417,
    ],
  ])('%s is refused with an OperationOutcome and a number', async (_what, sent, status) => {
    const web = await createWebHarness();
    const server = await listen(web.app, { host: '127.0.0.1', port: 0 }, () => 'request-17');
    try {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
      socket.end(sent);
      const said = await text(socket);
      const [head = '', body = ''] = said.split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `, 'u'));
      expect(head.toLowerCase()).toContain('x-request-id: request-17');
      const outcome = body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
      expect(JSON.parse(outcome)).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'error', diagnostics: expect.stringContaining(`${status}`) }],
      });
      expect([await web.versions(), web.faults]).toEqual([0, []]);
      expect((await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/health/live`)).status).toBe(200);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

/** As many as any machine allows; by hand: SAMPLAN_OPEN_CONNECTIONS=5000 npm test -- test/http/listen (ulimit -n 12000). */
const OPEN_CONNECTIONS = Number(process.env['SAMPLAN_OPEN_CONNECTIONS'] ?? 150);

/** Until a server has noticed that everybody has hung up. */
async function closed(server: Server): Promise<void> {
  const count = () => new Promise<number>((resolve) => server.getConnections((_error, open) => resolve(open)));
  while ((await count()) > 0) await new Promise((resolve) => setImmediate(resolve));
}

describe('bodies that never end well', () => {
  test('a client that hangs up in the middle leaves nothing written and the process up', async () => {
    const web = await createWebHarness();
    const server = await listen(web.app, { host: '127.0.0.1', port: 0 });
    const { port } = server.address() as AddressInfo;
    try {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        'POST /fhir/CarePlan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/fhir+json\r\nContent-Length: 1000\r\n\r\n{"res',
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await web.versions()).toBe(0);
      expect(web.faults).toEqual([]);
      expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
    } finally {
      server.close();
    }
  });

  test('a body without end is answered with 413 and then cut off', async () => {
    const web = await createWebHarness();
    const server = await listen(web.app, { host: '127.0.0.1', port: 0 });
    const { port } = server.address() as AddressInfo;
    try {
      const sending = request({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/fhir/CarePlan',
        headers: { 'content-type': 'application/fhir+json' },
      });
      sending.on('error', () => undefined);
      const closed = new Promise((resolve) => sending.on('close', resolve));
      const chunk = Buffer.alloc(1_000_000, 0x20);
      let sent = 0;
      const pump = (): void => {
        if (sending.destroyed) return;
        sent += chunk.length;
        sending.write(chunk, () => setImmediate(pump));
      };
      pump();
      const [response] = await once(sending, 'response');
      expect(response.statusCode).toBe(413);
      response.resume();
      await closed;
      expect(sent).toBeLessThan(60_000_000);
      expect(await web.versions()).toBe(0);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('others are served while many connections are idle, and many requests never come to their end', async () => {
    const web = await createWebHarness();
    const server = await listen(web.app, { host: '127.0.0.1', port: 0 });
    const { port } = server.address() as AddressInfo;
    const post = 'POST /fhir/CarePlan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/fhir+json\r\n';
    // Nothing, half of the headers, half of the body.
    const begun = ['', post, `${post}Content-Length: 1000\r\n\r\n{"res`];
    try {
      const sockets = await Promise.all(
        Array.from({ length: OPEN_CONNECTIONS }, async (_, index) => {
          const socket = connect(port, '127.0.0.1').on('error', () => {});
          await once(socket, 'connect');
          socket.write(begun[index % begun.length] ?? '');
          return socket;
        }),
      );
      expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
      expect((await fetch(`http://127.0.0.1:${port}/fhir/metadata`)).status).toBe(200);
      for (const socket of sockets) socket.destroy();
      await closed(server);
      expect([await web.versions(), web.faults]).toEqual([0, []]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('a request that is refused for its headers is not read', async () => {
    const web = await createWebHarness();
    const server = await listen(web.app, { host: '127.0.0.1', port: 0 });
    const { port } = server.address() as AddressInfo;
    try {
      const response = await fetch(`http://127.0.0.1:${port}/fhir/CarePlan`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: JSON.stringify(PLAN),
      });
      expect(response.status).toBe(415);
      expect((await fetch(`http://127.0.0.1:${port}/fhir/metadata`)).status).toBe(200);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
