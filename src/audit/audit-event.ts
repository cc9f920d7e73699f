import type { AuditEvent, Coding } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { agentsOf, type Direction, organization, purposeOf } from './audit-agents.ts';
import { AUDIT } from './audit-codes.ts';
import { type AuditedContent, entitiesOf } from './audit-entities.ts';
import type { Audited } from './audited.ts';
import { careRelationOf } from './care-relation.ts';

/** What happened: the RESTful interactions of R4, and what goes on between partners. */
export type Interaction =
  | 'create'
  | 'update'
  | 'delete'
  | 'transaction'
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

interface Shape {
  readonly action: NonNullable<AuditEvent['action']>;
  readonly type: Coding;
  readonly subtype: Coding;
  /** Which way content goes, seen from who asked. */
  readonly direction: Direction;
  /** The request names the resource: the first entity is it. */
  readonly isNamed?: true;
}

const exchanged = (action: Shape['action'], type: Coding, code: string): Shape => ({
  action,
  type,
  subtype: AUDIT.exchange(code),
  direction: 'from-asker',
});
const rest = (action: Shape['action'], code: string, direction: Direction): Shape => ({
  action,
  type: AUDIT.rest,
  subtype: AUDIT.interaction(code),
  direction,
});

/** Parameters of a search go to the server: from the asker, as BALP has it. */
const SHAPES: Readonly<Record<Interaction, Shape>> = {
  create: { ...rest('C', 'create', 'from-asker'), isNamed: true },
  update: { ...rest('U', 'update', 'from-asker'), isNamed: true },
  delete: { ...rest('D', 'delete', 'from-asker'), isNamed: true },
  transaction: rest('E', 'transaction', 'from-asker'),
  read: { ...rest('R', 'read', 'to-asker'), isNamed: true },
  vread: { ...rest('R', 'vread', 'to-asker'), isNamed: true },
  history: rest('R', 'history-instance', 'to-asker'),
  search: rest('E', 'search-type', 'from-asker'),
  operation: rest('E', 'operation', 'from-asker'),
  receive: exchanged('C', AUDIT.import, 'receive'),
  'set-aside': exchanged('C', AUDIT.import, 'set-aside'),
  join: exchanged('U', AUDIT.import, 'join'),
  'deliver-intent': exchanged('R', AUDIT.export, 'deliver-intent'),
  deliver: exchanged('R', AUDIT.export, 'deliver'),
};

const OUTCOMES = { success: '0', refused: '4', failed: '8' } as const;

/** What was asked. */
export interface Request {
  readonly interaction: Interaction;
  /** Name of an operation. */
  readonly operation?: string;
}

export interface Trace extends Omit<AuditedContent, 'request'>, Request {
  readonly id: string;
  readonly at: string;
  /** What was asked for besides, in the same look. */
  readonly also?: readonly Request[];
  /** Who asked for it. */
  readonly by: Audited;
  /** Who got it, where that is another. */
  readonly recipient?: Party;
  /** The organization whose log this is. */
  readonly controller: Party;
  readonly outcome: 'success' | 'refused' | 'failed';
  /** Error code of a refusal. */
  readonly reason?: string;
}

/**
 * One entry of the access log (pjl § 22, hpl § 45: the record must show that information was given; R4 auditevent.html), in
 * the shape of IHE BALP for what goes over REST, with what HL7 Norway's profile adds of person and care relation. It carries
 * our own ids, codes and counts; of who asked, what she is known by.
 *
 * @example
 * auditEvent({ id, at, interaction: 'read', by: caller, controller, person: 'p1', entities: [{ key: 'Goal/g1/_history/1' }], outcome: 'success' });
 */
export function auditEvent(trace: Trace): AuditEvent {
  const { by, recipient, controller, person, interaction } = trace;
  const asked = [trace, ...(trace.also ?? [])];
  // Of several kinds of reading none is the one that the standard shapes know.
  const isOne = asked.every((one) => one.interaction === interaction);
  const { action, type, direction, isNamed = false } = SHAPES[isOne ? interaction : 'operation'];
  const agents = agentsOf(by, recipient ?? controller, direction);
  const relation = careRelationOf(by, person);
  const contained = [...agents.contained, ...relation.contained];
  const { extension } = relation;
  const { request } = by;
  const entity = entitiesOf({ ...trace, ...(request === undefined ? {} : { request }) }, isNamed);
  return {
    resourceType: 'AuditEvent',
    id: trace.id,
    ...(contained.length > 0 ? { contained } : {}),
    ...(extension.length > 0 ? { extension: [...extension] } : {}),
    type,
    subtype: [
      ...distinct(asked.map((one) => SHAPES[one.interaction].subtype)),
      ...distinct(asked.flatMap((one) => (one.operation ? [AUDIT.operation(one.operation)] : []))),
      ...(interaction === 'deliver' ? [AUDIT.disclosure] : []),
      ...(by.emergency ? [AUDIT.emergency] : []),
    ],
    action,
    recorded: trace.at,
    outcome: OUTCOMES[trace.outcome],
    ...(trace.reason ? { outcomeDesc: trace.reason } : {}),
    purposeOfEvent: [
      {
        coding: [purposeOf(by), ...(by.careRelation?.purposeDetails ? [{ ...by.careRelation.purposeDetails }] : [])],
        ...(by.emergency ? { text: by.emergency.reason } : {}),
      },
    ],
    agent: agents.agent,
    source: { observer: organization(controller), type: [APPLICATION_SERVER] },
    // FHIR has no empty arrays (json.html § 2.6.2).
    ...(entity.length > 0 ? { entity } : {}),
  };
}

function distinct(codings: readonly Coding[]): readonly Coding[] {
  return [...new Map(codings.map((coding) => [coding.code, coding])).values()];
}

const APPLICATION_SERVER = { system: 'http://terminology.hl7.org/CodeSystem/security-source-type', code: '4' };
