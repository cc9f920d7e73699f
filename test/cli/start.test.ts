import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { stringify } from 'yaml';

const ROOT = path.join(import.meta.dirname, '../..');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-start-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PARTNER = {
  name: 'Fjordvik kommune',
  organization: '310000027',
  sector: 'municipal',
  agreement: 'Samarbeidsavtale 2026-01',
  schedule: '0 0 1 1 *',
  connector: { kind: 'fhir-rest', url: 'http://127.0.0.1:9/fhir' },
};

interface Start {
  /** Addresses of modules, and names of Node's own. */
  readonly loaded: readonly string[];
  /** What Node was asked to find: `specifier of address`. */
  readonly looked: readonly string[];
}

/** What `samplan serve` loads until it listens, and as it ends. */
async function startWith(partners: readonly object[]): Promise<Start> {
  const config = path.join(folder, 'samplan.yaml');
  const controller = { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' };
  await writeFile(config, stringify({ controller, http: { port: 0 }, partners }));
  const LOADED = path.join(folder, 'loaded.json');
  const program = path.join(ROOT, 'src/cli/samplan.mjs');
  const hook = path.join(import.meta.dirname, 'tell-loaded.ts');
  const child = spawn(process.execPath, ['--import', hook, program, 'serve', '--config', config], {
    env: { PATH: process.env['PATH'], LOADED },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stderr })) if (line.includes('listening on')) break;
  child.kill();
  expect((await ended)[0]).toBe(0);
  return JSON.parse(await readFile(LOADED, 'utf8'));
}

/** The first group of each match, each once, in order. */
const named = (loaded: readonly string[], pattern: RegExp): readonly string[] =>
  [...new Set(loaded.flatMap((one) => pattern.exec(one)?.[1] ?? []))].toSorted();

test.each([
  ['without partners', [], ['rest-hook']],
  ['with a partner', [PARTNER], ['authorization', 'fhir-rest', 'lifted', 'nhn-careplan', 'rest-hook']],
])('a start loads what it needs and leaves the rest until it is asked for: %s', async (_name, partners, connectors) => {
  const { loaded, looked } = await startWith(partners);
  const { dependencies } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  const packages = named(loaded, /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//u);
  expect(packages.filter((one) => one in dependencies)).toEqual([
    '@navikt/fnrvalidator',
    'ajv',
    'commander',
    'compression',
    'express',
    'helmet',
    'jose',
    'node-cron',
    'pino',
    'rate-limiter-flexible',
    'rfc6902',
    'saxes',
    'yaml',
  ]);
  // What the configuration's schema is checked with is compiled beforehand, and asks for the length of texts.
  expect(named(loaded, /\/node_modules\/ajv\/(.*)$/u)).toEqual(['dist/runtime/ucs2length.js']);
  expect(named(loaded, /\/src\/connector\/([^/.]+)\//u)).toEqual(connectors);
  expect(named(loaded, /\/src\/(archive|console|document|mapping|source)\//u)).toEqual([]);
  expect(named(loaded, /\/src\/store\/(postgres)\//u)).toEqual([]);
  expect(named(loaded, /\/src\/cli\/(.*)\.ts$/u)).toEqual([
    'config-file',
    'empty-program',
    'exit-code',
    'explain-error',
    'operator-log',
    'process-session',
    'require-profiles',
    'run',
    'serve',
    'terminal',
  ]);
  expect(named(loaded, /\/src\/sync\/(run|shares|scheduled-retention)\.ts$/u)).toEqual([]);
  // Where our modules are is not asked of the disk.
  expect(looked.filter((one) => /^\.\S*\.ts of /u.test(one))).toEqual([]);
  expect(looked).toContainEqual(expect.stringMatching(/^express of /u));
  // Node's own: an import of node:http would bring it along (src/node-http.ts).
  expect(loaded.filter((one) => one.includes('undici'))).toEqual([]);
});
