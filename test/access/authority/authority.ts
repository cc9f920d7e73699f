import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { AuthorityOrder } from './main.ts';

export const AUDIENCE = 'nhn:samplan';

/** A client with its own key. */
export interface AuthorityClient {
  readonly id: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** An authority that is not ours (oidc-provider): signs access tokens for our API, as HelseID does. */
export interface Authority {
  readonly issuer: string;
  /** Private key of a client. */
  keyOf(client: string): JWK;
  /** From now on it signs with a new key. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

/** A new private key as JWK. */
export async function newKey(algorithm: string, kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: algorithm, use: 'sig', kid };
}

/** The public part of a key. */
export function publicPart({ kty, crv, x, y, n, e, kid, alg, use }: JWK): JWK {
  return JSON.parse(JSON.stringify({ kty, crv, x, y, n, e, kid, alg, use })) as JWK;
}

/**
 * Starts the authority in a process of its own.
 *
 * @example
 * const authority = await startAuthority([{ id: 'trust-ehr', claims: {} }], ['system/*.rs']);
 */
export async function startAuthority(
  clients: readonly AuthorityClient[],
  scopes: readonly string[],
  audience = AUDIENCE,
): Promise<Authority> {
  const keys = new Map(await Promise.all(clients.map(async ({ id }) => [id, await newKey('ES256', id)] as const)));
  const child = fork(fileURLToPath(new URL('main.ts', import.meta.url)), [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // oidc-provider warns at length that its memory is for trials.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let round = 0;
  const signing: JWK[] = [];
  const order = async (): Promise<string> => {
    round += 1;
    signing.unshift(await newKey('PS256', `authority-${round}`));
    return tell(child, {
      audience,
      scopes,
      clients: clients.map(({ id, claims }) => ({ id, claims, key: publicPart(keys.get(id) ?? {}) })),
      keys: signing.slice(0, 1),
    });
  };
  const issuer = await order();
  return {
    issuer,
    keyOf: (client) => keys.get(client) ?? {},
    async rotate() {
      await order();
    },
    async stop() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function tell(child: ChildProcess, order: AuthorityOrder): Promise<string> {
  const failed = once(child, 'exit').then(() => {
    throw new Error('the authority ended');
  });
  failed.catch(() => {});
  child.send(order);
  const [{ issuer }] = (await Promise.race([once(child, 'message'), failed])) as [{ issuer: string }];
  return issuer;
}
