import { type CryptoKey, exportJWK, importJWK, type JWK } from 'jose';
import type { CryptoKeyPair } from 'openid-client';
import type { Session } from './session.ts';
import type { HeldTokens, SignInUnderWay } from './sign-in.ts';

/** A session as JSON: its keys as JWK. */
interface WrittenSession {
  readonly form: string;
  readonly held?: Omit<HeldTokens, 'key'> & { readonly key?: WrittenKey };
  readonly underWay?: Omit<SignInUnderWay, 'key'> & { readonly key: WrittenKey };
}

interface WrittenKey {
  readonly own: JWK;
  readonly shown: JWK;
}

/** Of the keys that tokens are bound to. */
const ALGORITHM = 'ES256';

/** A session as text. */
export async function sessionText({ form, held, underWay }: Session): Promise<string> {
  const written: WrittenSession = {
    form,
    ...(held ? { held: await withKey(held) } : {}),
    ...(underWay ? { underWay: { ...underWay, key: await keyText(underWay.key) } } : {}),
  };
  return JSON.stringify(written);
}

/** A session out of its text. */
export async function sessionOf(text: string): Promise<Session> {
  const { form, held, underWay } = JSON.parse(text) as WrittenSession;
  const { key, ...tokens } = held ?? {};
  return {
    form,
    ...(held ? { held: { ...(tokens as Omit<HeldTokens, 'key'>), ...(key ? { key: await keyOf(key) } : {}) } } : {}),
    ...(underWay ? { underWay: { ...underWay, key: await keyOf(underWay.key) } } : {}),
  };
}

async function withKey({ key, ...tokens }: HeldTokens): Promise<NonNullable<WrittenSession['held']>> {
  return { ...tokens, ...(key ? { key: await keyText(key) } : {}) };
}

async function keyText({ privateKey, publicKey }: CryptoKeyPair): Promise<WrittenKey> {
  return { own: await exportJWK(privateKey), shown: await exportJWK(publicKey) };
}

async function keyOf({ own, shown }: WrittenKey): Promise<CryptoKeyPair> {
  const imported = async (key: JWK): Promise<CryptoKey> =>
    (await importJWK(key, ALGORITHM, { extractable: true })) as CryptoKey;
  return { privateKey: await imported(own), publicKey: await imported(shown) };
}
