import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuditEvent, Bundle, Resource } from '@medplum/fhirtypes';
import { importJWK, type JWK, SignJWT } from 'jose';
import { newKey, publicPart } from '../access/authority/authority.ts';
import { type Otherwise, type ProvingClient, provingClient } from '../access/authority/client.ts';
import type { Answer, Raw } from '../access/guarded.ts';
import { INGRID } from '../exchange/papers.ts';
import { subscription } from '../subscription/subscribers.ts';
import { type Hosted, type HostedOptions, openHosted, TENANTS, type TenantName } from './hosted.ts';

const PUBLIC = 'https://samplan.region.example';
/** Both tenants believe the first, each one of its own besides. */
export const ISSUERS = {
  both: 'https://issuer.example',
  fjordvik: 'https://fjordvik.example',
  nordvik: 'https://nordvik.example',
};
const NUMBER = 'urn:oid:2.16.578.1.12.4.1.4.1';

/** What a token or its proof says otherwise than an honest one. */
export interface TokenOtherwise {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly issuer?: keyof typeof ISSUERS;
  readonly proof?: Otherwise;
  /** Address that the proof is made for; else the one that is asked. */
  readonly provenFor?: string;
}

/** What a tenant keeps of the person that both know. */
export interface Kept {
  readonly patient: string;
  /** Ids by type. */
  readonly ids: Readonly<Record<string, string>>;
  /** Stands in every text of its resources, and nowhere else. */
  readonly mark: string;
}

/** A host behind tokens: both tenants have a record of the same person, with other words in it. */
export interface GuardedHost extends Hosted {
  readonly kept: Readonly<Record<TenantName, Kept>>;
  /** Address of a tenant's endpoint, as clients use it. */
  base(name: TenantName): string;
  /** A token for a tenant: of its controller, unless claims say otherwise. */
  token(name: TenantName, otherwise?: TokenOtherwise): Promise<string>;
  /** Sends with a token for `to` and a proof for the path as it stands. */
  ask(raw: Raw, to: TenantName, otherwise?: TokenOtherwise): Promise<Answer>;
  /** Entries of the access log that refused something, since this was last asked: why, by tenant. */
  refusals(name: TenantName): Promise<readonly string[]>;
}

const audienceOf = (name: TenantName): string => `nhn:samplan-${name}`;
export const other = (name: TenantName): TenantName => (name === 'fjordvik' ? 'nordvik' : 'fjordvik');

/**
 * @param access settings of `access` at each tenant besides
 * @param isEmpty without anything that is kept
 * @example const host = await openGuardedHost(); await host.ask({ path: '/nordvik/fhir/Goal' }, 'nordvik')
 */
