import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { configuredAccess } from '../../src/access/configured-access.ts';
import { composeConsole } from '../../src/compose/console.ts';
import { composeGate } from '../../src/compose/gate.ts';
import type { AccessSettings } from '../../src/config.ts';
import type { Context } from '../../src/exchange/context.ts';
import { personHerself } from '../../src/exchange/person-herself.ts';
import { subscriptionsOf } from '../../src/exchange/subscriptions.ts';
import { createFhirApi, type OnFault } from '../../src/fhir/api.ts';
import { createApp } from '../../src/http/app.ts';
import { byTenant } from '../../src/http/by-tenant.ts';
import { listen } from '../../src/http/listen.ts';
import { NO_PROXY } from '../../src/http/sender.ts';
import { AUDIENCE } from '../access/authority/authority.ts';
import { freePort } from '../free-port.ts';
import { type SignInAuthority, startSignIn } from './authority/authority.ts';
import type { Account } from './authority/main.ts';

/** A console that is served, of an installation. */
export interface StagedConsole {
  readonly origin: string;
  readonly faults: readonly Parameters<OnFault>[0][];
  /** Present where people sign in. */
  readonly authority?: SignInAuthority;
  /** Where persons sign in themselves. */
  readonly personsAuthority?: SignInAuthority;
  /** The console's clock goes forward; that of the authority does not. */
  later(milliseconds: number): void;
  /** Another process on the same store: where it listens. It is closed with this one. */
  another(): Promise<string>;
  /** As when the process is told to stop. */
  stop(): void;
  close(): Promise<void>;
}

interface StagedOptions {
  /** Who can sign in; absent: nobody does, and whoever comes acts for the controller. */
  readonly accounts?: readonly Account[];
  /** Who can sign in herself, at an authority of their own. */
  readonly persons?: readonly Account[];
  readonly hasRefresh?: boolean;
  readonly idleMinutes?: number;
  readonly hours?: number;
  readonly nonces?: boolean;
  /** Name of the tenant that it is, in a process of several. */
  readonly tenant?: string;
}

const ACCESS: AccessSettings = {
  mode: 'loopback',
  audience: AUDIENCE,
  issuers: [],
  algorithms: ['PS256'],
  toleranceSeconds: 5,
  proofSeconds: 30,
  requireBinding: true,
  nonces: false,
  requestsPerMinute: 100_000,
  failuresPerMinute: 100_000,
  origins: [],
};

const PERSONS = { claim: 'pid', levels: ['idporten-loa-high'], requireBinding: true } as const;

function signInAt({ issuer, client }: SignInAuthority) {
  return { issuer, client, scope: 'openid', resource: '' };
}

/**
 * Serves the console of an installation as compose wires it, on the clock of this machine.
 *
 * @example
 * const console = await openConsole(stage.context, { accounts });
 */
export async function openConsole(given: Context, options: StagedOptions = {}): Promise<StagedConsole> {
  const { accounts, persons, hasRefresh = false, idleMinutes = 30, hours = 10, nonces = false, tenant } = options;
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}${tenant === undefined ? '' : `/${tenant}`}`;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-console-'));
  const key = path.join(folder, 'console.jwk.json');
  const authority =
    accounts && (await startSignIn({ accounts, redirect: `${origin}/console/signed-in`, keyFile: key, hasRefresh }));
  const personsKey = path.join(folder, 'persons.jwk.json');
  const personsAuthority =
    persons &&
    (await startSignIn({
      accounts: persons,
      redirect: `${origin}/console/signed-in`,
      keyFile: personsKey,
      hasRefresh,
    }));
  let ahead = 0;
  const context: Context = { ...given, now: () => new Date(Date.now() + ahead).toISOString() };
  const settings: AccessSettings = authority
    ? {
        ...ACCESS,
        mode: 'oauth',
        nonces,
        issuers: [
          ...(personsAuthority ? [{ issuer: personsAuthority.issuer, keys: '', persons: PERSONS }] : []),
          { issuer: authority.issuer, keys: '' },
        ],
      }
    : ACCESS;
  const faults: Parameters<OnFault>[0][] = [];
  const onFault: OnFault = (fault) => faults.push(fault);
  const ending = new AbortController();
  const servers: Server[] = [];
  const serve = async (at: number): Promise<void> => {
    const { access } = configuredAccess(settings, {
      ...context,
      memory: context.store,
      whoHas: (number) => personHerself(context, number),
    });
    const subscriptions = subscriptionsOf(context, { endpoints: [] });
    const gate = composeGate(context, { runPasses: async () => [], subscriptions });
    const api = createFhirApi({ context, gate, access, onFault });
    const scope = ['openid', ...new Set(accounts?.flatMap(({ scopes }) => scopes))].join(' ');
    const pages = composeConsole(
      context,
      {
        http: { host: '127.0.0.1', port: at, publicUrl: origin, proxy: NO_PROXY },
        access: settings,
        timezone: 'Europe/Oslo',
        partners: context.partners.map(({ name }) => ({ name, schedule: '0 */5 * * * *' })),
      },
      {
        ...{ issuer: '', resource: '', scope, idleMinutes, hours },
        ...(authority ? { client: authority.client, key } : {}),
        ...(personsAuthority ? { persons: { ...signInAt(personsAuthority), key: personsKey } } : {}),
      },
      { api, gate, access, baseOf: () => origin, onFault, ending: ending.signal },
    );
    const app = createApp({
      ...{ api, console: async () => pages, onFault, publicUrl: origin },
      ...(authority ? { smart: async () => ({}) } : {}),
      ready: async () => [],
      newId: randomUUID,
    });
    const served = tenant === undefined ? app : byTenant((name) => (name === tenant ? app : undefined), nobody);
    servers.push(await listen(served, { host: '127.0.0.1', port: at, isProtected: true }));
  };
  await serve(port);
  return {
    origin,
    faults,
    ...(authority ? { authority } : {}),
    ...(personsAuthority ? { personsAuthority } : {}),
    later(milliseconds) {
      ahead += milliseconds;
    },
    async another() {
      const other = await freePort();
      await serve(other);
      return `http://127.0.0.1:${other}`;
    },
    stop() {
      ending.abort();
    },
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      }
      await authority?.stop();
      await personsAuthority?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const nobody: RequestListener = (_request, response) => {
  response.writeHead(404).end();
};
