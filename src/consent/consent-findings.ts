import type { Consent } from '@medplum/fhirtypes';
import { consentsOf, keyOf, type PlanRecord } from '../record/record.ts';
import type { Finding, Text } from '../validation/finding.ts';
import { type Force, forceOf } from './giver.ts';
import { consentKind } from './kind.ts';
import { SHIPPED_POLICY } from './policy.ts';
import { ruleOf, rulesIn } from './spelling.ts';

/** What can keep a consent from permitting what it seems to permit. */
type Fault = 'untyped' | Exclude<Force, { readonly isInForce: true }>['why'];

interface FaultText {
  readonly rule: string;
  readonly reference: string;
  readonly expected: string;
  readonly found: string;
  readonly message: Text;
  readonly action: Text;
}

const TEXTS: Readonly<Record<Fault, FaultText>> = {
  untyped: {
    rule: 'consent-provision-type',
    reference: 'http://hl7.org/fhir/R4/consent-definitions.html#Consent.provision.type',
    expected: 'permit or deny, or at the root a policyRule OPTIN or OPTOUT',
    found: 'no type',
    message: {
      nb: 'Samtykket sier ikke om det tillater eller nekter. Det tillater derfor ingenting her.',
      nn: 'Samtykket seier ikkje om det tillèt eller nektar. Det tillèt difor ingenting her.',
      en: 'The consent does not say whether it permits or denies. So it permits nothing here.',
    },
    action: {
      nb: 'Sett provision.type til permit eller deny.',
      nn: 'Set provision.type til permit eller deny.',
      en: 'Set provision.type to permit or deny.',
    },
  },
  'not-verified': {
    rule: 'consent-verified',
    reference: 'http://hl7.org/fhir/R4/consent-definitions.html#Consent.verification',
    expected: 'verified with the person, or no verification at all',
    found: 'not verified',
    message: {
      nb: 'Samtykket er hentet fra et annet system og ikke bekreftet.',
      nn: 'Samtykket er henta frå eit anna system og ikkje stadfesta.',
      en: 'The consent was taken from another system, and is not verified.',
    },
    action: {
      nb: 'Bekreft det med personen, og sett verification.verified til true.',
      nn: 'Stadfest det med personen, og set verification.verified til true.',
      en: 'Verify it with the person, and set verification.verified to true.',
    },
  },
  'given-by-child': {
    rule: 'consent-given-by-child',
    reference: 'pbrl § 4-3',
    expected: 'given by who has parental responsibility, or about what the parents are not told',
    found: 'given by the person, who was under 16',
    message: {
      nb: 'Personen var under 16 år og samtykket selv. Samtykket er ikke nok her.',
      nn: 'Personen var under 16 år og samtykte sjølv. Samtykket er ikkje nok her.',
      en: 'The person was under 16 and consented herself. The consent is not enough here.',
    },
    action: {
      nb: 'Innhent samtykke fra den som har foreldreansvar, eller merk samtykket NORN_FORANS der foreldrene ikke skal vite.',
      nn: 'Hent inn samtykke frå den som har foreldreansvar, eller merk samtykket NORN_FORANS der foreldra ikkje skal vite.',
      en: 'Ask who has parental responsibility, or label the consent NORN_FORANS where the parents are not to know.',
    },
  },
  'no-capacity-decision': {
    rule: 'consent-capacity-decision',
    reference: 'pbrl § 4-3',
    expected: 'given by the person, or with a decision that she cannot consent',
    found: 'given by another, without such a decision',
    message: {
      nb: 'En annen har samtykket for en person over 16 år uten at det er vist til en avgjørelse om samtykkekompetanse.',
      nn: 'Ein annan har samtykt for ein person over 16 år utan at det er vist til ei avgjerd om samtykkekompetanse.',
      en: 'Another has consented for a person over 16 without a decision on her capacity to consent.',
    },
    action: {
      nb: 'Vis til avgjørelsen med utvidelsen capacity-decision, eller innhent samtykke fra personen selv.',
      nn: 'Vis til avgjerda med utvidinga capacity-decision, eller hent inn samtykke frå personen sjølv.',
      en: 'Point at the decision with the extension capacity-decision, or ask the person herself.',
    },
  },
  'lapsed-with-age': {
    rule: 'consent-lapsed-with-age',
    reference: 'pbrl § 4-3',
    expected: 'given by the person since her birthday',
    found: 'given by another before it, and the days of grace are over',
    message: {
      nb: 'Andre samtykket før personen selv kunne bestemme. Fristen for et nytt samtykke er ute.',
      nn: 'Andre samtykte før personen sjølv kunne bestemme. Fristen for eit nytt samtykke er ute.',
      en: 'Others consented before the person could decide herself. The time for a new consent is out.',
    },
    action: {
      nb: 'Spør personen selv, og registrer hva hun svarer.',
      nn: 'Spør personen sjølv, og registrer kva ho svarar.',
      en: 'Ask the person herself, and record what she answers.',
    },
  },
};

/**
 * Why consents in force on paper permit less than they seem to: spelled so that nobody can tell, or given by somebody who
 * could not. Warnings: what a consent says is a fact about the world, and it fails closed.
 *
 * @example
 * consentFindings(record, at).map(({ rule }) => rule); // ['consent-provision-type']
 */
export function consentFindings(record: PlanRecord, at: string, policy = SHIPPED_POLICY): readonly Finding[] {
  return consentsOf(record)
    .filter((consent) => consent.status === 'active' && consentKind(consent) !== undefined)
    .flatMap((consent) => {
      const isUntyped = rulesIn(ruleOf(consent)).some((rule) => rule.isUntyped);
      const force = consentKind(consent) === 'opposition' ? undefined : forceOf(consent, record, policy, at);
      return [
        ...(isUntyped ? [finding(consent, 'untyped', 'provision')] : []),
        ...(force && !force.isInForce
          ? [finding(consent, force.why, force.why === 'not-verified' ? 'verification' : 'performer')]
          : []),
      ];
    });
}

function finding(consent: Consent, fault: Fault, element: string): Finding {
  return {
    severity: 'warning',
    code: 'business-rule',
    path: `Consent.where(id = '${keyOf(consent).split('/')[1]}').${element}`,
    ...TEXTS[fault],
  };
}
