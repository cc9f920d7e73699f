import type { JWTPayload } from 'jose';
import type { Party } from '../consent/party.ts';
import type { UsedOnce } from '../store/used-once.ts';
import { type TokenRules, verifyAccessToken } from './access-token.ts';
import { attestationOf, attested } from './attestation.ts';
import { type Caller, onOwnMachine } from './caller.ts';
import { inEmergency } from './emergency.ts';
import { callerHerself, herNumber, type PersonsIssuer, type WhoHas } from './herself.ts';
import { type AgreedPartner, callerOfOrganization } from './organization-caller.ts';
import { type ProofRules, verifyProof } from './proof.ts';
import { AccessRefused } from './refusal.ts';
import type { Throttle } from './throttle.ts';
import { claimsOf, type TokenClaims } from './token-claims.ts';

/** What a request brings that says who sends it. */
export interface Credentials {
  readonly method: string;
  /** Absolute address that the client used. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of headers that stand more than once. */
  readonly repeated: readonly string[];
  /** SHA-256 of the client's certificate in base64url, from the TLS connection or a trusted proxy. */
  readonly certificate?: string;
  /** Network address that it comes from. */
  readonly from?: string;
}

/** Says who calls. */
export interface Access {
  /** Whether a token is asked for. */
  readonly isProtected: boolean;
  /** @throws AccessRefused when nobody may call so */
  callerOf(credentials: Credentials): Promise<Caller>;
}

/** No tokens: whoever reaches the loopback interface acts for the controller. */
export function loopbackAccess(controller: Party): Access {
  return { isProtected: false, callerOf: async () => onOwnMachine(controller) };
}

export interface AccessRules extends TokenRules, Omit<ProofRules, 'nonces'> {
  /** Whether a token must be bound to a key or a certificate (FAPI 2.0 § 5.3.2). */
  readonly requireBinding: boolean;
  /** Nonces for proofs that hold now, the newest first; absent: none is asked for. */
  readonly freshNonces?: () => readonly string[];
  readonly controller: Party;
  readonly partners: readonly AgreedPartner[];
  /** Asked of tokens of persons' issuers only. */
  readonly whoHas?: WhoHas;
}

/**
 * The resource server (OAuth 2, FAPI 2.0, HelseID): token and key → caller. What the caller then reaches is decided by
 * `permitted` and `mayReach`.
 *
 * @param memory remembers proofs for all processes on one store
 * @param now ISO 8601
 * @example
 * const access = oauthAccess({ issuers, audience: 'nhn:samplan', … }, { memory: store, throttle, now });
 * const caller = await access.callerOf({ method: 'GET', url, headers, repeated: [] });
 */
export function oauthAccess(
  rules: AccessRules,
  { memory, throttle, now }: { readonly memory: UsedOnce; readonly throttle: Throttle; readonly now: () => string },
): Access {
  return {
    isProtected: true,
    async callerOf(credentials) {
      const { from = '' } = credentials;
      await throttle.beforeLooking(from);
      try {
        const caller = await identified(credentials, now());
        // One client serves everybody who signs in herself.
        const own = caller.isHerself ? ` ${caller.person?.identifiers[0].value ?? ''}` : '';
        await throttle.admitted(`${caller.client ?? ''}${own}`);
        return caller;
      } catch (error) {
        // To be asked for a nonce is how a client begins.
        if (error instanceof AccessRefused && error.reason !== 'proof-nonce') await throttle.refused(from);
        throw error;
      }
    },
  };

  async function identified(credentials: Credentials, at: string): Promise<Caller> {
    const { scheme, token } = presented(credentials);
    const payload = await verifyAccessToken(token, rules, at);
    const persons = rules.persons?.get(payload.iss ?? '');
    const claims = claimsOf(payload);
    await requireBound(credentials, { scheme, token, claims, at }, persons);
    if (persons) return inEmergency(await herself(payload, claims, persons), credentials.headers);
    const { toleranceSeconds } = rules;
    const attestation = attestationOf(payload, { at, toleranceSeconds });
    return inEmergency(attested(callerOfOrganization(claims, rules), attestation), credentials.headers);
  }

  /** What the token of her own issuer says of whom she works for, or may do, counts for nothing. */
  async function herself(payload: JWTPayload, claims: TokenClaims, issuer: PersonsIssuer): Promise<Caller> {
    const number = herNumber(payload, issuer);
    if (claims.person === undefined || claims.person.isHealthPersonnel) throw new AccessRefused('token-claims');
    return callerHerself(claims, await rules.whoHas?.(number));
  }

  /** That who sends the token is who got it: by key, by certificate, or both where it is bound to both. */
  async function requireBound(
    credentials: Credentials,
    { scheme, token, claims, at }: Presented & { readonly claims: TokenClaims; readonly at: string },
    { requireBinding }: Pick<AccessRules, 'requireBinding'> = rules,
  ): Promise<void> {
    const { key, certificate } = claims.bound;
    if (key === undefined && certificate === undefined && requireBinding) throw new AccessRefused('token-unbound');
    // A bound token is never a bearer token, and a proof means nothing for another (RFC 9449 § 7.1, § 7.2).
    if ((key !== undefined) !== (scheme === 'dpop')) throw new AccessRefused('wrong-scheme');
    if (certificate !== undefined && certificate !== credentials.certificate) {
      throw new AccessRefused(credentials.certificate === undefined ? 'certificate-missing' : 'certificate-other');
    }
    if (key === undefined) return;
    const proof = credentials.headers['dpop'];
    if (proof === undefined || proof === '') throw new AccessRefused('proof-missing');
    const { method, url } = credentials;
    const { proofSeconds, toleranceSeconds } = rules;
    const nonces = rules.freshNonces?.();
    await verifyProof(
      proof,
      { method, address: url, token, key },
      { proofSeconds, toleranceSeconds, ...(nonces === undefined ? {} : { nonces }) },
      memory,
      at,
    );
  }
}

interface Presented {
  readonly scheme: 'dpop' | 'bearer';
  readonly token: string;
}

/** Headers that must not stand twice: two readers could take different ones. */
const ONCE: readonly string[] = ['authorization', 'dpop', 'purpose-of-use', 'emergency-reason'];

function presented({ headers, repeated }: Credentials): Presented {
  if (repeated.some((name) => ONCE.includes(name))) throw new AccessRefused('repeated-header');
  const header = headers['authorization'];
  if (header === undefined || header === '') throw new AccessRefused('no-token');
  // RFC 6750 § 2.1: b64token; a name, one space, the token, nothing else.
  const [, scheme = '', token = ''] = /^([A-Za-z]{1,20}) ([A-Za-z0-9\-._~+/]+=*)$/.exec(header) ?? [];
  const name = scheme.toLowerCase();
  if (name !== 'dpop' && name !== 'bearer') throw new AccessRefused('wrong-scheme');
  return { scheme: name, token };
}
