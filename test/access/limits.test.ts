import { afterEach, describe, expect, test } from '@jest/globals';
import { proofFor } from './attacks/attack.ts';
import { type Guarded, openGuarded } from './guarded.ts';

let guarded: Guarded;
afterEach(() => guarded.close());

describe('how often', () => {
  test('a client that asks too often waits, and another does not', async () => {
    guarded = await openGuarded({ limits: { requestsPerMinute: 3, failuresPerMinute: 100 } });
    const path = `/fhir/Goal?patient=${guarded.ingrid}`;
    for (const _one of [1, 2, 3]) expect((await guarded.ask({ path })).status).toBe(200);
    const refused = await guarded.ask({ path });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await guarded.ask({ path }, { claims: { client_id: 'another' } })).status).toBe(200);
  });

  test('after too many refusals from an address nothing more is looked at, nor written down', async () => {
    guarded = await openGuarded({ limits: { requestsPerMinute: 100, failuresPerMinute: 3 } });
    for (const _one of [1, 2, 3]) expect((await guarded.send({ path: '/fhir/Goal' })).status).toBe(401);
    for (const _one of [1, 2, 3]) expect((await guarded.send({ path: '/fhir/Goal' })).status).toBe(429);
    expect(await guarded.refusals()).toHaveLength(3);
  });

  test('a nonce is asked for with the value to use, and that is good', async () => {
    guarded = await openGuarded({ limits: { requestsPerMinute: 100, failuresPerMinute: 1 } });
    guarded.change({ freshNonces: () => ['fresh', 'older'] });
    const token = await guarded.token();
    const ask = async (nonce?: string) => {
      const dpop = await proofFor(guarded, token, nonce === undefined ? {} : { claims: { nonce } });
      const headers = [
        ['authorization', `DPoP ${token}`],
        ['dpop', dpop],
      ] as const;
      return guarded.send({ path: `/fhir/Goal?patient=${guarded.ingrid}`, headers });
    };
    const asked = await ask();
    expect([asked.status, asked.headers['dpop-nonce']]).toEqual([401, 'fresh']);
    expect(asked.headers['www-authenticate']).toContain('error="use_dpop_nonce"');
    // The one refusal that is allowed has not been used up by being asked.
    expect([(await ask('fresh')).status, (await ask('older')).status, (await ask('made-up')).status]).toEqual([
      200, 200, 401,
    ]);
  });
});
