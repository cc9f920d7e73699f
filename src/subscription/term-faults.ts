import type { Finding, IssueCode, Text } from '../validation/finding.ts';
import { BACKPORT } from './topics.ts';

interface FaultText {
  readonly code: IssueCode;
  readonly message: Text;
  readonly action: Text;
}

const text = (nb: string, nn: string, en: string): Text => ({ nb, nn, en });

const FAULTS = {
  'subscription-topic': {
    code: 'not-supported',
    message: text(
      'Abonnementet gjelder ikke noe tema som finnes her.',
      'Abonnementet gjeld ikkje noko tema som finst her.',
      'The subscription is not about a topic that there is here.',
    ),
    action: text(
      'Skriv adressen til et av temaene i /metadata i criteria.',
      'Skriv adressa til eit av temaa i /metadata i criteria.',
      'Write the canonical of one of the topics in /metadata in criteria.',
    ),
  },
  'subscription-filter': {
    code: 'not-supported',
    message: text(
      'Filteret kan ikke brukes her.',
      'Filteret kan ikkje brukast her.',
      'The filter cannot be used here.',
    ),
    action: text(
      'Filtrer på hvem det gjelder: Patient?_id=<id>[,<id>].',
      'Filtrer på kven det gjeld: Patient?_id=<id>[,<id>].',
      'Filter by whom it is about: Patient?_id=<id>[,<id>].',
    ),
  },
  'subscription-channel': {
    code: 'not-supported',
    message: text(
      'Samplan varsler bare med rest-hook.',
      'Samplan varslar berre med rest-hook.',
      'Samplan notifies by rest-hook only.',
    ),
    action: text(
      'Sett channel.type til rest-hook, uten egen kanaltype.',
      'Set channel.type til rest-hook, utan eigen kanaltype.',
      'Set channel.type to rest-hook, without a channel type of your own.',
    ),
  },
  'subscription-endpoint': {
    code: 'value',
    message: text(
      'Endepunktet er ikke et som Samplan kan varsle.',
      'Endepunktet er ikkje eit som Samplan kan varsle.',
      'The endpoint is not one that Samplan may notify.',
    ),
    action: text(
      'Bruk en https-adresse hos en vert som driftsansvarlig har ført opp (subscriptions.endpoints), uten bruker, passord og fragment.',
      'Bruk ei https-adresse hos ein vert som driftsansvarleg har ført opp (subscriptions.endpoints), utan brukar, passord og fragment.',
      'Use an https address of a host that the operator has listed (subscriptions.endpoints), without user, password and fragment.',
    ),
  },
  'subscription-payload': {
    code: 'not-supported',
    message: text(
      'Innholdet i varselet er ikke beskrevet slik Samplan kan sende det.',
      'Innhaldet i varselet er ikkje skildra slik Samplan kan sende det.',
      'The payload is not described as Samplan can send it.',
    ),
    action: text(
      'Sett channel.payload til application/fhir+json eller application/fhir+xml med utvidelsen backport-payload-content: empty, id-only eller full-resource.',
      'Set channel.payload til application/fhir+json eller application/fhir+xml med utvidinga backport-payload-content: empty, id-only eller full-resource.',
      'Set channel.payload to application/fhir+json or application/fhir+xml with the extension backport-payload-content: empty, id-only or full-resource.',
    ),
  },
  'subscription-header': {
    code: 'not-supported',
    message: text(
      'Varselet kan bare ha headeren Authorization, én gang.',
      'Varselet kan berre ha headeren Authorization, éin gong.',
      'A notification can have the header Authorization only, once.',
    ),
    action: text(
      'Skriv «Authorization: …» på én linje, eller utelat channel.header.',
      'Skriv «Authorization: …» på éi linje, eller utelat channel.header.',
      'Write “Authorization: …” on one line, or leave channel.header out.',
    ),
  },
  'subscription-number': {
    code: 'value',
    message: text(
      'Tallet er utenfor det Samplan holder seg til.',
      'Talet er utanfor det Samplan held seg til.',
      'The number is outside what Samplan keeps to.',
    ),
    action: text('Velg et tall i området.', 'Vel eit tal i området.', 'Choose a number in the range.'),
  },
} as const satisfies Readonly<Record<string, FaultText>>;

/** What of a subscription is not as it must be. The value itself is not repeated: it may be a secret. */
export function termFault(rule: keyof typeof FAULTS, path: string, expected: string): Finding {
  return {
    severity: 'error',
    rule,
    path,
    expected,
    profile: BACKPORT.profile('backport-subscription'),
    ...FAULTS[rule],
  };
}
