import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../src/config.ts';
import { SamplanError } from '../../src/errors.ts';

const CONTROLLER = `controller: { name: Samplan Fjordvik, organization: "310000019", sector: municipal }\n`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-access-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Faults as `rule setting`. */
async function faultsOf(text: string): Promise<readonly string[]> {
  const file = path.join(folder, 'samplan.yaml');
  await writeFile(file, CONTROLLER + text);
  const outcome = await loadConfiguration(file).catch((error: unknown) => error);
  if (!(outcome instanceof SamplanError)) return [];
  return outcome.findings.map(({ rule, element }) => `${rule} ${element}`);
}

const ISSUER = 'issuers: [{ issuer: https://helseid-sts.nhn.no }]';
const oauth = (http: string, access = `audience: nhn:samplan, ${ISSUER}`): string =>
  `http: { publicUrl: https://samplan.example, ${http} }\naccess: { mode: oauth, ${access} }\n`;

describe('settings of access', () => {
  test.each([
    ['nothing of it', ''],
    ['loopback by its name', 'http: { host: localhost }\n'],
    ['tokens on every address', oauth('host: 0.0.0.0')],
    ['pages where nobody signs in', 'console: {}\n'],
    [
      'pages where people sign in',
      `${oauth('port: 0')}console: { client: samplan, key: ./key.json, issuer: https://helseid-sts.nhn.no }\n`,
    ],
    ['a stand-in issuer on this machine', oauth('port: 0', 'audience: a, issuers: [{ issuer: http://127.0.0.1:9 }]')],
  ])('%s is good', async (_what, text) => {
    expect(await faultsOf(text)).toEqual([]);
  });

  test.each([
    ['a host that others reach, without tokens', 'http: { host: 0.0.0.0 }\n', ['wrong-value http.host']],
    [
      'tokens of nobody, for nothing, nowhere: all at once',
      'access: { mode: oauth }\n',
      ['missing-setting http.publicUrl', 'missing-setting access.audience', 'missing-setting access.issuers'],
    ],
    [
      'an algorithm that shares a secret',
      oauth('port: 0', `algorithms: [HS256], audience: a, ${ISSUER}`),
      ['wrong-value access.algorithms[0]'],
    ],
    [
      'no signature at all',
      oauth('port: 0', `algorithms: [none], audience: a, ${ISSUER}`),
      ['wrong-value access.algorithms[0]'],
    ],
    ['no algorithm', oauth('port: 0', `algorithms: [], audience: a, ${ISSUER}`), ['wrong-value access.algorithms']],
    [
      'pages where people should sign in and cannot: all at once',
      `${oauth('port: 0')}console: { issuer: https://elsewhere.example }\n`,
      ['missing-setting console.client', 'missing-setting console.key', 'wrong-value console.issuer'],
    ],
    [
      'persons who sign in at an issuer of organizations, and an audience that is a client',
      `${oauth('port: 0', 'audience: c, issuers: [{ issuer: https://sts.example }]')}console: { client: c, key: k, persons: { issuer: https://sts.example, client: c, key: k } }\n`,
      ['wrong-value access.audience', 'wrong-value console.persons.issuer'],
    ],
    [
      'persons who sign in where nobody does',
      'console: { persons: { issuer: https://sts.example, client: c, key: k } }\n',
      ['wrong-value console.persons'],
    ],
    [
      'professionals who sign in where persons do',
      `${oauth('port: 0', 'audience: a, issuers: [{ issuer: https://sts.example, persons: {} }]')}console: { client: c, key: k, issuer: https://sts.example }\n`,
      ['wrong-value console.issuer'],
    ],
    [
      'an issuer that anybody on the way can be',
      oauth('port: 0', 'audience: a, issuers: [{ issuer: http://sts.example }]'),
      ['bad-address access.issuers[0].issuer'],
    ],
    [
      'an issuer with a slash at the end',
      oauth('port: 0', 'audience: a, issuers: [{ issuer: https://sts.example/ }]'),
      ['wrong-value access.issuers[0].issuer'],
    ],
    [
      'an issuer twice',
      oauth('port: 0', 'audience: a, issuers: [{ issuer: https://sts.example }, { issuer: https://sts.example }]'),
      ['duplicate-address access.issuers[1].issuer'],
    ],
    [
      'keys over http',
      oauth('port: 0', 'audience: a, issuers: [{ issuer: https://sts.example, keys: http://sts.example/k }]'),
      ['bad-address access.issuers[0].keys'],
    ],
    [
      'a key that is not there',
      oauth('tls: { key: ./none.pem, certificate: ./none.pem }'),
      ['missing-folder http.tls.key', 'missing-folder http.tls.certificate'],
    ],
    [
      'an address with a password',
      'http: { publicUrl: "https://a:b@samplan.example" }\n',
      ['bad-address http.publicUrl'],
    ],
    ['a proxy by a name', oauth('proxy: { addresses: [proxy.example] }'), ['wrong-value http.proxy.addresses[0]']],
  ])('%s is a fault', async (_what, text, faults) => {
    expect((await faultsOf(text)).toSorted()).toEqual(faults.toSorted());
  });
});
