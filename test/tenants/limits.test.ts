import { afterEach, expect, test } from '@jest/globals';
import { type GuardedHost, openGuardedHost } from './guarded-host.ts';

let host: GuardedHost;
afterEach(() => host.close());

test('a nonce that one tenant gave out does not hold at the other', async () => {
  // What is written before the host answers with a nonce carries none.
  host = await openGuardedHost({ nonces: true }, {}, { isEmpty: true });
  const nonceOf = async (name: 'fjordvik' | 'nordvik'): Promise<unknown> =>
    (await host.ask({ path: `/${name}/fhir/Goal` }, name)).headers['dpop-nonce'];
  const [fjordvik, nordvik] = [await nonceOf('fjordvik'), await nonceOf('nordvik')];
  expect([typeof fjordvik, typeof nordvik, fjordvik === nordvik]).toEqual(['string', 'string', false]);
  const withNonce = (nonce: unknown) =>
    host.ask({ path: '/nordvik/fhir/Goal' }, 'nordvik', { proof: { claims: { nonce } } });
  expect((await withNonce(fjordvik)).status).toBe(401);
  expect((await withNonce(nordvik)).status).toBe(200);
});

test('who floods one tenant, refused or let in, holds nobody off at the other', async () => {
  host = await openGuardedHost({ failuresPerMinute: 3, requestsPerMinute: 5 }, {}, { isEmpty: true });
  const asked = async (name: 'fjordvik' | 'nordvik', at: 'fjordvik' | 'nordvik' = name): Promise<number> =>
    (await host.ask({ path: `/${at}/fhir/Goal` }, name)).status;
  const admitted = [];
  for (let count = 0; count < 6; count += 1) admitted.push(await asked('fjordvik'));
  expect(admitted).toEqual([200, 200, 200, 200, 200, 429]);
  const refused = [];
  for (let count = 0; count < 4; count += 1) refused.push(await asked('nordvik', 'fjordvik'));
  expect(refused).toEqual([401, 401, 401, 429]);
  expect(await asked('nordvik')).toBe(200);
});
