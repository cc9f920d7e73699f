import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { AUDIENCE } from '../access/authority/authority.ts';
import { type SignInAuthority, startSignIn } from '../console/authority/authority.ts';
import type { Account } from '../console/authority/main.ts';
import { freePort } from '../free-port.ts';
import { listening } from '../kill/listening.ts';
import { CommandLine } from './command-line.ts';
import { calendar } from './people/calendar.ts';
import { EVERYONE } from './people/everyone.ts';
import { identify } from './people/person.ts';

/** Another process on the store of the demo, at which people sign in. */
export interface SignInStage {
  /** `http://127.0.0.1:1234/console` */
  readonly console: string;
  close(): Promise<void>;
}

const SECURE = { 'helseid://claims/identity/security_level': '4' };

/** Everybody in the story, at an authority that is nobody's. */
function people(): readonly Account[] {
  const when = calendar(() => new Date());
  return EVERYONE.map(({ profile }) => ({
    name: profile.given,
    scopes: [],
    claims: { pid: identify(profile, when).fnr, acr: 'idporten-loa-high' },
  }));
}

/** Who works for the controller. */
function staff(organization: string): readonly Account[] {
  const claims = { 'helseid://claims/client/claims/orgnr_parent': organization, ...SECURE };
  return [
    {
      name: 'coordinator',
      scopes: ['user/*.cruds'],
      claims: { ...claims, 'helseid://claims/hpr/hpr_number': '565500055' },
    },
    { name: 'operator', scopes: ['user/Operations.r'], claims },
  ];
}

/**
 * Serves the console of an installation once more, with sign-in: for the people whose plans they are, and for who works with them. It takes
 * no passes.
 *
 * @param config the demo's configuration; what is written lies beside it
 * @example
 * const signIn = await openSignIn(stage.config);
 */
export async function openSignIn(config: string): Promise<SignInStage> {
  const folder = path.dirname(config);
  const settings = parse(await readFile(config, 'utf8'));
  const port = await freePort();
  const redirect = `http://127.0.0.1:${port}/console/signed-in`;
  const started: { stop(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const one of started.toReversed()) await one.stop();
  };
  const authority = async (name: string, accounts: readonly Account[]): Promise<SignInAuthority & { key: string }> => {
    const key = path.join(folder, `${name}.jwk.json`);
    const opened = await startSignIn({ accounts, redirect, keyFile: key, hasRefresh: true });
    started.push(opened);
    return { ...opened, key };
  };
  try {
    const work = await authority('work', staff(settings.controller.organization));
    const persons = await authority('persons', people());
    const file = path.join(folder, 'sign-in.yaml');
    const at = ({ issuer, client, key }: typeof work) => ({ issuer, client, key });
    await writeFile(
      file,
      stringify({
        ...settings,
        http: { port, publicUrl: `http://127.0.0.1:${port}` },
        access: {
          mode: 'oauth',
          audience: AUDIENCE,
          issuers: [
            { issuer: work.issuer },
            { issuer: persons.issuer, persons: { claim: 'pid', levels: ['idporten-loa-high'] } },
          ],
        },
        console: { ...at(work), scope: 'openid user/*.cruds user/Operations.r', persons: at(persons) },
      }),
    );
    const samplan = new CommandLine(folder, file);
    started.push({ stop: () => samplan.end() });
    const server = samplan.serve({}, '--role', 'web');
    server.stdout?.resume();
    return { console: `${new URL(await listening(server)).origin}/console`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
