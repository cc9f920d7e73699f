import type { Goal } from '@medplum/fhirtypes';
import { LABELS } from '../../../src/consent/labels.ts';
import type { Party } from '../../../src/consent/party.ts';
import { type PolicyRow, policyFor } from '../../../src/consent/policy.ts';
import {
  access,
  actor,
  FJORDVIK,
  goal,
  measure,
  NAV,
  needReport,
  opposition,
  patient,
  planMade,
  provisionFor,
  publication,
  TRUST,
  team,
} from '../../record/fixtures.ts';
import { type Case, type Chapter, CONSENTED, NO_CONSENT, OPPOSED, OPT_OUT } from './case.ts';

const PLAN_WITHDRAWN = 'deny: plan-withdrawn (pbrl § 4-1)';

export const KINDS: Chapter = {
  title: 'A to D',
  text: 'A: a plan is made. B: a participant sees parts until a day. C: publication in a national store. D: opposition.',
  cases: [
    { says: 'nothing', answer: NO_CONSENT },
    { says: 'nothing; about the team', part: team(), answer: OPT_OUT },
    { says: 'nothing; about a need report', part: needReport(), answer: OPT_OUT },
    {
      says: 'nothing; about the team, to another sector',
      part: team(),
      who: NAV,
      answer: 'deny: no-consent (pjl § 19)',
    },
    { says: 'nothing; about a part that the recipient owns', owner: TRUST, answer: 'permit: own-part (hpl § 39)' },
    { says: 'A', consents: [planMade()], answer: NO_CONSENT },
    { says: 'A declined', consents: [planMade({ status: 'rejected' })], answer: PLAN_WITHDRAWN },
    { says: 'B, and A withdrawn', consents: [access(TRUST), planMade({ status: 'inactive' })], answer: PLAN_WITHDRAWN },
    {
      says: 'B, and A withdrawn; about the team',
      consents: [access(TRUST), planMade({ status: 'inactive' })],
      part: team(),
      answer: CONSENTED,
    },
    { says: 'B before A: a draft may be exchanged', consents: [access(TRUST)], answer: CONSENTED },
    { says: 'B, to another sector', consents: [access(NAV)], who: NAV, answer: CONSENTED },
    { says: 'C', consents: [publication()], answer: NO_CONSENT },
    { says: 'D to the recipient', consents: [opposition(TRUST)], answer: OPPOSED },
    { says: 'D to the recipient; about the team', consents: [opposition(TRUST)], part: team(), answer: OPPOSED },
    { says: 'D to the recipient; about its own part', consents: [opposition(TRUST)], owner: TRUST, answer: OPPOSED },
    { says: 'D to another', consents: [access(TRUST), opposition(FJORDVIK)], answer: CONSENTED },
    { says: 'B withdrawn; about that consent', ...about(access(TRUST, { status: 'inactive' })), answer: NOTICE() },
    { says: 'B; about A', ...about(planMade()), consents: [access(TRUST)], answer: CONSENTED },
    { says: 'B for another; about that consent', ...about(access(NAV)), answer: 'deny: not-for-recipients (pjl § 19)' },
    {
      says: 'D of another recipient; about that opposition',
      ...about(opposition(NAV)),
      consents: [access(TRUST)],
      answer: 'deny: not-for-recipients (pjl § 19)',
    },
  ],
};

function about(part: NonNullable<Case['part']>): Pick<Case, 'part'> {
  return { part };
}

function NOTICE(): string {
  return 'permit: notice (pbrl § 4-1)';
}

const labelled = (code: string, system = 'urn:oid:2.16.578.1.12.4.1.1.9603'): Goal =>
  goal('goal', { meta: { security: [{ system, code }] } });
const PARENT = { as: 'guardian', relative: 'RelatedPerson/leila' } as const;
const RELATIVE = { as: 'relative', relative: 'RelatedPerson/leila' } as const;
const CHILD = '2018-03-14';