export async function openGuardedHost(
  access: Readonly<Record<string, unknown>> = {},
  options: HostedOptions = {},
  { isEmpty = false }: { readonly isEmpty?: boolean } = {},
): Promise<GuardedHost> {
  const keys: Readonly<Record<string, JWK>> = {
    both: await newKey('PS256', 'both'),
    fjordvik: await newKey('PS256', 'fjordvik'),
    nordvik: await newKey('PS256', 'nordvik'),
  };
  const jwks = createServer((request, response) => {
    const key = keys[(request.url ?? '').slice(1)];
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: key ? [publicPart(key)] : [] }));
  });
  jwks.listen(0, '127.0.0.1');
  await once(jwks, 'listening');
  const { port } = jwks.address() as AddressInfo;
  const issuer = (name: keyof typeof ISSUERS): object => ({
    issuer: ISSUERS[name],
    keys: `http://127.0.0.1:${port}/${name}`,
  });
  const hosted = await openHosted({
    ...options,
    host: { http: { port: 0, publicUrl: PUBLIC }, ...options.host },
    each: (name, folder) => ({
      http: { publicUrl: `${PUBLIC}/${name}` },
      access: { mode: 'oauth', audience: audienceOf(name), issuers: [issuer('both'), issuer(name)], ...access },
      subscriptions: { endpoints: ['https://ehr.example.no'] },
      ...options.each?.(name, folder),
    }),
  });
  const now = (): number => Math.floor(Date.now() / 1000);
  const client: ProvingClient = await provingClient(now);

  const token: GuardedHost['token'] = async (name, { claims = {}, issuer: by = 'both' } = {}) => {
    const at = now();
    const key = keys[by] as JWK;
    return new SignJWT({
      iss: ISSUERS[by],
      aud: audienceOf(name),
      sub: 'an-ehr',
      client_id: 'an-ehr',
      scope: 'system/*.cruds',
      iat: at,
      nbf: at,
      exp: at + 600,
      jti: randomUUID(),
      cnf: { jkt: client.thumbprint },
      'helseid://claims/client/claims/orgnr_parent': TENANTS[name].organization,
      ...claims,
    })
      .setProtectedHeader({ typ: 'at+jwt', alg: 'PS256', kid: by })
      .sign(await importJWK(key, 'PS256'));
  };
  const ask: GuardedHost['ask'] = async (raw, to, otherwise = {}) => {
    const bearer = await token(to, otherwise);
    const [path = ''] = raw.path.split('?');
    const url = otherwise.provenFor ?? `${PUBLIC}${path}`;
    const proof = await client.proof({ method: raw.method ?? 'GET', url, token: bearer }, otherwise.proof);
    const credentials = [
      ['authorization', `DPoP ${bearer}`],
      ['dpop', proof],
    ] as const;
    return hosted.send({ ...raw, headers: [...credentials, ...(raw.headers ?? [])] });
  };
  const seen: Record<TenantName, Set<string>> = { fjordvik: new Set(), nordvik: new Set() };
  const host: Omit<GuardedHost, 'kept'> = {
    ...hosted,
    base: (name) => `${PUBLIC}/${name}/fhir`,
    token,
    ask,
    async refusals(name) {
      const { text } = await ask({ path: `/${name}/fhir/AuditEvent?outcome=4&_count=200` }, name);
      const { entry = [] } = JSON.parse(text) as Bundle<AuditEvent>;
      const news = entry.flatMap(({ resource }) => (resource && !seen[name].has(resource.id ?? '') ? [resource] : []));
      for (const { id = '' } of news) seen[name].add(id);
      return news.map(({ outcomeDesc = '' }) => outcomeDesc);
    },
    async close() {
      await hosted.close();
      jwks.closeAllConnections();
      await new Promise<void>((resolve) => jwks.close(() => resolve()));
    },
  };
  const nothing: Kept = { patient: '', ids: {}, mark: '' };
  if (isEmpty) return { ...host, kept: { fjordvik: nothing, nordvik: nothing } };
  try {
    const [fjordvik, nordvik] = [await keep(host, 'fjordvik'), await keep(host, 'nordvik')];
    return { ...host, kept: { fjordvik, nordvik } };
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** The same person at a tenant, with its own mark in everything that is written about her. */
async function keep(host: Omit<GuardedHost, 'kept'>, name: TenantName): Promise<Kept> {
  const mark = `merke-${name}-${randomUUID().slice(0, 8)}`;
  const ids: Record<string, string> = {};
  const post = async (resource: Resource): Promise<string> => {
    const path = `/${name}/fhir/${resource.resourceType}`;
    const headers = [['content-type', 'application/fhir+json']] as const;
    const { status, text } = await host.ask({ method: 'POST', path, headers, body: JSON.stringify(resource) }, name);
    if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
    const { id = '' } = JSON.parse(text) as Resource;
    ids[resource.resourceType] = id;
    return id;
  };
  const patient = await post({
    resourceType: 'Patient',
    identifier: [{ system: NUMBER, value: INGRID }],
    name: [{ family: mark }],
  });
  const subject = { reference: `Patient/${patient}` };
  await post({ resourceType: 'Goal', lifecycleStatus: 'proposed', description: { text: mark }, subject });
  await post({ resourceType: 'CarePlan', status: 'draft', intent: 'plan', title: mark, subject });
  await post({ resourceType: 'Organization', name: mark });
  await post({ ...subscription('record-changed'), reason: mark });
  return { patient, ids, mark };
}
