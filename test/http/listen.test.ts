import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
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
