import type { AuditEventEntity, AuditEventEntityDetail } from '@medplum/fhirtypes';
import { AUDIT } from './audit-codes.ts';
import type { Verdict } from './emergency-reviews.ts';

/** A resource that was shown, sent or changed. */
export interface AuditedResource {
  /** `Type/id` or `Type/id/_history/n`. */
  readonly key: string;
  /** What kind of part it is; absent for the directory and for traces. */
  readonly kind?: string;
  /** Code of the reason for which it might leave, and the law that it rests on. */
  readonly reason?: string;
  readonly basis?: readonly string[];
  /** Only its address left. */
  readonly extent?: 'address';
}

/** What an access was about. */
export interface AuditedContent {
  readonly person?: string;
  readonly entities: readonly AuditedResource[];
  /** Search parameters' names, never their values; of several searches one on a line. */
  readonly query?: string;
  /** X-Request-Id of a request. */
  readonly request?: string;
  /** What ties the intent of a delivery to its outcome. */
  readonly delivery?: string;
  /** What was found of the readings in an emergency that it names. */
  readonly review?: Verdict;
}

/**
 * Whom and what it was about, by our own ids. The resource that a request names is BALP's data slice (`isNamed`); what else was
 * shown or changed has its resource type, so that a search keeps the one query that BALP asks for.
 *
 * @example
 * entitiesOf({ person: 'p1', entities: [{ key: 'Goal/g1/_history/2', kind: 'goal' }] }, true).length; // 2
 */
export function entitiesOf(
  { person, entities, query, request, delivery, review }: AuditedContent,
  isNamed: boolean,
): AuditEventEntity[] {
  const isQuery = query !== undefined;
  return [
    ...(person
      ? [{ what: { reference: `Patient/${person}` }, type: AUDIT.person, role: AUDIT.patientRole } as const]
      : []),
    ...entities.map((entity, index) => resourceEntity(entity, isNamed && index === 0)),
    ...(isQuery ? [{ type: AUDIT.systemObject, role: AUDIT.query, query: Buffer.from(query).toString('base64') }] : []),
    ...(request ? [{ type: AUDIT.requestId, what: { identifier: { value: request } } }] : []),
    ...(delivery ? [{ type: AUDIT.delivery, what: { identifier: { value: delivery } } }] : []),
    ...(review ? [{ type: AUDIT.review, detail: detailsOf(review) }] : []),
  ];
}

function detailsOf(review: Verdict): AuditEventEntityDetail[] {
  return Object.entries(review).map(([type, valueString]) => ({ type, valueString }));
}

function resourceEntity(
  { key, kind, reason, basis = [], extent }: AuditedResource,
  isNamed: boolean,
): AuditEventEntity {
  const detail: AuditEventEntityDetail[] = [
    ...(kind ? [{ type: 'part-kind', valueString: kind }] : []),
    ...(reason ? [{ type: 'reason', valueString: reason }] : []),
    ...basis.map((valueString) => ({ type: 'legal-basis', valueString })),
    ...(extent ? [{ type: 'extent', valueString: extent }] : []),
  ];
  return {
    what: { reference: key },
    ...(isNamed
      ? { type: AUDIT.systemObject, role: AUDIT.domainResource }
      : { type: AUDIT.resourceType(key.slice(0, key.indexOf('/'))) }),
    ...(detail.length > 0 ? { detail } : {}),
  };
}
