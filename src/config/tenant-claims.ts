import { createHash, createPublicKey } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Configuration, PostgresSettings } from '../config.ts';
import { isLoopback } from './loopback.ts';
import type { SettingPath } from './setting-path.ts';

/** Something that only one tenant may have. */
export interface Claim {
  /** What kind of thing, and which one: two claims that are equal are of the same thing. */
  readonly of: string;
  /** The setting that names it. */
  readonly setting: SettingPath;
}

/**
 * What a tenant has to have to itself: where it keeps everything, the keys that seal and sign it, and the name under which tokens are
 * made for it. Compared is the thing and not how it is written: a link to a file is that file, a copied key that key.
 *
 * @example
 * await claimsOf(configuration); // [{ of: 'file /var/lib/samplan/fjordvik.sqlite', setting: ['store', 'file'] }, …]
 */
export async function claimsOf({ store, audit, access }: Configuration): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  const claim = (of: string, ...setting: SettingPath): unknown => claims.push({ of, setting });
  if (store.kind === 'sqlite') claim(`file ${await placeOf(store.file)}`, 'store', 'file');
  else for (const schema of schemasOf(store)) claim(`schema ${schema}`, 'store', 'schema');
  if (store.keyFile !== undefined) {
    claim(`key file ${await placeOf(store.keyFile)}`, 'store', 'keyFile');
    const key = await readFile(store.keyFile, 'utf8').catch(() => undefined);
    if (key !== undefined) claim(`key ${hashOf(key.trim())}`, 'store', 'keyFile');
  }
  if (audit.signingKey !== undefined) {
    const signs = createPublicKey(audit.signingKey).export({ type: 'spki', format: 'der' });
    claim(`signer ${hashOf(signs)}`, 'audit', 'keyFile');
  }
  if (access.mode === 'oauth')
    for (const { issuer } of access.issuers) claim(`audience ${issuer} ${access.audience}`, 'access', 'audience');
  return claims;
}

/** Where a file is, or will be, by whatever links lead there. */
export async function placeOf(file: string): Promise<string> {
  const found = await realpath(file).catch(() => undefined);
  if (found !== undefined) return found;
  const folder = await realpath(path.dirname(file)).catch(() => path.dirname(file));
  return path.join(folder, path.basename(file));
}

/** The schema and that of its job queue. All names of this machine, and its sockets, are one: by which it is reached makes no other of it. */
function schemasOf({ url, schema }: PostgresSettings): readonly string[] {
  const { hostname, port, pathname, username, searchParams } = new URL(url);
  const host = (searchParams.get('host') ?? hostname).toLowerCase();
  const isHere = host === '' || host.startsWith('/') || isLoopback(host);
  const server = `${isHere ? 'localhost' : host}:${searchParams.get('port') ?? (port || '5432')}`;
  const database = decodeURIComponent(pathname.slice(1)) || username;
  return [schema, `${schema}_jobs`].map((name) => `${server} ${database} ${name}`);
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}
