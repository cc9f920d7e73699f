import type { JWTPayload } from 'jose';
import type { BusinessIdentifier } from '../record/identity.ts';
import { personNumber } from '../record/person-number.ts';
import { NATIONAL } from '../record/systems.ts';
import type { Caller } from './caller.ts';
import { AccessRefused } from './refusal.ts';
import type { Grant } from './scopes.ts';
import type { TokenClaims } from './token-claims.ts';

/** What is asked of the tokens of an issuer at which persons sign in themselves, as ID-porten. */
export interface PersonsIssuer {
  /** Claim with the national number of who signed in. */
  readonly claim: string;
  /** Levels of sign-in (`acr`) that are secure enough. */
  readonly levels: readonly string[];
  /** Whether a token must be bound to a key: ID-porten's are not. */
  readonly requireBinding: boolean;
}

/** Whom a national number belongs to here: our Patient id; undefined where nobody with a record has it, or who has it is dead. */
export type WhoHas = (number: BusinessIdentifier) => Promise<string | undefined>;

/** Reaches nobody: no record has this id. */
const NOBODY = '';

/**
 * What a person may do about herself, whatever her token's scopes say: read, propose a goal, decide over her consents. Which interactions these rights
 * are good for stands in the table of routes (`isForHerself`).
 */
const HER_GRANTS: readonly Grant[] = [
  { context: 'patient', type: '*', rights: 'rs' },
  { context: 'patient', type: 'goal', rights: 'c' },
  { context: 'patient', type: 'consent', rights: 'cu' },
];

/**
 * The number of who signed in, as her token has it.
 *
 * @throws AccessRefused `person-level` where the sign-in was not secure enough; `token-claims` for what is no national number
 * @example
 * herNumber(payload, { claim: 'pid', levels: ['idporten-loa-high'], requireBinding: false }); // { system: 'urn:oid:…4.1', value: '14836830068' }
 */
export function herNumber(payload: JWTPayload, { claim, levels }: PersonsIssuer): BusinessIdentifier {
  const { acr } = payload;
  if (typeof acr !== 'string' || !levels.includes(acr)) throw new AccessRefused('person-level');
  const value = Object.hasOwn(payload, claim) ? payload[claim] : undefined;
  if (typeof value !== 'string') throw new AccessRefused('token-claims');
  const number = { system: NATIONAL.birthNumber, value };
  if (personNumber(number)?.birthDate === undefined) throw new AccessRefused('token-claims');
  return number;
}

/**
 * The caller who is the person herself: held to her own record, acting for no organization. Of whom nothing is here she is told as
 * much as of a stranger: nothing.
 *
 * @param person our Patient id; undefined: nobody here has her number
 * @example
 * callerHerself(claims, '17').patient // '17'
 */
export function callerHerself({ client, person: reader }: TokenClaims, person: string | undefined): Caller {
  const known = person ?? NOBODY;
  return {
    name: 'the person herself',
    organization: '',
    sector: 'other',
    may: { read: true, write: true },
    grants: HER_GRANTS,
    client,
    ...(reader === undefined ? {} : { person: reader }),
    patient: known,
    isHerself: true,
    purpose: 'PATRQT',
  };
}
