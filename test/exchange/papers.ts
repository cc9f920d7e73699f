import type {
  CarePlan,
  CareTeam,
  CodeableConcept,
  Consent,
  ConsentProvision,
  Encounter,
  Goal,
  Observation,
  Organization,
  Patient,
  Practitioner,
  PractitionerRole,
  Reference,
  ServiceRequest,
} from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';

export const FJORDVIK: Party = { name: 'Fjordvik kommune', organization: '310601012', sector: 'municipal' };
export const TRUST: Party = { name: 'Helse Fjordvik HF', organization: '310602019', sector: 'specialist' };
export const NAV: Party = { name: 'NAV Fjordvik', organization: '310606022', sector: 'other' };

/** Synthetic identity numbers (month + 80). */
export const INGRID = '14836830068';
export const PER = '05895500275';

const CONSENT_SCOPE = 'http://terminology.hl7.org/CodeSystem/consentscope';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';

function concept(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] };
}

function byNumber({ organization, name }: Party): Reference<Organization> {
  return {
    type: 'Organization',
    identifier: { system: NATIONAL.organization, value: organization },
    display: name,
  };
}

/** One person's papers as a record system keeps them: its own ids, references relative to itself. */
export class Papers {
  readonly #prefix: string;
  readonly #number: string;

  /**
   * @param prefix begins every id
   * @param number the person's identity number
   */
  constructor(prefix: string, number: string) {
    this.#prefix = prefix;
    this.#number = number;
  }

  id(part: string): string {
    return `${this.#prefix}-${part}`;
  }

  get person(): Reference<Patient> {
    return { reference: `Patient/${this.id('patient')}` };
  }

  patient(): Patient {
    return {
      resourceType: 'Patient',
      id: this.id('patient'),
      identifier: [{ system: NATIONAL.birthNumber, value: this.#number }],
      name: [{ family: 'Nesbakk', given: ['Ingrid'] }],
    };
  }

  /** The person and her coordinator. */
  team(): CareTeam {
    return {
      resourceType: 'CareTeam',
      id: this.id('team'),
      status: 'active',
      category: [concept(SAMPLAN.careTeamKind, 'individual-plan-team')],
      subject: this.person,
      participant: [
        { role: [concept(SAMPLAN.participantRole, 'the-person')], member: this.person },
        {
          role: [concept(SAMPLAN.participantRole, 'responsible-coordinator')],
          member: { reference: 'PractitionerRole/kari-post' },
        },
      ],
    };
  }

  planMade(): Consent {
    return {
      ...this.#consent('plan-made', 'plan-made', 'PBRL4-1'),
      scope: concept(CONSENT_SCOPE, 'treatment'),
      organization: [byNumber(FJORDVIK)],
    };
  }

  access(to: Party, more: { readonly id?: string; readonly period?: ConsentProvision['period'] } = {}): Consent {
    return {
      ...this.#consent(more.id ?? `access-${to.organization}`, 'access', 'HPL22'),
      provision: {
        type: 'permit',
        ...(more.period ? { period: more.period } : {}),
        actor: [{ role: concept(PARTICIPATION, 'IRCP'), reference: byNumber(to) }],
      },
    };
  }

  goal(name: string, text: string): Goal {
    return {
      resourceType: 'Goal',
      id: this.id(name),
      lifecycleStatus: 'active',
      description: { text },
      subject: this.person,
    };
  }

  measure(name: string, text: string, performer: Party = FJORDVIK): ServiceRequest {
    return {
      resourceType: 'ServiceRequest',
      id: this.id(name),
      status: 'active',
      intent: 'plan',
      code: { text },
      subject: this.person,
      basedOn: [{ reference: `CarePlan/${this.id('plan')}` }],
      performer: [byNumber(performer)],
    };
  }

  plan(goals: readonly string[], measures: readonly string[]): CarePlan {
    return {
      resourceType: 'CarePlan',
      id: this.id('plan'),
      status: 'active',
      intent: 'plan',
      category: [concept(SAMPLAN.planKind, 'individual-plan')],
      title: 'Individuell plan',
      description: 'Det viktigste er å komme hjem igjen',
      subject: this.person,
      period: { start: '2026-09-01' },
      author: { reference: 'PractitionerRole/kari-post' },
      careTeam: [{ reference: `CareTeam/${this.id('team')}` }],
      ...(goals.length > 0 ? { goal: goals.map((name) => ({ reference: `Goal/${this.id(name)}` })) } : {}),
      ...(measures.length > 0
        ? { activity: measures.map((name) => ({ reference: { reference: `ServiceRequest/${this.id(name)}` } })) }
        : {}),
    };
  }

  /** What a record system knows about a person besides: none of the plan's business. */
  weight(): Observation {
    return {
      resourceType: 'Observation',
      id: this.id('weight'),
      status: 'final',
      code: { text: 'Vekt' },
      subject: this.person,
    };
  }

  visit(): Encounter {
    return {
      resourceType: 'Encounter',
      id: this.id('visit'),
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: this.person,
    };
  }

  /** A whole record: two goals, two measures, consent for both partners. */
  whole(): readonly (Patient | CareTeam | Consent | CarePlan | Goal | ServiceRequest)[] {
    return [
      this.patient(),
      this.team(),
      this.planMade(),
      this.access(TRUST),
      this.access(FJORDVIK),
      this.goal('goal-1', 'Gå til butikken alene'),
      this.goal('goal-2', 'Lese høyt for barnebarna'),
      this.measure('measure-1', 'Gangtrening'),
      this.measure('measure-2', 'Kontroll på slagpoliklinikken', TRUST),
      this.plan(['goal-1', 'goal-2'], ['measure-1', 'measure-2']),
    ];
  }

  #consent(name: string, kind: string, policy: string): Consent {
    return {
      resourceType: 'Consent',
      id: this.id(name),
      status: 'active',
      scope: concept(CONSENT_SCOPE, 'patient-privacy'),
      category: [concept(SAMPLAN.consentKind, kind)],
      patient: this.person,
      dateTime: '2026-09-01T10:00:00+02:00',
      performer: [this.person],
      policyRule: concept(SAMPLAN.legalBasis, policy),
    };
  }
}

type Entry = Organization | Practitioner | PractitionerRole;

/** Kari, her post at the koordinerende enhet, and that unit's municipality, under ids of the system's own. */
export function directory(system: 'fjordvik' | 'trust'): readonly Entry[] {
  const at = (name: string): string => (system === 'fjordvik' ? name : `hf-${name}`);
  const number = (value: string) => [{ system: NATIONAL.organization, value }];
  return [
    { resourceType: 'Organization', id: at('fjordvik'), name: 'Fjordvik', identifier: number(FJORDVIK.organization) },
    {
      resourceType: 'Organization',
      id: at('unit'),
      name: `Koordinerende enhet (${system})`,
      identifier: number('310601020'),
      partOf: { reference: `Organization/${at('fjordvik')}` },
    },
    {
      resourceType: 'Practitioner',
      id: at('kari'),
      identifier: [{ system: NATIONAL.healthPersonnel, value: '565500012' }],
      name: [{ family: 'Holte', given: ['Kari'] }],
      // Each side keeps its own number to the same person.
      telecom: [{ system: 'phone', value: system === 'fjordvik' ? '57000010' : '57009000' }],
    },
    {
      resourceType: 'PractitionerRole',
      id: at('kari-post'),
      practitioner: { reference: `Practitioner/${at('kari')}` },
      organization: { reference: `Organization/${at('unit')}` },
    },
  ];
}
