import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { issuerKeys } from '../../src/access/issuer-keys.ts';
import { type Authority, startAuthority } from './authority/authority.ts';
import { type ProvingClient, provingClient, tokenFrom } from './authority/client.ts';
import { CLAIMS, type Guarded, openGuarded } from './guarded.ts';

const SCOPE = 'system/Goal.rs';

let authority: Authority;
let guarded: Guarded;
let client: ProvingClient;
let fetched: string[];

beforeAll(async () => {
  authority = await startAuthority(
    [
      { id: 'trust-ehr', claims: CLAIMS.trust },
      { id: 'stranger', claims: { 'helseid://claims/client/claims/orgnr_parent': '310699999' } },
    ],
    [SCOPE],
  );
  // The authority lives in our time, and so does the installation here.
  guarded = await openGuarded({ clock: () => new Date().toISOString() });
  client = await provingClient(guarded.now);
});
afterAll(async () => {
  await guarded.close();
  await authority.stop();
});
beforeEach(() => {
  fetched = [];
  const counting: typeof fetch = (input, init) => {
    fetched.push(String(input));
    return fetch(input, init);
  };
  const { issuer } = authority;
  const keys = issuerKeys({ issuer, keys: '' }, { fetch: counting, cooldownSeconds: 0 });
  guarded.change({ issuers: new Map([[issuer, keys]]) });
});

async function read(token: string, by = client, path = `/fhir/Goal?patient=${guarded.ingrid}`) {
  const [address = ''] = path.split('?');
  const proof = await by.proof({ method: 'GET', url: `${guarded.origin}${address}`, token });
  return guarded.send({
    path,
    headers: [
      ['authorization', `DPoP ${token}`],
      ['dpop', proof],
    ],
  });
}

describe('tokens of an authority that is not ours', () => {
  test('let a partner in, and its keys are asked for once', async () => {
    const token = await tokenFrom(authority, 'trust-ehr', SCOPE, client);
    for (const _round of [1, 2, 3]) expect(await read(token)).toMatchObject({ status: 200 });
    expect(fetched).toHaveLength(2);
  });

  test('are of no use without the key that they are bound to', async () => {
    const token = await tokenFrom(authority, 'trust-ehr', SCOPE, client);
    const thief = await provingClient(guarded.now);
    expect((await read(token, thief)).status).toBe(401);
    expect((await guarded.refusals()).map(({ why }) => why)).toContain('proof-other-key');
  });

  test('give what their scope says and no more', async () => {
    const token = await tokenFrom(authority, 'trust-ehr', SCOPE, client);
    expect((await read(token, client, `/fhir/CarePlan?patient=${guarded.ingrid}`)).status).toBe(403);
  });

  test('are refused from an organization without an agreement', async () => {
    const token = await tokenFrom(authority, 'stranger', SCOPE, client);
    expect((await read(token)).status).toBe(403);
  });

  test('are accepted after the authority changed its key', async () => {
    expect((await read(await tokenFrom(authority, 'trust-ehr', SCOPE, client))).status).toBe(200);
    await authority.rotate();
    expect((await read(await tokenFrom(authority, 'trust-ehr', SCOPE, client))).status).toBe(200);
  });

  test('are refused with 503, not let in, when the authority cannot be asked', async () => {
    const token = await tokenFrom(authority, 'trust-ehr', SCOPE, client);
    const { issuer } = authority;
    const silent: typeof fetch = async () => {
      throw new TypeError('no answer');
    };
    guarded.change({ issuers: new Map([[issuer, issuerKeys({ issuer, keys: '' }, { fetch: silent })]]) });
    expect((await read(token)).status).toBe(503);
  });
});