export const LABELLED: Chapter = {
  title: 'Labels of Volven 9603 in meta.security',
  text: 'With B for the recipient. They bind organizations only where the citizen blocked; the others are about who reads for herself.',
  cases: [
    ...['N', 'NORU', 'NORN_FFL', 'NORN_FORANS'].map(
      (code): Case => ({ says: code, consents: [access(TRUST)], part: labelled(code), answer: CONSENTED }),
    ),
    { says: 'NORS', consents: [access(TRUST)], part: labelled('NORS'), answer: 'deny: labelled (pjl § 17)' },
    {
      says: 'NORS under the other canonical',
      consents: [access(TRUST)],
      part: labelled('NORS', 'http://helsedir.no/fhir/CodeSystem/no-kodeverk-9603'),
      answer: 'deny: labelled (pjl § 17)',
    },
    {
      says: 'NORS, to the owner of the part',
      owner: TRUST,
      part: labelled('NORS'),
      answer: 'permit: own-part (hpl § 39)',
    },
    {
      says: 'a code of 9603 that is not known',
      consents: [access(TRUST)],
      part: labelled('NORX'),
      answer: 'deny: labelled (pjl § 17)',
    },
    ...LABELS.filter(({ hiddenFrom }) => hiddenFrom.includes('person')).map(
      ({ code, basis }): Case => ({
        says: `${code}, to the person herself`,
        part: labelled(code),
        reader: { as: 'person' },
        answer: `deny: labelled (${basis})`,
      }),
    ),
    {
      says: 'NORN_FORANS, to the person herself',
      part: labelled('NORN_FORANS'),
      reader: { as: 'person' },
      answer: 'permit: own-part (pbrl § 5-1)',
    },
    {
      says: 'NORN_FORANS, to a parent of a child of 8',
      part: labelled('NORN_FORANS'),
      reader: PARENT,
      birthDate: CHILD,
      answer: 'deny: labelled (pbrl § 3-4)',
    },
    {
      says: 'NORN_UNGDOM, to a parent of a child of 8',
      part: labelled('NORN_UNGDOM'),
      reader: PARENT,
      birthDate: CHILD,
      answer: 'permit: opt-out-regime (pbrl § 3-4)',
    },
  ],
};

const byParent = (type: 'permit' | 'deny') =>
  (type === 'permit' ? access : opposition)(undefined, {
    provision: { type, actor: [actor({ reference: 'RelatedPerson/leila' })] },
  });

export const READERS: Chapter = {
  title: 'The person and those close to her',
  text: 'What pages for the person and her relatives show. Personnel, a coordinator too, reads as her organization, which is decided about above.',
  cases: [
    { says: 'nothing; the person herself', reader: { as: 'person' }, answer: 'permit: own-part (pbrl § 5-1)' },
    {
      says: 'nothing; a parent, the person is 8',
      reader: PARENT,
      birthDate: CHILD,
      answer: 'permit: opt-out-regime (pbrl § 3-4)',
    },
    {
      says: 'nothing; a parent, the person is 16',
      reader: PARENT,
      birthDate: '2010-11-22',
      answer: 'deny: no-consent (pbrl § 3-3)',
    },
    { says: 'nothing; a parent, age not known', reader: PARENT, answer: 'deny: no-consent (pbrl § 3-3)' },
    {
      says: 'B for the parent; the person is 17',
      consents: [byParent('permit')],
      reader: PARENT,
      birthDate: '2009-11-20',
      answer: 'permit: consented (pbrl § 3-3)',
    },
    {
      says: 'D to the parent; the person is 13',
      consents: [byParent('deny')],
      reader: PARENT,
      birthDate: '2013-11-20',
      answer: 'deny: opposed (pbrl § 5-3)',
    },
    {
      says: 'nothing; a relative of an adult',
      reader: RELATIVE,
      birthDate: '1968-03-14',
      answer: 'deny: no-consent (pbrl § 3-3)',
    },
    {
      says: 'nothing; a guardian of an adult',
      reader: PARENT,
      birthDate: '1968-03-14',
      answer: 'deny: no-consent (pbrl § 3-3)',
    },
    {
      says: 'B for the guardian of an adult',
      consents: [byParent('permit')],
      reader: PARENT,
      birthDate: '1968-03-14',
      answer: 'permit: consented (pbrl § 3-3)',
    },
    {
      says: 'nothing; a relative of a child of 8, without parental responsibility',
      reader: RELATIVE,
      birthDate: CHILD,
      answer: 'deny: no-consent (pbrl § 3-3)',
    },
    {
      says: 'B for the relative of an adult',
      consents: [byParent('permit')],
      reader: RELATIVE,
      birthDate: '1968-03-14',
      answer: 'permit: consented (pbrl § 3-3)',
    },
    {
      says: 'B for the relative, and D to her',
      consents: [byParent('permit'), { ...byParent('deny'), id: 'opposed' }],
      reader: RELATIVE,
      birthDate: '1968-03-14',
      answer: 'deny: opposed (pbrl § 5-3)',
    },
    {
      says: 'B for another relative',
      consents: [byParent('permit')],
      reader: { as: 'relative', relative: 'RelatedPerson/noor' },
      birthDate: '1968-03-14',
      answer: 'deny: no-consent (pbrl § 3-3)',
    },
    {
      says: 'B for everyone; the coordinator, who reads as the municipality that she is employed by',
      consents: [access(undefined)],
      who: FJORDVIK,
      answer: CONSENTED,
    },
    {
      says: 'nothing; the coordinator, who reads as her municipality',
      who: FJORDVIK,
      answer: NO_CONSENT,
    },
    {
      says: 'B for everyone; a relative of an adult',
      consents: [access(undefined)],
      reader: RELATIVE,
      birthDate: '1968-03-14',
      answer: 'deny: no-consent (pbrl § 3-3)',
    },
  ],
};

