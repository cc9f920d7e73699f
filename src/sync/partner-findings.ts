import type { Unreadable } from '../connector/connector.ts';
import { placeAt } from '../record/peer-place.ts';
import type { PartnerFinding } from '../store/partner-memory.ts';
import type { Finding } from '../validation/finding.ts';

/** Where the finding stands that a reconciliation was stopped. */
export const RECONCILIATION = 'reconciliation';

/**
 * A finding about what a partner gave, where nobody can say whose it is. Named by type and id at the partner, unless
 * the id could be a person's identity number.
 */
export function unreadableFinding(partner: string, { where, reason, key }: Unreadable, since: string): PartnerFinding {
  const place = key ? placeAt(key.type, key.peerId) : where;
  return {
    partner,
    place,
    since,
    finding: finding('unreadable', place, {
      expected: 'a resource that can be read',
      found: reason,
      message: {
        nb: 'Dette fra partneren kan ikke leses. Det er utelatt; alt annet går videre.',
        nn: 'Dette frå partnaren kan ikkje lesast. Det er utelate; alt anna går vidare.',
        en: 'This from the partner cannot be read. It is left out; everything else goes on.',
      },
      action: {
        nb: 'Be partneren rette det. Samplan henter det når det er endret der, eller i neste fulle gjennomgang.',
        nn: 'Be partnaren rette det. Samplan hentar det når det er endra der, eller i neste fulle gjennomgang.',
        en: 'Ask the partner to mend it. Samplan fetches it once it has changed there, or with the next reconciliation.',
      },
    }),
  };
}

/** A search for one person's resources gave somebody else's: they are left where they are. */
export function aboutAnother(
  partner: string,
  key: { readonly type: string; readonly peerId: string },
  since: string,
): PartnerFinding {
  const place = placeAt(key.type, key.peerId);
  return {
    partner,
    place,
    since,
    finding: finding('about-another', place, {
      expected: 'a resource about the person that was asked for',
      found: 'one about another',
      message: {
        nb: 'Partneren svarte på et søk om én person med en ressurs om en annen. Den er utelatt.',
        nn: 'Partnaren svara på eit søk om éin person med ein ressurs om ein annan. Han er utelaten.',
        en: 'The partner answered a search about one person with a resource about another. It is left out.',
      },
      action: {
        nb: 'Be partneren rette søket med patient.',
        nn: 'Be partnaren rette søket med patient.',
        en: 'Ask the partner to mend the search by patient.',
      },
    }),
  };
}

/** More is missing at a partner than anybody deletes: nothing of it was taken as deleted. */
export function manyMissing(
  partner: string,
  counts: { readonly missing: number; readonly held: number },
  since: string,
): PartnerFinding {
  return {
    partner,
    place: RECONCILIATION,
    since,
    finding: finding('many-missing', RECONCILIATION, {
      expected: `at most 1 % of ${counts.held} missing`,
      found: `${counts.missing} or more`,
      message: {
        nb: 'For mye av det partneren skal ha, mangler der. Gjennomgangen er stoppet; ingenting er regnet som slettet.',
        nn: 'For mykje av det partnaren skal ha, manglar der. Gjennomgangen er stoppa; ingenting er rekna som sletta.',
        en: 'Too much of what the partner should hold is missing there. The reconciliation was stopped; nothing was taken as deleted.',
      },
      action: {
        nb: 'Spør partneren hva som har skjedd: tilgang, flytting eller sletting. Er det slettet med vilje: samplan sync --reconcile --accept-missing --partner NAVN.',
        nn: 'Spør partnaren kva som har hendt: tilgang, flytting eller sletting. Er det sletta med vilje: samplan sync --reconcile --accept-missing --partner NAMN.',
        en: 'Ask the partner what happened: access, a move or deletion. If it was deleted on purpose: samplan sync --reconcile --accept-missing --partner NAME.',
      },
    }),
  };
}

function finding(
  rule: string,
  path: string,
  said: Pick<Finding, 'message' | 'action'> & { readonly expected: string; readonly found: string },
): Finding {
  return { severity: 'error', code: 'business-rule', rule, path, ...said };
}
