import type { Consent, ConsentProvision, Patient, Resource } from '@medplum/fhirtypes';
import { type Decision, decide } from '../../../src/consent/decide.ts';
import type { Party } from '../../../src/consent/party.ts';
import type { Purpose } from '../../../src/consent/purpose.ts';
import { decideForReader, type ReadBy } from '../../../src/consent/reader.ts';
import { keyOf, recordOf } from '../../../src/record/record.ts';
import { AT, access, directoryOf, GRANLI, goal, partIn, patient, provisionFor, TRUST } from '../../record/fixtures.ts';

/** One line of the decision table: what stands in a record, who asks, and what is answered. */
export interface Case {
  /** What the person, the policy or a label says. */
  readonly says: string;
  readonly consents?: readonly Consent[];
  /** What is asked about; a goal that another municipality owns, unless told. */
  readonly part?: Resource;
  readonly owner?: Party;
  /** Who asks: the health trust, unless told. */
  readonly who?: Party;
  readonly reader?: ReadBy;
  readonly purpose?: Purpose;
  readonly at?: string;
  readonly birthDate?: string;
  readonly others?: readonly Resource[];
  readonly directory?: readonly Resource[];
  /** `effect: reason (legal basis)`. */
  readonly answer: string;
}

export interface Chapter {
  readonly title: string;
  /** What holds for all of its cases. */
  readonly text: string;
  readonly cases: readonly Case[];
}

/** What Samplan answers. */
export function answerTo(one: Case): string {
  const { part = goal(), owner = GRANLI, consents = [], others = [], directory = [], birthDate } = one;
  const person: Patient = patient(birthDate === undefined ? {} : { birthDate });
  const resources = new Map([person, ...others, ...consents, part].map((each) => [keyOf(each), each]));
  const record = recordOf(
    'ingrid',
    [...resources.values()].map((resource) => ({ resource, owner: owner.organization })),
    directoryOf(...directory),
  );
  const { who = TRUST, reader, purpose = 'coordination', at = AT } = one;
  const decision: Decision = reader
    ? decideForReader(record, partIn(record, part), reader, at)
    : decide(record, partIn(record, part), who, purpose, at);
  return `${decision.effect}: ${decision.reason} (${decision.legalBasis})`;
}

/** A consent B for the trust whose permit is narrowed. */
export function permitFor(narrowed: Partial<ConsentProvision>, more: Partial<Consent> = {}): Consent {
  return access(TRUST, { provision: { ...provisionFor('permit', TRUST), ...narrowed }, ...more });
}

export const CONSENTED = 'permit: consented (hpl § 22)';
export const NO_CONSENT = 'deny: no-consent (hpl § 22)';
export const OPPOSED = 'deny: opposed (pbrl § 5-3)';
export const OPT_OUT = 'permit: opt-out-regime (hpl § 25)';
