import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openAnchorKey, openAnchorSigner } from '../audit/anchor-key.ts';
import type { Finding } from '../validation/finding.ts';
import { fault } from './fault.ts';

/** Keys of the access log's anchors, as PEM. */
export interface AuditKeys {
  /** Private key; absent: anchors are not signed. */
  readonly signingKey?: string;
  /** Public keys that anchors may have been signed with before. */
  readonly publicKeys: readonly string[];
}

/** The settings under `audit`. */
export interface AuditSettings {
  readonly keyFile?: string;
  readonly publicKeys: readonly string[];
}

/** Holds the private key itself, where it comes from a store of secrets; goes before `audit.keyFile`. */
const VARIABLE = 'SAMPLAN_AUDIT_KEY';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the keys, whose files were found to be in order. */
export async function readAuditKeys(
  { keyFile, publicKeys }: AuditSettings,
  folder: string,
  environment: Environment = {},
): Promise<AuditKeys> {
  const read = (file: string): Promise<string> => readFile(path.resolve(folder, file), 'utf8');
  const signingKey = environment[VARIABLE] || (keyFile && (await read(keyFile)));
  return { ...(signingKey ? { signingKey } : {}), publicKeys: await Promise.all(publicKeys.map(read)) };
}

/** Whether a file holds a key of the access log; nothing of it is shown. */
export function isAuditKey(file: string, kind: 'private' | 'public'): boolean {
  try {
    return opens(readFileSync(file, 'utf8'), kind);
  } catch {
    return false;
  }
}

/** What is wrong with the key in the environment. */
export function auditKeyFaults(environment: Environment = {}): readonly Finding[] {
  const key = environment[VARIABLE];
  if (!key || opens(key, 'private')) return [];
  return [fault('unusable-key', `environment variable ${VARIABLE}`, VARIABLE, { expected: 'Ed25519' })];
}

function opens(pem: string, kind: 'private' | 'public'): boolean {
  try {
    if (kind === 'private') openAnchorSigner(pem);
    else openAnchorKey(pem);
    return true;
  } catch {
    return false;
  }
}
