import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuditEvent } from '@medplum/fhirtypes';
import { createLocalJWKSet, importJWK, type JWK, SignJWT } from 'jose';
import { type Access, type AccessRules, oauthAccess } from '../../src/access/create-access.ts';
import { createThrottle, type Limits } from '../../src/access/throttle.ts';
import { personHerself } from '../../src/exchange/person-herself.ts';
import { createApp } from '../../src/http/app.ts';
import { listen } from '../../src/http/listen.ts';
import type { TrustedProxy } from '../../src/http/sender.ts';
import { directory, FJORDVIK, INGRID, Papers, PER, TRUST } from '../exchange/papers.ts';
import { openStage, type Stage } from '../exchange/stage.ts';
import { apiOf } from '../http/harness.ts';
import { AUDIENCE, newKey, publicPart } from './authority/authority.ts';
import { type ProvingClient, provingClient } from './authority/client.ts';

const ISSUER = 'https://issuer.example.no';
/** Where persons sign in themselves. */
export const PERSONS_ISSUER = 'https://idporten.example.no';

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request as it goes over the wire: nothing is put right on the way. */
export interface Raw {
  readonly method?: string;
  /** Path and query, as they are written. */
  readonly path: string;
  /** Names and values in turn, repeats kept. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
}

/** What a forged or honest token says otherwise than usual; undefined takes a claim away. */
export interface TokenOtherwise {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly signer?: JWK;
}

/**
 * An installation behind tokens: Ingrid has a plan at the municipality that the trust sees by consent, Per has one that it does
 * not see. The issuer's key is in the test's hand, so that anything can be forged.
 */
export interface Guarded {
  readonly stage: Stage;
  readonly origin: string;
  readonly client: ProvingClient;
  readonly issuerKey: JWK;
  /** Of the issuer of persons. */
  readonly personsKey: JWK;
  /** Our ids of the two persons. */
  readonly ingrid: string;
  readonly per: string;
  /** Seconds since 1970. */
  readonly now: () => number;
  token(otherwise?: TokenOtherwise): Promise<string>;
  send(raw: Raw): Promise<Answer>;
  /** With a token of the trust and a proof of its key. */
  ask(raw: Raw, otherwise?: TokenOtherwise): Promise<Answer>;
  /** With a token of Ingrid herself, and a proof of its key. */
  askHerself(raw: Raw, otherwise?: TokenOtherwise): Promise<Answer>;
  /** Id of a resource of a type about a person. */
  idOf(type: string, person: string): Promise<string>;
  /** Refusals in the log since the last time that this was asked: who, and why. */
  refusals(): Promise<readonly { readonly who: string; readonly why: string }[]>;
  /** Rules that the next request is held to, in place of the usual. */
  change(rules: Partial<AccessRules>): void;
  close(): Promise<void>;
}

export const CLAIMS = {
  trust: { 'helseid://claims/client/claims/orgnr_parent': TRUST.organization },
  fjordvik: { 'helseid://claims/client/claims/orgnr_parent': FJORDVIK.organization },
  controller: { 'helseid://claims/client/claims/orgnr_parent': '310600016' },
  doctor: {
    sub: 'a-doctor',
    'helseid://claims/hpr/hpr_number': '565500055',
    'helseid://claims/identity/security_level': '4',
  },
} as const;

/** What a token of ID-porten says in place of the usual. */
export const HERSELF = {
  iss: PERSONS_ISSUER,
  sub: 'pairwise-of-ingrid',
  client_id: 'her-client',
  scope: 'openid',
  pid: INGRID,
  acr: 'idporten-loa-high',
  'helseid://claims/client/claims/orgnr_parent': undefined,
};

interface GuardedOptions {
  /** ISO 8601; else the clock of the stage. */
  readonly clock?: () => string;
  readonly limits?: Limits;
  readonly proxy?: TrustedProxy;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** @example const guarded = await openGuarded(); await guarded.ask({ path: '/fhir/Goal' }) */
export async function openGuarded({ clock, limits, proxy, tls }: GuardedOptions = {}): Promise<Guarded> {
  const stage = await openStage();
  const ingrids = new Papers('f', INGRID);
  const pers = new Papers('p', PER);
  stage.fjordvik.connector.put(...directory('fjordvik'), ...ingrids.whole());
  stage.fjordvik.connector.put(
    pers.patient(),
    pers.team(),
    pers.planMade(),
    pers.access(FJORDVIK),
    pers.goal('goal-1', 'Bo hjemme lenger'),
    pers.plan(['goal-1'], []),
  );
  stage.trust.connector.put(...directory('trust'));
  await stage.settle();

  const context = { ...stage.context, now: clock ?? stage.context.now };
  const issuerKey = await newKey('PS256', 'issuer-1');
  const personsKey = await newKey('PS256', 'issuer-1');
  const now = (): number => Math.floor(Date.parse(context.now()) / 1000);
  const usual: AccessRules = {
    issuers: new Map([
      [ISSUER, createLocalJWKSet({ keys: [publicPart(issuerKey)] })],
      [PERSONS_ISSUER, createLocalJWKSet({ keys: [publicPart(personsKey)] })],
    ]),
    persons: new Map([[PERSONS_ISSUER, { claim: 'pid', levels: ['idporten-loa-high'], requireBinding: true }]]),
    whoHas: (number) => personHerself(context, number),
    audience: AUDIENCE,
    algorithms: ['PS256'],
    toleranceSeconds: 5,
    proofSeconds: 30,
    requireBinding: true,
    controller: context.controller,
    partners: context.partners,
  };
  let rules = usual;
  const throttle = createThrottle(limits ?? { requestsPerMinute: 100_000, failuresPerMinute: 100_000 });
  const access: Access = {
    isProtected: true,
    callerOf: (credentials) =>
      oauthAccess(rules, { memory: context.store, throttle, now: context.now }).callerOf(credentials),
  };
  const { api, onFault } = apiOf(context, access);
  const host = '127.0.0.1';
  // The address that clients sign is known only once a port is taken: links and proofs go by the Host header here.
  const app = createApp({
    api,
    ready: async () => [],
    newId: randomUUID,
    onFault,
    smart: async () => ({}),
    ...(proxy ? { proxy } : {}),
  });
  const server: Server = await listen(app, { host, port: 0, isProtected: true, ...(tls ? { tls } : {}) });
  const { port } = server.address() as AddressInfo;
  const origin = `${tls ? 'https' : 'http'}://${host}:${port}`;
  const client = await provingClient(now);

  const token: Guarded['token'] = async ({ claims = {}, header = {}, signer = issuerKey } = {}) => {
    const at = now();
    const payload = {
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'trust-ehr',
      client_id: 'trust-ehr',
      scope: 'system/*.cruds',
      iat: at,
      nbf: at,
      exp: at + 600,
      jti: randomUUID(),
      cnf: { jkt: client.thumbprint },
      ...CLAIMS.trust,
      ...claims,
    };
    return new SignJWT(payload)
      .setProtectedHeader({ typ: 'at+jwt', alg: signer.alg, kid: 'issuer-1', ...header } as { alg: string })
      .sign(await importJWK(signer, signer.alg));
  };
  const send: Guarded['send'] = ({ method = 'GET', path, headers = [], body }) =>
    new Promise((resolve, reject) => {
      const lines = [['host', `${host}:${port}`], ...headers];
      const outgoing = request({ host, port, method, path, headers: lines.flat(), setHost: false }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const ask: Guarded['ask'] = async (raw, otherwise) => {
    const bearer = await token(otherwise);
    const [path = ''] = raw.path.split('?');
    const proof = await client.proof({ method: raw.method ?? 'GET', url: `${origin}${path}`, token: bearer });
    const credentials = [
      ['authorization', `DPoP ${bearer}`],
      ['dpop', proof],
    ] as const;
    return send({ ...raw, headers: [...credentials, ...(raw.headers ?? [])] });
  };
  let seen = new Set<string>();

  return {
    stage,
    origin,
    client,
    issuerKey,
    personsKey,
    ingrid: await stage.person(INGRID),
    per: await stage.person(PER),
    now,
    token,
    send,
    ask,
    askHerself: (raw, { claims = {}, ...otherwise } = {}) =>
      ask(raw, { signer: personsKey, ...otherwise, claims: { ...HERSELF, ...claims } }),
    async idOf(type, person) {
      const { parts } = await stage.store.record(person);
      return parts.find(({ resource }) => resource.resourceType === type)?.resource.id ?? '';
    },
    async refusals() {
      const events = (await stage.stored<AuditEvent>('AuditEvent')).filter(({ outcome }) => outcome === '4');
      const news = events.filter(({ id = '' }) => !seen.has(id));
      seen = new Set(events.map(({ id = '' }) => id));
      return news.map(({ agent, outcomeDesc = '' }) => ({
        who: agent.find(({ requestor }) => requestor)?.who?.identifier?.value ?? 'not identified',
        why: outcomeDesc,
      }));
    },
    change(more) {
      rules = { ...usual, ...more };
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await stage.close();
    },
  };
}
