import type { Party } from '../consent/party.ts';
import type { Caller } from './caller.ts';
import { AccessRefused } from './refusal.ts';
import { grantsOf } from './scopes.ts';
import type { TokenClaims } from './token-claims.ts';

/** A partner of the configuration, as far as access asks. */
export interface AgreedPartner extends Party {
  readonly mode: 'both' | 'pull' | 'push' | 'shadow';
}

/**
 * Who a token's organization is here: the controller, or a partner with an agreement (hol § 6-1, pjl § 9). The unit
 * goes before the enterprise that it belongs to.
 *
 * @throws AccessRefused `organization-missing`, `no-agreement`
 * @example
 * callerOfOrganization(claims, { controller, partners, audience: 'nhn:samplan' }).name // 'Helse Fjordvik HF'
 */
export function callerOfOrganization(
  { client, scope, organizations, person, patient }: TokenClaims,
  here: { readonly controller: Party; readonly partners: readonly AgreedPartner[]; readonly audience: string },
): Caller {
  if (organizations.length === 0) throw new AccessRefused('organization-missing');
  const common = {
    grants: grantsOf(scope, here.audience),
    client,
    ...(person === undefined ? {} : { person }),
    ...(patient === undefined ? {} : { patient }),
    purpose: 'COC',
  } as const;
  for (const number of organizations) {
    const { controller } = here;
    const partners = here.partners.filter(({ organization }) => organization === number);
    const [first] = partners;
    if (controller.organization === number) {
      const { name, organization, sector } = controller;
      return { name, organization, sector, may: EVERYTHING, ...common };
    }
    if (first !== undefined) {
      const { name, organization, sector, policy } = first;
      const party = { name, organization, sector, ...(policy === undefined ? {} : { policy }) };
      return { ...party, may: agreed(partners), ...common };
    }
  }
  throw new AccessRefused('no-agreement');
}

const EVERYTHING = { read: true, write: true } as const;

/** A partner that nothing is delivered to reads nothing here either, and one that is not pulled from writes nothing. */
function agreed(partners: readonly AgreedPartner[]): Caller['may'] {
  const some = (...modes: readonly AgreedPartner['mode'][]): boolean =>
    partners.some(({ mode }) => modes.includes(mode));
  return { read: some('both', 'push'), write: some('both', 'pull') };
}
