import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRemoteJWKSet } from 'jose';
import { configuredClient } from '../../src/connector/authorization/configured-client.ts';
import { createNhnCareplanConnector } from '../../src/connector/nhn-careplan/create-nhn-careplan-connector.ts';
import { type Authority, startAuthority } from '../access/authority/authority.ts';
import { PersonsAtHand, putGoals } from './national-store/at-hand.ts';
import { letInBy } from './national-store/callers.ts';
import { type NationalStore, startNationalStore } from './national-store/national-store.ts';
import { NUMBERS } from './national-store/opened.ts';

const SCOPE = 'nhn:careplan/api';
const [PARENT, CHILD] = ['310600016', '310600024'];

let folder: string;
let authority: Authority;
let store: NationalStore;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-store-'));
  const claims = {
    'helseid://claims/client/claims/orgnr_parent': PARENT,
    'helseid://claims/client/claims/orgnr_child': CHILD,
  };
  authority = await startAuthority([{ id: 'samplan', claims }], [SCOPE], 'nhn:careplan');
  store = await startNationalStore(letInBy(createRemoteJWKSet(new URL('jwks', `${authority.issuer}/`))));
  await writeFile(path.join(folder, 'client.jwk.json'), JSON.stringify(authority.keyOf('samplan')));
});
afterAll(async () => {
  await store.close();
  await authority.stop();
  await rm(folder, { recursive: true });
});

test.each([true, false])('the store lets in a client with private_key_jwt, with DPoP: %j', async (proof) => {
  putGoals(store, NUMBERS.ingrid, [
    { resourceType: 'Goal', id: 'a', lifecycleStatus: 'active', description: { text: '1' }, subject: {} },
  ]);
  const auth = {
    issuer: authority.issuer,
    client: 'samplan',
    key: path.join(folder, 'client.jwk.json'),
    scope: SCOPE,
    resource: '',
    parent: PARENT,
    child: CHILD,
    organizationClaim: 'authorization_details' as const,
    proof,
  };
  const connector = createNhnCareplanConnector({
    ...configuredClient({ auth, headers: {} }),
    url: store.url,
    sourceSystem: 'Samplan',
    userRole: 'LE',
    accessBasis: 'consent',
    persons: new PersonsAtHand('ingrid', NUMBERS),
    newId: () => '00000000-0000-4000-8000-000000000001',
  });
  expect(await connector.read('Goal', 'a')).toMatchObject({ found: { peerId: 'a' } });
  const { authorization, dpop } = store.arrived.at(-1)?.headers ?? {};
  expect(authorization).toMatch(proof ? /^DPoP / : /^Bearer /);
  expect(dpop !== undefined).toBe(proof);
});
