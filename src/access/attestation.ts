import type { JWTPayload } from 'jose';
import type { AuditedCareRelation, AuditedCode, AuditedUnit } from '../audit/audited.ts';
import { type AttestedCode, type AttestedUnit, isAttestation } from './attestation-shape.ts';
import type { Caller } from './caller.ts';
import { AccessRefused } from './refusal.ts';

const CLAIM = 'nhn:tillitsrammeverk:parameters';
const PID = 'helseid://claims/identity/pid';
const HPR = 'helseid://claims/hpr/hpr_number';

/** HL7 v3 PurposeOfUse. */
const PURPOSE_OF_USE = 'urn:oid:2.16.840.1.113883.1.11.20448';

/** The purposes of the specification (§ 4.4.2), as far as plans are there for them. */
const PURPOSES = ['TREAT', 'COC', 'ETREAT'] as const;
type Purpose = (typeof PURPOSES)[number];

/** How long an attestation holds (ATT-58). */
const LONGEST_SECONDS = 60 * 60;

/** What a person's own enterprise attests of her and of why she reads: for the access log. */
export interface Attestation {
  /** Her name in the national registry. */
  readonly name?: string;
  readonly authorization?: AuditedCode;
  /** `COC` where none is attested. */
  readonly purpose: Purpose;
  readonly careRelation: AuditedCareRelation;
}

/**
 * The attestation in a verified token (Tillitsrammeverk 1.1), where there is one. National identity numbers in it, of the person who
 * reads and of patients, are compared with the token's and go no further.
 *
 * @param at now, ISO 8601
 * @throws AccessRefused `attestation-malformed`, `attestation-person`, `attestation-time`, `attestation-purpose`
 * @example
 * attestationOf(payload, { at: '2026-11-27T08:00:00.000Z', toleranceSeconds: 5 })?.purpose // 'TREAT'
 */
export function attestationOf(
  payload: JWTPayload,
  { at, toleranceSeconds }: { readonly at: string; readonly toleranceSeconds: number },
): Attestation | undefined {
  const claim = payload[CLAIM];
  if (claim === undefined) return undefined;
  if (!isAttestation(claim)) throw new AccessRefused('attestation-malformed');
  const { practitioner, toa, patients = [] } = claim;
  const { identifier, hpr_nr: hpr, authorization } = practitioner;
  // ATT-524: it is about who logged in.
  if (differ(identifier, payload[PID]) || differ(hpr, payload[HPR])) throw new AccessRefused('attestation-person');
  const age = toa === undefined ? 0 : Math.floor(Date.parse(at) / 1000) - toa;
  if (age > LONGEST_SECONDS || age < -toleranceSeconds) throw new AccessRefused('attestation-time');
  const relation = claim.care_relation ?? claim.care_relationship ?? {};
  const decision = relation.decision_ref;
  const [patient, ...others] = patients;
  return {
    ...given('name', identifier?.name),
    ...given('authorization', authorization && codeOf(authorization)),
    purpose: purposeOf(relation.purpose_of_use),
    careRelation: {
      ...given('legalEntity', unitOf(practitioner.legal_entity)),
      ...given('department', unitOf(practitioner.department)),
      ...given('pointOfCare', unitOf(practitioner.point_of_care)),
      ...given('service', relation.healthcare_service && codeOf(relation.healthcare_service)),
      ...given('purposeDetails', relation.purpose_of_use_details && codeOf(relation.purpose_of_use_details)),
      ...(decision
        ? {
            decision: {
              id: decision.id,
              ...given('description', decision.description),
              ...given('userSelected', decision.user_selected),
            },
          }
        : {}),
      ...given('attestedAt', toa),
      // Of several patients it is not told which one is read about.
      ...(patient && others.length === 0
        ? {
            ...given('patientDepartment', unitOf(patient.department)),
            ...given('patientPointOfCare', unitOf(patient.point_of_care)),
          }
        : {}),
    },
  };
}

/**
 * The caller with what is attested of its person.
 *
 * @throws AccessRefused `attestation-person` where nobody logged in
 */
export function attested(caller: Caller, attestation: Attestation | undefined): Caller {
  if (attestation === undefined) return caller;
  const { person } = caller;
  if (person === undefined) throw new AccessRefused('attestation-person');
  const { purpose, careRelation, ...known } = attestation;
  return { ...caller, person: { ...person, ...known }, purpose, careRelation };
}

/** Another number than the token's; one that only one of them has says nothing. */
function differ(attested: AttestedUnit | undefined, claim: unknown): boolean {
  return attested !== undefined && claim !== undefined && attested.id !== claim;
}

function purposeOf(written: AttestedCode | undefined): Purpose {
  if (written === undefined) return 'COC';
  const found = PURPOSES.find((code) => code === written.code);
  if (found === undefined || written.system !== PURPOSE_OF_USE) throw new AccessRefused('attestation-purpose');
  return found;
}

function unitOf(written: AttestedUnit | undefined): AuditedUnit | undefined {
  return written && { system: written.system, value: written.id, ...given('name', written.name) };
}

function codeOf({ system, code, text }: AttestedCode): AuditedCode {
  return { system, code, ...given('display', text) };
}

/** FHIR has no empty texts (json.html § 2.6.2), and attestations have. */
function given<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  const isEmpty = value === undefined || (typeof value === 'string' && value.trim() === '');
  return (isEmpty ? {} : { [name]: value }) as { readonly [P in K]?: V };
}
