import type { Consent } from '@medplum/fhirtypes';
import { consentsToRenew } from '../consent/consents-to-renew.ts';
import { SHIPPED_POLICY } from '../consent/policy.ts';
import { dayBefore, dayOf, daysAfter } from '../record/day.ts';
import { hasCode } from '../record/kinds.ts';
import { consentsOf, type PlanRecord } from '../record/record.ts';
import { SAMPLAN } from '../record/systems.ts';
import { hasRole, owedByOf, type Participation, participants } from './participation.ts';
import { type Lack, type LawRule, worldRule } from './rule.ts';

/** Days within which a new guardian, or the child welfare service that takes over, is asked. */
const GUARDIAN_DAYS = 30;

const RENEW = {
  nb: 'Informer den som nå kan samtykke, og registrer hva vedkommende bestemmer: et nytt samtykke, eller at det gamle trekkes.',
  nn: 'Informer den som no kan samtykkje, og registrer kva vedkomande bestemmer: eit nytt samtykke, eller at det gamle blir trekt.',
  en: 'Inform whoever can consent now, and record what they decide: a new consent, or that the old one is withdrawn.',
} as const;

/** What the law asks of consents as time goes. */
export const CONSENT_LAW: readonly LawRule[] = [
  worldRule({
    key: 'consent-at-age',
    content: ['h'],
    reference: 'pbrl § 4-3',
    message: {
      nb: 'Samtykker som andre ga for et barn, skal innhentes på nytt når barnet fyller 12, 16 og 18 år.',
      nn: 'Samtykke som andre gav for eit barn, skal hentast inn på nytt når barnet fyller 12, 16 og 18 år.',
      en: 'What others consented to for a child is to be asked anew when the child turns 12, 16 and 18.',
    },
    action: RENEW,
    expected: 'a consent given after that birthday',
    owedBy: 'coordinator',
    term: SHIPPED_POLICY.ages.map(({ age, graceDays }) => `${graceDays} days after turning ${age}`).join(', '),
    lacks: ({ record, at }) =>
      consentsToRenew(record, at).map(({ consent, age, until }) => ({
        about: consent,
        element: 'dateTime',
        found: `given by others before the age of ${age}`,
        due: dayBefore(until),
      })),
  }),
  worldRule({
    key: 'consent-under-guardian',
    content: ['h'],
    reference: 'pbrl § 4-3',
    message: {
      nb: 'Når personen får verge, skal samtykkene innhentes på nytt.',
      nn: 'Når personen får verje, skal samtykka hentast inn på nytt.',
      en: 'When the person gets a guardian, consents are to be asked anew.',
    },
    action: RENEW,
    expected: 'a consent given after the guardianship began',
    owedBy: 'coordinator',
    term: `${GUARDIAN_DAYS} days after the guardianship began`,
    lacks: ({ record, at }) =>
      guardians(record, at)
        .filter(({ participant }) => !hasRole(participant, 'child-welfare'))
        .flatMap((guardian) => toRenewUnder(record, guardian)),
  }),
  worldRule({
    key: 'consent-under-child-welfare',
    content: ['h'],
    reference: 'pbrl § 4-4',
    message: {
      nb: 'Når barnevernet har overtatt omsorgen, er det barnevernet som samtykker for barn under 16 år.',
      nn: 'Når barnevernet har teke over omsorga, er det barnevernet som samtykkjer for barn under 16 år.',
      en: 'When the child welfare service has taken over care, it is who consents for a child under 16.',
    },
    action: RENEW,
    expected: 'a consent given by the child welfare service',
    owedBy: 'coordinator',
    term: `${GUARDIAN_DAYS} days after the child welfare service took over`,
    lacks: ({ record, at }) =>
      guardians(record, at)
        .filter(({ participant }) => hasRole(participant, 'child-welfare'))
        .flatMap((guardian) => toRenewUnder(record, guardian)),
  }),
  worldRule({
    key: 'consent-ends',
    content: ['h'],
    reference: 'pbrl § 4-1',
    message: {
      nb: 'Et samtykke til at noen ser planen gjelder til dagen det selv sier.',
      nn: 'Eit samtykke til at nokon ser planen gjeld til dagen det sjølv seier.',
      en: 'A consent that someone sees the plan holds until the day that it states.',
    },
    action: {
      nb: 'Spør personen om samtykket skal fornyes, og registrer svaret.',
      nn: 'Spør personen om samtykket skal fornyast, og registrer svaret.',
      en: 'Ask the person whether to renew it, and record the answer.',
    },
    expected: 'a consent in force',
    owedBy: 'coordinator',
    term: "the consent's own end",
    lacks: ({ record }) =>
      active(record)
        .filter(({ category }) => hasCode(category, SAMPLAN.consentKind, 'access'))
        .flatMap((consent): readonly Lack[] => {
          const due = dayOf(consent.provision?.period?.end);
          return due === undefined ? [] : [{ about: consent, element: 'provision.period.end', found: 'an end', due }];
        }),
  }),
];

/** Consents in force that are given, not oppositions. */
function active(record: PlanRecord): readonly Consent[] {
  return consentsOf(record).filter(
    ({ status, category }) =>
      status === 'active' &&
      ['plan-made', 'access', 'publish'].some((kind) => hasCode(category, SAMPLAN.consentKind, kind)),
  );
}

/** A consent that does not say when it was given counts as given before. */
function givenBefore(record: PlanRecord, day: string): readonly Consent[] {
  return active(record).filter(({ dateTime }) => (dayOf(dateTime) ?? '') < day);
}

function guardians(record: PlanRecord, at: string): readonly Participation[] {
  return participants(record, at).filter(({ participant }) => hasRole(participant, 'guardian'));
}

/** A guardian who does not say since when was there before: nothing is owed. */
function toRenewUnder(record: PlanRecord, { participant }: Participation): readonly Lack[] {
  const since = dayOf(participant.period?.start);
  if (since === undefined) return [];
  return givenBefore(record, since).map((consent) => ({
    about: consent,
    element: 'dateTime',
    found: 'given before',
    due: daysAfter(since, GUARDIAN_DAYS),
    ...(hasRole(participant, 'child-welfare') ? owedByOf(record, participant) : {}),
  }));
}
