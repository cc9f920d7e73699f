import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AUDIENCE, newKey, publicPart } from '../../access/authority/authority.ts';
import type { Account, SignInOrder } from './main.ts';

/** An authority that people sign in at. */
export interface SignInAuthority {
  readonly issuer: string;
  readonly client: string;
  /** Ends it. */
  stop(): Promise<void>;
}

const CLIENT = 'samplan-console';

/**
 * Starts it, and writes the private key of the console there.
 *
 * @example
 * const authority = await startSignIn({ accounts, redirect: `${origin}/console/signed-in`, keyFile });
 */
export async function startSignIn({
  accounts,
  redirect,
  keyFile,
  hasRefresh = false,
}: {
  readonly accounts: readonly Account[];
  readonly redirect: string;
  readonly keyFile: string;
  readonly hasRefresh?: boolean;
}): Promise<SignInAuthority> {
  const key = await newKey('ES256', CLIENT);
  await writeFile(keyFile, JSON.stringify(key), { mode: 0o600 });
  const child = fork(fileURLToPath(new URL('main.ts', import.meta.url)), [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // oidc-provider warns at length that its memory is for trials.
    stdio: ['ignore', 'ignore', process.env['SHOW_AUTHORITY'] ? 'inherit' : 'ignore', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the authority ended');
  });
  ended.catch(() => {});
  child.send({
    audience: AUDIENCE,
    client: { id: CLIENT, key: publicPart(key), redirect },
    accounts,
    signing: await newKey('PS256', 'sign-in-1'),
    hasRefresh,
  } satisfies SignInOrder);
  const [{ issuer }] = (await Promise.race([once(child, 'message'), ended])) as [{ issuer: string }];
  return {
    issuer,
    client: CLIENT,
    async stop() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
