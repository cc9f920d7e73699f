import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../src/config.ts';
import { SamplanError } from '../../src/errors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-auth-'));
  await writeFile(path.join(folder, 'client.jwk.json'), '{}');
});
afterAll(() => rm(folder, { recursive: true }));

/** Faults as `rule setting`. */
async function faultsOf(
  more: string,
  { sector = 'specialist', connector = 'kind: fhir-rest' } = {},
): Promise<readonly string[]> {
  const file = path.join(folder, 'samplan.yaml');
  await writeFile(
    file,
    `controller: { name: Samplan Fjordvik, organization: "310000019", sector: municipal }
partners:
  - name: Helse Fjordvik HF
    organization: "310000035"
    sector: ${sector}
    agreement: Avtale 1
    schedule: "0 2 * * *"
    connector: { ${connector}, url: https://trust.example/fhir }
    ${more}
`,
  );
  const outcome = await loadConfiguration(file).catch((error: unknown) => error);
  if (!(outcome instanceof SamplanError)) return [];
  return outcome.findings.map(({ rule, element }) => `${rule} ${element}`);
}

const good = 'issuer: https://sts.example, client: ehr, key: ./client.jwk.json';

test.each([
  ['nothing', '', []],
  ['a client with its key', `auth: { ${good} }`, []],
  ['headers of the API', 'headers: { nhn-source-system: Samplan }', []],
  ['no key', 'auth: { issuer: https://sts.example, client: ehr }', ['missing-setting partners[0].auth.key']],
  [
    'a key that is not there',
    `auth: { ${good.replace('client.jwk', 'none')} }`,
    ['missing-folder partners[0].auth.key'],
  ],
  ['an authority over http', `auth: { ${good.replace('https', 'http')} }`, ['bad-address partners[0].auth.issuer']],
  ['a unit by half a number', `auth: { ${good}, child: "31000" }`, ['wrong-value partners[0].auth.child']],
  ['a header that is ours to set', 'headers: { authorization: Basic x }', ['wrong-value partners[0].headers']],
  ['a header in capitals', 'headers: { Nhn-Source-System: x }', ['wrong-value partners[0].headers']],
  [
    'a header of two lines',
    'headers: { nhn-source-system: "a\\nb" }',
    ['wrong-value partners[0].headers.nhn-source-system'],
  ],
])('how a partner lets us in: %s', async (_what, more, faults) => {
  expect(await faultsOf(more)).toEqual(faults);
});

const store = { sector: 'national', connector: 'kind: nhn-careplan, accessBasis: consent' };
const forBoth = `auth: { ${good}, parent: "310600016", child: "310600024" }`;

test.each([
  ['all that it needs', forBoth, store, []],
  [
    'no basis of access',
    forBoth,
    { ...store, connector: 'kind: nhn-careplan' },
    ['missing-setting partners[0].connector.accessBasis'],
  ],
  ['no client', '', store, ['missing-setting partners[0].auth']],
  [
    'a client that acts for nobody',
    `auth: { ${good} }`,
    store,
    ['missing-setting partners[0].auth.parent', 'missing-setting partners[0].auth.child'],
  ],
  ['another sector', forBoth, { ...store, sector: 'specialist' }, ['wrong-value partners[0].sector']],
  [
    'a connector that deletes nothing',
    forBoth,
    { ...store, connector: 'kind: fhir-rest' },
    ['wrong-value partners[0].connector.kind'],
  ],
])('a national store with %s', async (_what, more, how, faults) => {
  expect(await faultsOf(more, how)).toEqual(faults);
});
