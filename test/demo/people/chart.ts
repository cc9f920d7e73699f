import type {
  CarePlan,
  CareTeam,
  CareTeamParticipant,
  Consent,
  Goal,
  Identifier,
  Patient,
  Reference,
  ServiceRequest,
} from '@medplum/fhirtypes';
import type { Calendar } from './calendar.ts';
import { FNR, namedUuid } from './identity.ts';
import {
  localId,
  type OrganizationKey,
  organizationAt,
  organizationByNumber,
  type PractitionerKey,
  postAt,
  type ServerName,
} from './organizations.ts';
import type { Identity } from './person.ts';

const CODES = 'http://samplan.no/fhir/CodeSystem';
const PROFILES = 'http://samplan.no/fhir/StructureDefinition';
const SCOPE = 'http://terminology.hl7.org/CodeSystem/consentscope';

export type Role =
  | 'responsible-coordinator'
  | 'coordinator'
  | 'coordinating-unit'
  | 'general-practitioner'
  | 'the-person'
  | 'municipal-service'
  | 'specialist-service'
  | 'child-coordinator'
  | 'next-of-kin'
  | 'school';

/** Whether the resource carries a business identifier (urn:uuid): some systems give one, others do not. */
interface Named {
  readonly identified?: boolean;
}

interface MeasureText extends Named {
  readonly what: string;
  /** How the measure is carried out. */
  readonly how: string;
  readonly performer: NonNullable<ServiceRequest['performer']>[number];
  readonly times?: number;
  readonly per?: 'd' | 'wk' | 'mo';
}

interface PlanText extends Named {
  readonly status: CarePlan['status'];
  readonly title: string;
  readonly description: string;
  readonly author: PractitionerKey;
  /** First day of the plan, in days from today; a plan without one has no period. */
  readonly from?: number;
  /** Next revision, in days from today. */
  readonly revision?: number;
  readonly goals: readonly number[];
  readonly measures: readonly number[];
  readonly team?: boolean;
}

interface AccessText extends Named {
  readonly recipient: OrganizationKey;
  /** Day it was given, and until when, in days from today. */
  readonly given: number;
  readonly until: number;
  /** Whether the recipient is named by number or by the system's own Organization. */
  readonly by: 'number' | 'reference';
  readonly name?: string;
}

/** Writes one person's papers the way one of the systems keeps them: its own ids, references relative to itself. */
export class Chart {
  readonly #system: ServerName;
  readonly #who: Identity;
  readonly #when: Calendar;

  constructor(system: ServerName, who: Identity, when: Calendar) {
    this.#system = system;
    this.#who = who;
    this.#when = when;
  }

  /** Reference to the person herself. */
  get person(): Reference<Patient> {
    return { reference: `Patient/${this.id('patient')}` };
  }

