import { createHash } from 'node:crypto';
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  EmbeddedJWK,
  errors,
  type JWTHeaderParameters,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { isObject } from '../record/json.ts';
import type { UsedOnce } from '../store/used-once.ts';
import { comparable } from './address.ts';
import { type AccessReason, AccessRefused, PROOF_ALGORITHMS } from './refusal.ts';

/** Largest proof that is looked at, in characters: a proof with a 4096 bit RSA key has about 1,700. */
const MAX_PROOF = 4096;

/** Members of a JWK that are secret (RFC 7518 § 6). */
const SECRET = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/** What a proof must be about. */
export interface ProofFacts {
  readonly method: string;
  /** Absolute address of the request. */
  readonly address: string;
  readonly token: string;
  /** Thumbprint of the key that the token is bound to. */
  readonly key: string;
}

export interface ProofRules {
  /** How old a proof may be, in seconds. */
  readonly proofSeconds: number;
  /** How far in the future it may be, in seconds. */
  readonly toleranceSeconds: number;
  /** Nonces that hold now; absent: none is asked for (RFC 9449 § 9). */
  readonly nonces?: readonly string[];
}

/**
 * Verifies that who sends a token holds the key that it is bound to (DPoP, RFC 9449 § 4.3 and § 7.1): a proof made for this method, address
 * and token, moments ago, by that key, and not used before.
 *
 * @param at now, ISO 8601
 * @throws AccessRefused with the reason
 * @example
 * await verifyProof(proof, { method: 'GET', address, token, key: jkt }, rules, store, '2026-11-27T08:00:00.000Z');
 */
export async function verifyProof(
  proof: string,
  facts: ProofFacts,
  rules: ProofRules,
  memory: UsedOnce,
  at: string,
): Promise<void> {
  if (proof.length > MAX_PROOF) throw new AccessRefused('proof-too-large');
  const { payload, protectedHeader } = await verified(proof);
  const key = await calculateJwkThumbprint(protectedHeader.jwk ?? {});
  if (key !== facts.key) throw new AccessRefused('proof-other-key');
  if (payload['htm'] !== facts.method) throw new AccessRefused('proof-method');
  if (!isAbout(payload['htu'], facts.address)) throw new AccessRefused('proof-address');
  if (payload['ath'] !== sha256(facts.token)) throw new AccessRefused('proof-token');
  const [nonce] = rules.nonces ?? [];
  if (nonce !== undefined && !rules.nonces?.includes(String(payload['nonce']))) {
    throw new AccessRefused('proof-nonce', { nonce });
  }
  const until = timely(payload, rules, at);
  // Last: only what would have been let in is worth remembering, so that nobody else can fill the memory.
  if (!(await memory.useOnce(sha256(`${key} ${identity(payload)}`), until, at))) {
    throw new AccessRefused('proof-replayed');
  }
}

async function verified(
  proof: string,
): Promise<{ readonly payload: JWTPayload; readonly protectedHeader: JWTHeaderParameters }> {
  try {
    const { jwk } = decodeProtectedHeader(proof);
    if (!isObject(jwk) || SECRET.some((name) => name in jwk)) throw new AccessRefused('proof-key');
    return await jwtVerify(proof, EmbeddedJWK, { algorithms: [...PROOF_ALGORITHMS], typ: 'dpop+jwt' });
  } catch (error) {
    throw error instanceof AccessRefused ? error : new AccessRefused(reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): AccessReason {
  if (error instanceof errors.JOSEAlgNotAllowed) return 'proof-algorithm';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'proof-signature';
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'typ') return 'proof-type';
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) return 'proof-time';
  if (error instanceof TypeError || error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    return 'proof-malformed';
  }
  // No key, a private key, a key that does not fit the algorithm.
  return 'proof-key';
}

function isAbout(htu: unknown, address: string): boolean {
  return typeof htu === 'string' && htu.length <= 4096 && comparable(htu) === comparable(address);
}

/** Until when the proof is worth replaying, ISO 8601. */
function timely({ iat }: JWTPayload, { proofSeconds, toleranceSeconds }: ProofRules, at: string): string {
  const now = Date.parse(at) / 1000;
  if (typeof iat !== 'number' || iat > now + toleranceSeconds || iat < now - proofSeconds - toleranceSeconds) {
    throw new AccessRefused('proof-time');
  }
  return new Date((iat + proofSeconds + toleranceSeconds + 1) * 1000).toISOString();
}

function identity({ jti }: JWTPayload): string {
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) throw new AccessRefused('proof-malformed');
  return jti;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
