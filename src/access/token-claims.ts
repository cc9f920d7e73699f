import type { JWTPayload } from 'jose';
import { NATIONAL } from '../record/systems.ts';
import type { Person } from './caller.ts';
import { AccessRefused } from './refusal.ts';

const HELSEID = 'helseid://claims';

/** What a verified access token says. */
export interface TokenClaims {
  readonly client: string;
  readonly scope: string;
  /** Organization numbers, the nearest first: HelseID's child, then its parent. */
  readonly organizations: readonly string[];
  readonly person?: Person;
  /** The patient of a launch (SMART App Launch): our id. */
  readonly patient?: string;
  /** Thumbprints that the token is bound to (RFC 9449 § 6.1, RFC 8705 § 3.1). */
  readonly bound: { readonly key?: string; readonly certificate?: string };
}

/**
 * What we use of a token's claims: RFC 9068 § 2.2, and HelseID's claims for organization, health personnel and assurance.
 *
 * @throws AccessRefused `token-claims` when one has another shape than it must have
 * @example
 * claimsOf(payload).organizations // ['310000035', '310000027']
 */
export function claimsOf(payload: JWTPayload): TokenClaims {
  const client = text(payload, 'client_id');
  if (client === undefined || payload.sub === undefined) throw new AccessRefused('token-claims');
  const organizations = [
    text(payload, `${HELSEID}/client/claims/orgnr_child`),
    text(payload, `${HELSEID}/client/claims/orgnr_parent`),
  ].filter((number) => number !== undefined && number !== '') as readonly string[];
  if (!organizations.every((number) => /^\d{9}$/.test(number))) throw new AccessRefused('token-claims');
  const person = personOf(payload, client);
  const patient = text(payload, 'patient');
  return {
    client,
    scope: scopeOf(payload),
    organizations,
    ...(person === undefined ? {} : { person }),
    ...(patient === undefined ? {} : { patient }),
    bound: boundTo(payload),
  };
}

/** A token of a client by itself has the client as its subject (RFC 9068 § 5). */
function personOf(payload: JWTPayload, client: string): Person | undefined {
  const hpr = text(payload, `${HELSEID}/hpr/hpr_number`);
  const subject = text(payload, 'sub') ?? '';
  if (hpr === undefined && subject === client) return undefined;
  if (hpr !== undefined && !/^\d{1,9}$/.test(hpr)) throw new AccessRefused('token-claims');
  const level = text(payload, `${HELSEID}/identity/security_level`) ?? '0';
  if (!/^\d$/.test(level)) throw new AccessRefused('token-claims');
  const pseudonym = text(payload, `${HELSEID}/identity/pid_pseudonym`) ?? subject;
  // What looks like a national identity number is nobody's pseudonym.
  const value = hpr ?? (/\d{11}/.test(pseudonym) ? 'not told' : pseudonym);
  const system = hpr === undefined ? (payload.iss ?? '') : NATIONAL.healthPersonnel;
  return { identifiers: [{ system, value }], isHealthPersonnel: hpr !== undefined, level: Number(level) };
}

/** RFC 8693 § 4.2 says one text; HelseID writes a list. */
function scopeOf({ scope }: JWTPayload): string {
  if (scope === undefined) return '';
  if (typeof scope === 'string') return scope;
  if (Array.isArray(scope) && scope.every((one) => typeof one === 'string')) return scope.join(' ');
  throw new AccessRefused('token-claims');
}

function boundTo({ cnf }: JWTPayload): TokenClaims['bound'] {
  if (cnf === undefined) return {};
  if (typeof cnf !== 'object' || cnf === null || Array.isArray(cnf)) throw new AccessRefused('token-claims');
  const { jkt, 'x5t#S256': certificate } = cnf as Readonly<Record<string, unknown>>;
  for (const thumbprint of [jkt, certificate]) {
    if (thumbprint !== undefined && !isThumbprint(thumbprint)) throw new AccessRefused('token-claims');
  }
  return {
    ...(jkt === undefined ? {} : { key: jkt as string }),
    ...(certificate === undefined ? {} : { certificate: certificate as string }),
  };
}

/** SHA-256 in base64url. */
function isThumbprint(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value);
}

function text(payload: JWTPayload, name: string): string | undefined {
  const value = payload[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.length > 200) throw new AccessRefused('token-claims');
  return value;
}
