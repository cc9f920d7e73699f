import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LOGGED } from '../observe/logged-lines.ts';
import { samplan } from './spawn-samplan.ts';

const PROGRAM = path.join(import.meta.dirname, '../../src/cli/samplan.mjs');
const HOST = `http: { port: 0 }
tenants:
  - { name: fjordvik, configuration: ./fjordvik/samplan.yaml }
  - { name: nordvik, configuration: ./nordvik/samplan.yaml }
`;

let folder: string;
let host: string;
const running: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-host-'));
  host = path.join(folder, 'host.yaml');
  await writeFile(host, HOST);
  for (const name of ['fjordvik', 'nordvik']) {
    await mkdir(path.join(folder, name));
    const text = `controller: { name: Samplan ${name}, organization: "310000019", sector: municipal }\n`;
    await writeFile(path.join(folder, name, 'samplan.yaml'), text);
  }
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

test('serve takes the file of a host, serves each tenant, and stops with 0', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--config', host], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.push(child);
  const ended = once(child, 'close');
  let told = '';
  const listening = new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      told += more;
      const [, url] = /listening on (\S+), (?:.*\(fjordvik, nordvik\))\. Ctrl-C/.exec(told) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once('close', () => reject(new Error(`it ended: ${told}`)));
  });
  const origin = await listening;
  for (const name of ['fjordvik', 'nordvik'])
    expect([name, (await fetch(`${origin}/${name}/fhir/metadata`)).status]).toEqual([name, 200]);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  LOGGED.push(...told.split('\n').filter((line) => line.startsWith('{')));
});

test('configuration checks a host with its tenants; a command on an installation names the files that it could be', async () => {
  const checked = await samplan(['configuration', '--config', host]);
  expect([checked.code, checked.out]).toEqual([0, `${host} is in order. Tenants: fjordvik, nordvik.\n`]);
  const status = await samplan(['status', '--config', host]);
  expect(status.code).toBe(2);
  expect(status.err).toContain('./fjordvik/samplan.yaml, ./nordvik/samplan.yaml');
  expect((await samplan(['status', '--config', path.join(folder, 'nordvik/samplan.yaml')])).code).toBe(0);
  await writeFile(path.join(folder, 'nordvik/samplan.yaml'), 'controller: {}\n');
  const broken = await samplan(['serve', '--config', host]);
  expect(broken.code).toBe(2);
  expect(broken.err).toContain(`${path.join(folder, 'nordvik/samplan.yaml')}:1:`);
});
