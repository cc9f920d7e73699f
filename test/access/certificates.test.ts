import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Guarded, openGuarded } from './guarded.ts';

const pem = (name: string) => readFile(`test/access/fixtures/${name}.pem`, 'utf8');
const thumbprintOf = async (name: string) =>
  createHash('sha256')
    .update(new X509Certificate(await pem(name)).raw)
    .digest('base64url');
const header = async (name: string) => `:${new X509Certificate(await pem(name)).raw.toString('base64')}:`;

let guarded: Guarded;
afterEach(() => guarded.close());

const bound = async () => guarded.token({ claims: { cnf: { 'x5t#S256': await thumbprintOf('client') } } });

describe('a token that is bound to a certificate', () => {
  async function askOverTls(client?: { readonly key: string; readonly cert: string }): Promise<number | undefined> {
    const { hostname: host, port } = new URL(guarded.origin);
    const path = `/fhir/Goal?patient=${guarded.ingrid}`;
    const headers = { authorization: `Bearer ${await bound()}` };
    const sent = request({ host, port, path, headers, ca: await pem('server'), agent: false, ...client });
    sent.end();
    const [answer] = await once(sent, 'response');
    answer.resume();
    return answer.statusCode;
  }

  test('is good over the connection with that certificate, and over no other', async () => {
    const server = { key: await pem('server-key'), cert: await pem('server') };
    guarded = await openGuarded({ tls: server });
    expect(await askOverTls({ key: await pem('client-key'), cert: await pem('client') })).toBe(200);
    expect(await askOverTls(server)).toBe(401);
    expect(await askOverTls()).toBe(401);
    expect((await guarded.refusals()).map(({ why }) => why)).toEqual(['certificate-other', 'certificate-missing']);
  });

  test.each(['RFC 9440', 'percent-encoded PEM'])('is good with what a trusted proxy says (%s)', async (form) => {
    guarded = await openGuarded({ proxy: { addresses: ['127.0.0.1'], certificateHeader: 'client-cert' } });
    const write = async (name: string) => (form === 'RFC 9440' ? header(name) : encodeURIComponent(await pem(name)));
    const ask = async (...values: readonly string[]) => {
      const headers = [
        ['authorization', `Bearer ${await bound()}`] as const,
        ...values.map((value) => ['client-cert', value] as const),
      ];
      return (await guarded.send({ path: `/fhir/Goal?patient=${guarded.ingrid}`, headers })).status;
    };
    expect(await ask(await write('client'))).toBe(200);
    expect(await ask(await write('other'))).toBe(401);
    expect(await ask('rubbish')).toBe(401);
    // The client's own, and what the proxy added to it.
    expect(await ask(await write('client'), await write('other'))).toBe(401);
  });

  test('is refused when anybody else writes that header', async () => {
    guarded = await openGuarded({ proxy: { addresses: ['10.0.0.1'], certificateHeader: 'client-cert' } });
    const headers = [
      ['authorization', `Bearer ${await bound()}`],
      ['client-cert', await header('client')],
    ] as const;
    expect((await guarded.send({ path: '/fhir/Goal', headers })).status).toBe(401);
    expect((await guarded.refusals()).map(({ why }) => why)).toEqual(['certificate-missing']);
  });
});
