import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { listen } from '../../src/http/listen.ts';
import { createWiredApp } from './harness.ts';

test('every example of docs/rest.md, run from top to bottom, answers what the page says', async () => {
  const page = await readFile(new URL('../../docs/rest.md', import.meta.url), 'utf8');
  const script = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block).join('\n');
  const promised = [...script.matchAll(/# (\d{3})$/gm)].map(([, status]) => status);
  expect(promised.length).toBeGreaterThan(15);

  const { app, faults } = await createWiredApp();
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  try {
    const BASE = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
    const { stdout } = await promisify(execFile)('bash', ['-euc', script], {
      env: { ...process.env, BASE },
      maxBuffer: 64 * 1024 * 1024,
    });
    expect([...stdout.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status)).toEqual(promised);
    expect(faults).toEqual([]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
