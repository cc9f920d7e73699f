import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { PersonsIssuer } from './herself.ts';
import { type AccessReason, AccessRefused } from './refusal.ts';

/** Largest token that is looked at, in characters. HelseID's with an attestation have about 4,000. */
const MAX_TOKEN = 8192;

/** Headers by which a token would bring its own key, or say where to get it. */
const FOREIGN_KEYS = ['jwk', 'jku', 'x5u', 'x5c'] as const;

/** What a token is held to. */
export interface TokenRules {
  /** Keys of each trusted issuer, by its exact name. */
  readonly issuers: ReadonlyMap<string, JWTVerifyGetKey>;
  /** Name of this API at the issuers. */
  readonly audience: string;
  /** Accepted signature algorithms (RFC 7518 § 3.1); none that shares a secret. */
  readonly algorithms: readonly string[];
  /** By how much clocks may differ, in seconds. */
  readonly toleranceSeconds: number;
  /** Issuers among them at which persons sign in themselves, and what is asked of their tokens. */
  readonly persons?: ReadonlyMap<string, PersonsIssuer>;
}

/**
 * Verifies an access token as RFC 9068 § 4 and RFC 8725 say: a JWT of type `at+jwt`, signed by a trusted issuer's own key with an
 * allowed algorithm, for this API, valid now.
 *
 * @param at now, ISO 8601
 * @throws AccessRefused with the reason
 * @example
 * const payload = await verifyAccessToken(token, rules, '2026-11-27T08:00:00.000Z');
 */
export async function verifyAccessToken(token: string, rules: TokenRules, at: string): Promise<JWTPayload> {
  if (token.length > MAX_TOKEN) throw new AccessRefused('token-too-large');
  const issuer = issuerOf(token);
  const keys = rules.issuers.get(issuer);
  if (keys === undefined) throw new AccessRefused('token-issuer');
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: [...rules.algorithms],
      // ID-porten gives its tokens no type; that one is meant for us its audience says.
      ...(rules.persons?.has(issuer) ? {} : { typ: 'at+jwt' }),
      issuer,
      audience: rules.audience,
      requiredClaims: ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id'],
      clockTolerance: rules.toleranceSeconds,
      currentDate: new Date(at),
    });
    if ((payload.iat ?? 0) > Date.parse(at) / 1000 + rules.toleranceSeconds) throw new AccessRefused('token-not-yet');
    return payload;
  } catch (error) {
    throw refusalOf(error);
  }
}

/** The issuer that a token names: only to find the keys, which then say whether it is true. */
function issuerOf(token: string): string {
  try {
    const header = decodeProtectedHeader(token);
    if (FOREIGN_KEYS.some((name) => name in header) || typeof header.kid !== 'string') {
      throw new AccessRefused('token-header');
    }
    const { iss } = decodeJwt(token);
    if (typeof iss !== 'string') throw new AccessRefused('token-issuer');
    return iss;
  } catch (error) {
    throw error instanceof AccessRefused ? error : new AccessRefused('token-malformed', { cause: error });
  }
}

/** What jose found, by our reasons. Anything else (keys cannot be fetched) is no fault of the caller's. */
function refusalOf(error: unknown): unknown {
  if (error instanceof AccessRefused || !(error instanceof errors.JOSEError)) return error;
  return new AccessRefused(reasonOf(error), { cause: error });
}

function reasonOf(error: errors.JOSEError): AccessReason {
  if (error instanceof errors.JWTExpired) return 'token-expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    switch (error.claim) {
      case 'typ':
        return 'token-type';
      case 'aud':
        return 'token-audience';
      case 'nbf':
        return 'token-not-yet';
      default:
        return 'token-claims';
    }
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'token-signature';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'token-algorithm';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return 'token-key';
  return error instanceof errors.JOSENotSupported ? 'token-header' : 'token-malformed';
}