const AGREEMENT = 'Samarbeidsavtale 2026-01';
const under = (party: Party, ...policy: readonly PolicyRow[]): Party => ({
  ...party,
  policy: policyFor({ policy, graceDays: {} }, AGREEMENT),
});
const goalsOut: PolicyRow = {
  sectors: ['specialist'],
  kinds: ['goal'],
  regime: 'nothing',
  basis: 'avtalen punkt 4',
  agreement: AGREEMENT,
};

export const POLICIES: Chapter = {
  title: 'Policy by agreement',
  text: 'With B for the recipient. A row of the agreement goes before one for all, and that before the shipped table.',
  cases: [
    {
      says: 'the agreement leaves goals out',
      consents: [access(TRUST)],
      who: under(TRUST, goalsOut),
      answer: 'deny: outside-agreement (avtalen punkt 4)',
    },
    {
      says: 'the agreement leaves goals out; about a measure',
      consents: [access(TRUST)],
      part: measure(),
      who: under(TRUST, goalsOut),
      answer: CONSENTED,
    },
    {
      says: 'the agreement leaves goals out; about its own goal',
      owner: TRUST,
      who: under(TRUST, goalsOut),
      answer: 'permit: own-part (hpl § 39)',
    },
    {
      says: 'another agreement leaves goals out',
      consents: [access(TRUST)],
      who: under(TRUST, { ...goalsOut, agreement: 'Avtale 2025-07' }),
      answer: CONSENTED,
    },
    {
      says: 'a row for all leaves goals out, and the agreement lets them in',
      consents: [access(TRUST)],
      who: under(
        TRUST,
        { sectors: ['specialist'], kinds: ['goal'], regime: 'nothing', basis: 'pjl § 9' },
        { ...goalsOut, regime: 'opt-in', basis: 'hpl § 22' },
      ),
      answer: CONSENTED,
    },
    {
      says: 'the row ended yesterday',
      consents: [access(TRUST)],
      who: under(TRUST, { ...goalsOut, until: '2026-11-21' }),
      answer: CONSENTED,
    },
    {
      says: 'the row ends today',
      consents: [access(TRUST)],
      who: under(TRUST, { ...goalsOut, until: '2026-11-22' }),
      at: '2026-11-22T22:59:59.999Z',
      answer: 'deny: outside-agreement (avtalen punkt 4)',
    },
    {
      says: 'the row begins tomorrow',
      consents: [access(TRUST)],
      who: under(TRUST, { ...goalsOut, from: '2026-11-23' }),
      answer: CONSENTED,
    },
  ],
};

export const EMERGENCIES: Chapter = {
  title: 'Emergency reading',
  text: 'By a person of a health service, with a written reason. Nothing is ever sent for this purpose.',
  cases: [
    { says: 'nothing', purpose: 'emergency', answer: 'permit: emergency (hpl § 45)' },
    {
      says: 'D to the recipient',
      consents: [opposition(TRUST)],
      purpose: 'emergency',
      answer: 'permit: emergency (pbrl § 5-3)',
    },
    {
      says: 'D that names break-glass',
      consents: [
        opposition(TRUST, {
          provision: {
            ...provisionFor('deny', TRUST),
            purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'BTG' }],
          },
        }),
      ],
      purpose: 'emergency',
      answer: OPPOSED,
    },
    { says: 'nothing; another sector', who: NAV, purpose: 'emergency', answer: NO_CONSENT },
    {
      says: 'nothing; about an opposition',
      part: opposition(TRUST),
      purpose: 'emergency',
      answer: 'deny: not-for-recipients (pjl § 16)',
    },
    {
      says: 'nothing; her address is strengt fortrolig',
      others: [
        patient({
          meta: {
            security: [
              { system: 'http://ehelse.no/fhir/CodeSystem/gd-address-confidentiality', code: 'strengtFortrolig' },
            ],
          },
        }),
      ],
      purpose: 'emergency',
      answer: 'deny: protected-address (beskyttelsesinstruksen)',
    },
  ],
};
