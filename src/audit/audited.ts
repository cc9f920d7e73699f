import type { Party } from '../consent/party.ts';

/** A national or local number: of a person, a unit, an enterprise. */
export interface AuditedIdentifier {
  readonly system: string;
  readonly value: string;
}

/** An enterprise, unit or place that an attestation names. */
export interface AuditedUnit extends AuditedIdentifier {
  readonly name?: string;
}

/** A code of an attestation. */
export interface AuditedCode {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** Who sat in front of it. Her own name is in the log of whom she read about, as that person may ask (pjl § 22). */
export interface AuditedPerson {
  /** HPR number, or whatever number the token has; at least one. */
  readonly identifiers: readonly AuditedIdentifier[];
  readonly name?: string;
  /** Category of health personnel (OID 9060). */
  readonly authorization?: AuditedCode;
}

/** What an attestation says of the care relation (Tillitsrammeverk 1.1, `practitioner`, `care_relation` and `patients`). */
export interface AuditedCareRelation {
  readonly legalEntity?: AuditedUnit;
  readonly department?: AuditedUnit;
  readonly pointOfCare?: AuditedUnit;
  /** Kind of help that her unit gives (OID 8655, 8663 or 8451). */
  readonly service?: AuditedCode;
  /** Kind of service for which it is read (OID 9151). */
  readonly purposeDetails?: AuditedCode;
  /** What the access was decided on in the reader's own system. */
  readonly decision?: { readonly id: string; readonly description?: string; readonly userSelected?: boolean };
  /** When it was attested: seconds since 1970. */
  readonly attestedAt?: number;
  /** Where the patient gets help. */
  readonly patientDepartment?: AuditedUnit;
  readonly patientPointOfCare?: AuditedUnit;
}

/**
 * Who is behind an access, as far as the log is told: a party, and what is known beyond it. A caller that carries more than a
 * Party carries it into every trace of what it does, also into those that a commit writes.
 *
 * @example
 * const caller: Audited = { ...fjordvik, request: requestId, person: { identifiers: [hpr] }, purpose: 'TREAT' };
 */
export interface Audited extends Party {
  /** X-Request-Id of the request. */
  readonly request?: string;
  /** Network address that it came from. */
  readonly address?: string;
  /** Base of the endpoint that it came to. */
  readonly server?: string;
  /** Id of the client in its authority. */
  readonly client?: string;
  readonly person?: AuditedPerson;
  /** The one person that it is about: our Patient id. */
  readonly patient?: string;
  /** `patient` is who asks; `person` is then what her issuer calls her. */
  readonly isHerself?: true;
  /** Code of v3-ActReason: `COC` (coordination of care) unless told. */
  readonly purpose?: string;
  /** Emergency reading, with the reason that was written for it. */
  readonly emergency?: { readonly reason: string };
  readonly careRelation?: AuditedCareRelation;
}