  id(part: string): string {
    return localId(this.#system, `p${this.#who.number}-${part}`);
  }

  patient(): Patient {
    const { fnr, family, given, gender, birthDate } = this.#who;
    return {
      resourceType: 'Patient',
      id: this.id('patient'),
      active: true,
      identifier: [{ system: FNR, value: fnr }],
      name: [{ family, given: [given], use: 'official' }],
      gender,
      birthDate,
    };
  }

  participant(role: Role, member: NonNullable<CareTeamParticipant['member']>, since?: number): CareTeamParticipant {
    return {
      role: [{ coding: [{ system: `${CODES}/participant-role`, code: role }] }],
      member,
      ...(since === undefined ? {} : { period: { start: this.#when.day(since) } }),
    };
  }

  /** The person, the responsible coordinator by her post, the municipality's coordinating unit, and who else takes part. */
  team(
    coordinator: PractitionerKey,
    since: number,
    others: readonly CareTeamParticipant[],
    named: Named = {},
  ): CareTeam {
    return {
      resourceType: 'CareTeam',
      id: this.id('team'),
      ...this.#identifier('team', named),
      status: 'active',
      category: [{ coding: [{ system: `${CODES}/careteam-kind`, code: 'individual-plan-team' }] }],
      name: `Ansvarsgruppe for ${this.#who.given}`,
      subject: this.person,
      participant: [
        this.participant('the-person', this.person),
        this.participant('responsible-coordinator', postAt(this.#system, coordinator), since),
        ...others,
      ],
    };
  }

  /** Consent A: that a plan is made. */
  planMade(status: 'active' | 'rejected', given: string, custodian: OrganizationKey, named: Named = {}): Consent {
    return {
      resourceType: 'Consent',
      id: this.id('plan-made'),
      ...this.#identifier('plan-made', named),
      status,
      scope: { coding: [{ system: SCOPE, code: 'treatment' }] },
      category: [{ coding: [{ system: `${CODES}/consent-kind`, code: 'plan-made' }] }],
      patient: this.person,
      dateTime: given,
      performer: [this.person],
      organization: [organizationAt(this.#system, custodian)],
      policyRule: { coding: [{ system: `${CODES}/legal-basis`, code: 'PBRL4-1' }] },
    };
  }

  /** Consent B: that an organization sees the plan until a given day. */
  access({ recipient, given, until, by, name = `access-${recipient}`, ...named }: AccessText): Consent {
    return {
      resourceType: 'Consent',
      id: this.id(name),
      ...this.#identifier(name, named),
      status: 'active',
      scope: { coding: [{ system: SCOPE, code: 'patient-privacy' }] },
      category: [{ coding: [{ system: `${CODES}/consent-kind`, code: 'access' }] }],
      patient: this.person,
      dateTime: given < 0 ? this.#when.morning(given) : this.#when.now(),
      performer: [this.person],
      policyRule: { coding: [{ system: `${CODES}/legal-basis`, code: 'HPL22' }] },
      provision: {
        type: 'permit',
        period: { start: this.#when.day(given), end: this.#when.day(until) },
        actor: [
          {
            role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
            reference: by === 'number' ? organizationByNumber(recipient) : organizationAt(this.#system, recipient),
          },
        ],
        purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'COC' }],
      },
    };
  }

  /** A goal in the person's own words. */
  goal(number: number, text: string, named: Named = {}): Goal {
    return {
      resourceType: 'Goal',
      id: this.id(`goal-${number}`),
      ...this.#identifier(`goal-${number}`, named),
      lifecycleStatus: 'active',
      description: { text },
      subject: this.person,
      startDate: this.#when.day(-30),
      expressedBy: this.person,
    };
  }

  measure(number: number, { what, how, performer, times, per, ...named }: MeasureText): ServiceRequest {
    return {
      resourceType: 'ServiceRequest',
      id: this.id(`measure-${number}`),
      ...this.#identifier(`measure-${number}`, named),
      basedOn: [{ reference: `CarePlan/${this.id('plan')}` }],
      status: 'active',
      intent: 'plan',
      category: [{ coding: [{ system: `${CODES}/service-request-kind`, code: 'measure' }] }],
      code: { text: what },
      subject: this.person,
      ...(times === undefined || per === undefined
        ? { occurrencePeriod: { start: this.#when.day(-14) } }
        : { occurrenceTiming: { repeat: { frequency: times, period: 1, periodUnit: per } } }),
      performer: [performer],
      note: [{ text: how }],
    };
  }

  /** A report to the municipality's coordinating unit that the person needs a plan and a coordinator. */
  needReport(requester: PractitionerKey, reported: number, reason: string): ServiceRequest {
    const kind = { coding: [{ system: `${CODES}/service-request-kind`, code: 'need-report' }] };
    return {
      resourceType: 'ServiceRequest',
      id: this.id('need-report'),
      ...this.#identifier('need-report', { identified: true }),
      status: 'active',
      intent: 'proposal',
      category: [kind],
      code: kind,
      subject: this.person,
      authoredOn: this.#when.morning(reported),
      requester: postAt(this.#system, requester),
      performer: [organizationAt(this.#system, 'fjordvik-coordinating-unit')],
      reasonCode: [{ text: reason }],
    };
  }

  plan({ status, title, description, author, from, revision, goals, measures, team, ...named }: PlanText): CarePlan {
    return {
      resourceType: 'CarePlan',
      id: this.id('plan'),
      ...(named.identified === true ? { meta: { profile: [`${PROFILES}/ip-careplan`] } } : {}),
      ...this.#identifier('plan', named),
      ...(revision === undefined
        ? {}
        : { extension: [{ url: `${PROFILES}/next-revision`, valueDate: this.#when.day(revision) }] }),
      status,
      intent: 'plan',
      category: [{ coding: [{ system: `${CODES}/plan-kind`, code: 'individual-plan' }] }],
      title,
      description,
      subject: this.person,
      ...(from === undefined ? {} : { period: { start: this.#when.day(from), end: this.#when.day(from + 365) } }),
      author: postAt(this.#system, author),
      ...(team === false ? {} : { careTeam: [{ reference: `CareTeam/${this.id('team')}` }] }),
      goal: goals.map((number) => ({ reference: `Goal/${this.id(`goal-${number}`)}` })),
      activity: measures.map((number) => ({
        reference: { reference: `ServiceRequest/${this.id(`measure-${number}`)}` },
      })),
    };
  }

  #identifier(part: string, { identified = false }: Named): { readonly identifier?: Identifier[] } {
    const value = `urn:uuid:${namedUuid(`p${this.#who.number}/${part}`)}`;
    return identified ? { identifier: [{ system: 'urn:ietf:rfc:3986', value }] } : {};
  }
}
