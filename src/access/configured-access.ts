import type { AccessSettings } from '../config.ts';
import type { Party } from '../consent/party.ts';
import { keyFor, type SharedSecret } from '../store/shared-secret.ts';
import type { UsedOnce } from '../store/used-once.ts';
import { type Access, loopbackAccess, oauthAccess } from './create-access.ts';
import type { PersonsIssuer, WhoHas } from './herself.ts';
import { readIssuer } from './issuer.ts';
import { issuerKeys } from './issuer-keys.ts';
import { createNonces } from './nonces.ts';
import type { AgreedPartner } from './organization-caller.ts';
import { smartConfiguration } from './smart-configuration.ts';
import { createThrottle } from './throttle.ts';

/** Who may call, and what clients are told of how they get a token; the latter only where one is needed. */
export interface ConfiguredAccess {
  readonly access: Access;
  readonly smart?: () => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Access as the configuration has it.
 *
 * @param settings the section `access`
 * @example
 * const { access, smart } = configuredAccess(configuration.access, { controller, partners, memory: store, now });
 */
export function configuredAccess(
  settings: AccessSettings,
  here: {
    readonly controller: Party;
    readonly partners: readonly AgreedPartner[];
    readonly memory: UsedOnce & SharedSecret;
    readonly now: () => string;
    /** Whom a national number belongs to here; absent: nobody signs in herself. */
    readonly whoHas?: WhoHas;
    readonly fetch?: typeof fetch;
  },
): ConfiguredAccess {
  const { controller, partners, memory, now, whoHas = async () => undefined, fetch = globalThis.fetch } = here;
  const [first] = settings.issuers.toSorted((one, other) => Number(!!one.persons) - Number(!!other.persons));
  if (settings.mode === 'loopback' || first === undefined) return { access: loopbackAccess(controller) };
  const issuers = new Map(settings.issuers.map((one) => [one.issuer, issuerKeys(one, { fetch })]));
  const persons = new Map(
    settings.issuers.flatMap(({ issuer, persons: asked }): [string, PersonsIssuer][] =>
      asked ? [[issuer, asked]] : [],
    ),
  );
  const { nonces, ...rules } = settings;
  const freshNonces = nonces ? { freshNonces: createNonces(keyFor(memory, 'nonces'), now) } : {};
  return {
    access: oauthAccess(
      { ...rules, issuers, persons, whoHas, controller, partners, ...freshNonces },
      { memory, throttle: createThrottle(settings), now },
    ),
    smart: async () => smartConfiguration(await readIssuer(first.issuer, fetch), settings.audience),
  };
}
