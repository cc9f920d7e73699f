import { exportJWK, generateKeyPair, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';
import { outcome, refusal, type StoreAnswer } from './refusals.ts';

const PARENT = 'helseid://claims/client/claims/orgnr_parent';
const CHILD = 'helseid://claims/client/claims/orgnr_child';
const SCOPE = 'nhn:careplan/api';
const AUDIENCE = 'nhn:careplan';
const ROLES = 'urn:oid:2.16.578.1.12.4.1.1.9060';

/** Who calls, by its token. */
export interface StoreCaller {
  readonly parent: string;
  readonly child: string;
}

/** Lets a request in by its token: audience, scope, and the claims of enterprise and unit (domain § 1.5 a). */
export type LetIn = (authorization: string | undefined) => Promise<StoreCaller | StoreAnswer>;

/** @param keys of the authority that signs the tokens */
export function letInBy(keys: JWTVerifyGetKey): LetIn {
  return async (authorization) => {
    const token = /^(?:Bearer|DPoP) (.+)$/u.exec(authorization ?? '')?.[1];
    if (token === undefined) return outcome(401, 'login', 'no token');
    try {
      const { payload } = await jwtVerify(token, keys, { audience: AUDIENCE });
      const { scope, [PARENT]: parent, [CHILD]: child } = payload;
      const scopes = Array.isArray(scope) ? scope : String(scope).split(' ');
      if (!scopes.includes(SCOPE)) return refusal('CPLF-0018', 'scope');
      if (typeof parent !== 'string' || typeof child !== 'string') return refusal('CPLF-0018', 'claims');
      return { parent, child };
    } catch {
      return outcome(401, 'login', 'bad token');
    }
  };
}

/** An authority of the test's own: a key, and tokens of it. */
export async function openTokens(): Promise<{
  readonly letIn: LetIn;
  token(otherwise?: Readonly<Record<string, unknown>>): Promise<string>;
}> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  await exportJWK(publicKey);
  return {
    letIn: letInBy(async () => publicKey),
    token: (otherwise = {}) => {
      const claims = { aud: AUDIENCE, scope: SCOPE, [PARENT]: '310600016', [CHILD]: '310600024', ...otherwise };
      const kept = Object.entries(claims).filter(([, value]) => value !== undefined);
      return new SignJWT(Object.fromEntries(kept)).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    },
  };
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What is wrong with the headers that every request must have, besides a status request; the name of the first. */
export function wrongHeader(headers: Headers, isStatus: boolean): string | undefined {
  const text = (name: string): string => String(headers[name] ?? '');
  const checks: readonly (readonly [string, boolean])[] = [
    ['nhn-source-system', text('nhn-source-system') !== ''],
    ['nhn-event-id', /^[0-9a-f-]{36}$/u.test(text('nhn-event-id'))],
    ['nhn-user-role', isStatus || isRole(text('nhn-user-role'))],
    ['nhn-access-basis', isStatus || text('nhn-access-basis') !== ''],
    ['nhn-patient-nin', isStatus || /^\d{11}$/u.test(text('nhn-patient-nin'))],
  ];
  return checks.find(([, isRight]) => !isRight)?.[0];
}

/** URL-encoded JSON of a coding of 9060. */
function isRole(text: string): boolean {
  try {
    const { system, code } = JSON.parse(decodeURIComponent(text)) as Readonly<Record<string, unknown>>;
    return system === ROLES && typeof code === 'string' && code !== '';
  } catch {
    return false;
  }
}
