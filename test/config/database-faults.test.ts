import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../src/config.ts';
import { SamplanError } from '../../src/errors.ts';

const CONTROLLER = `controller: { name: Samplan Fjordvik, organization: "310000019", sector: municipal }\n`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-store-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function loaded(store: string): Promise<unknown> {
  const file = path.join(folder, 'samplan.yaml');
  await writeFile(file, `${CONTROLLER}store: { ${store} }\n`);
  return loadConfiguration(file).catch((error: unknown) => error);
}

/** Faults as `rule setting`. */
async function faultsOf(store: string): Promise<readonly string[]> {
  const outcome = await loaded(store);
  if (!(outcome instanceof SamplanError)) return [];
  expect(JSON.stringify(outcome.findings)).not.toContain('hemmelig');
  return outcome.findings.map(({ rule, element }) => `${rule} ${element}`);
}

describe('settings of the store', () => {
  test.each([
    ['a file', 'file: ./other.sqlite'],
    ['a socket', 'kind: postgres, url: "postgresql:///samplan?host=/run/postgresql"'],
    [
      'a server on this machine',
      'kind: postgres, url: "postgresql://samplan@127.0.0.1:5432/samplan", schema: fjordvik',
    ],
    ['a server elsewhere with TLS', 'kind: postgres, url: "postgresql://samplan@db.example/samplan", tls: {}'],
  ])('%s is good', async (_what, store) => {
    expect(await faultsOf(store)).toEqual([]);
  });

  test.each([
    ['no address', 'kind: postgres', ['missing-setting store.url']],
    ['an address that is none', 'kind: postgres, url: db', ['wrong-value store.url']],
    ['another kind of address', 'kind: postgres, url: "https://db.example"', ['wrong-value store.url']],
    ['a password in it', 'kind: postgres, url: "postgresql://a:hemmelig@127.0.0.1/a"', ['wrong-value store.url']],
    ['a password behind it', 'kind: postgres, url: "postgresql:///a?password=hemmelig"', ['wrong-value store.url']],
    [
      'TLS by halves',
      'kind: postgres, url: "postgresql://a@db.example/a?sslmode=no-verify"',
      ['wrong-value store.url'],
    ],
    [
      'a way that others listen on',
      'kind: postgres, url: "postgresql://a@db.example/a"',
      ['missing-setting store.tls'],
    ],
    [
      'the same by the other spelling',
      'kind: postgres, url: "postgresql:///a?host=db.example"',
      ['missing-setting store.tls'],
    ],
    ['a schema that is SQL', 'kind: postgres, url: "postgresql:///a", schema: "a; DROP"', ['wrong-value store.schema']],
    [
      'files that are not there',
      'kind: postgres, url: "postgresql:///a", passwordFile: ./no, tls: { authority: ./none.pem }',
      ['missing-folder store.passwordFile', 'missing-folder store.tls.authority'],
    ],
  ])('%s is a fault', async (_what, store, faults) => {
    expect(await faultsOf(store)).toEqual(faults);
  });

  test('what the other kind has is left out, and paths are made absolute', async () => {
    await writeFile(path.join(folder, 'ca.pem'), '');
    const url = 'postgresql://samplan@db.example/samplan';
    expect(
      await loaded(`kind: postgres, url: "${url}", pool: 20, tls: { authority: ./ca.pem }, keyFile: ./key`),
    ).toMatchObject({
      store: {
        kind: 'postgres',
        url,
        schema: 'samplan',
        pool: 20,
        statementTimeout: 30,
        tls: { authority: path.join(folder, 'ca.pem'), key: '', certificate: '' },
        keyFile: path.join(folder, 'key'),
      },
    });
    expect(await loaded('file: ./a.sqlite')).toHaveProperty('store', {
      kind: 'sqlite',
      file: path.join(folder, 'a.sqlite'),
    });
  });
});
