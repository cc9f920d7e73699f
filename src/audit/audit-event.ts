import type { AuditEvent, AuditEventAgent, AuditEventEntity } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { NATIONAL } from '../record/systems.ts';

/** What happened: the RESTful interactions of R4, and what goes on between partners. */
export type Interaction =
  | 'create'
  | 'update'
  | 'read'
  | 'vread'
  | 'history'
  | 'search'
  | 'operation'
  | 'receive'
  | 'set-aside'
  | 'join'
  | 'deliver-intent'
  | 'deliver';

const ACTIONS: Readonly<Record<Interaction, NonNullable<AuditEvent['action']>>> = {
  create: 'C',
  update: 'U',
  read: 'R',
  vread: 'R',
  history: 'R',
  search: 'E',
  operation: 'E',
  receive: 'C',
  'set-aside': 'C',
  join: 'U',
  'deliver-intent': 'R',
  deliver: 'R',
};

const REST: ReadonlySet<Interaction> = new Set(['create', 'update', 'read', 'vread', 'history', 'search', 'operation']);

export interface Trace {
  readonly id: string;
  readonly at: string;
  readonly interaction: Interaction;
  /** Who asked for it. */
  readonly by: Party;
  /** Who got it, where that is another. */
  readonly recipient?: Party;
  /** The organization whose log this is. */
  readonly controller: Party;
  readonly person?: string;
  /** `Type/id` or `Type/id/_history/n` of what was shown, sent or changed. */
  readonly entities: readonly string[];
  readonly outcome: 'success' | 'refused' | 'failed';
  /** Error code of a refusal. */
  readonly reason?: string;
  /** Search parameters' names, never their values. */
  readonly query?: string;
  /** Legal basis of a disclosure, by reason code. */
  readonly basis?: readonly string[];
}

/**
 * One entry of the access log (pjl § 22, hpl § 45: the record must show that information was given; R4 auditevent.html).
 * Carries references, codes and counts only.
 */
export function auditEvent(trace: Trace): AuditEvent {
  return {
    resourceType: 'AuditEvent',
    id: trace.id,
    type: REST.has(trace.interaction)
      ? { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' }
      : { system: 'http://samplan.no/fhir/CodeSystem/audit-event-type', code: 'exchange' },
    subtype: [
      {
        system: REST.has(trace.interaction)
          ? 'http://hl7.org/fhir/restful-interaction'
          : 'http://samplan.no/fhir/CodeSystem/exchange-interaction',
        code: restCode(trace.interaction),
      },
    ],
    action: ACTIONS[trace.interaction],
    recorded: trace.at,
    outcome: trace.outcome === 'success' ? '0' : trace.outcome === 'refused' ? '4' : '8',
    ...(trace.reason ? { outcomeDesc: trace.reason } : {}),
    purposeOfEvent: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'COC' }] }],
    agent: [agent(trace.by, true), ...(trace.recipient ? [agent(trace.recipient, false)] : [])],
    source: { observer: organization(trace.controller) },
    entity: entities(trace),
  };
}

function restCode(interaction: Interaction): string {
  if (interaction === 'history') return 'history-instance';
  return interaction === 'search' ? 'search-type' : interaction;
}

function agent(party: Party, requestor: boolean): AuditEventAgent {
  const code = requestor ? 'IRCP' : 'PRCP';
  return {
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code }] },
    who: organization(party),
    requestor,
  };
}

function organization(party: Party): AuditEventAgent['who'] & object {
  return { type: 'Organization', identifier: { system: NATIONAL.organization, value: party.organization } };
}

function entities({ person, entities: keys, query, basis }: Trace): AuditEventEntity[] {
  const entityType = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
  const detail = (basis ?? []).map((valueString) => ({ type: 'legal-basis', valueString }));
  return [
    ...(person ? [{ what: { reference: `Patient/${person}` }, type: { system: entityType, code: '1' } }] : []),
    ...keys.map((key) => ({
      what: { reference: key },
      type: { system: entityType, code: '2' },
      ...(detail.length > 0 ? { detail } : {}),
    })),
    ...(query ? [{ type: { system: entityType, code: '2' }, query: Buffer.from(query).toString('base64') }] : []),
  ];
}
