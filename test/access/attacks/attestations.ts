import { ATTESTATIONS, ATTESTED } from '../attestations.ts';
import { CLAIMS } from '../guarded.ts';
import type { Attack } from './attack.ts';
import { token } from './tokens.ts';

const { hospital } = ATTESTATIONS;
const { practitioner, care_relationship: relation } = hospital;

/** A doctor's token with an attestation that says something otherwise. */
function attests(
  name: string,
  why: string,
  attestation: unknown,
  { claims = {}, status = 401 }: { readonly claims?: Readonly<Record<string, unknown>>; readonly status?: number } = {},
): Attack {
  return token(
    `an attestation ${name}`,
    why,
    { claims: { ...CLAIMS.doctor, 'nhn:tillitsrammeverk:parameters': attestation, ...claims } },
    status,
  );
}

/** One of who is attested of, otherwise. */
const of = (more: Readonly<Record<string, unknown>>): unknown => ({
  ...hospital,
  practitioner: { ...practitioner, ...more },
});
/** One of why, otherwise. */
const because = (more: Readonly<Record<string, unknown>>): unknown => ({
  ...hospital,
  care_relationship: { ...relation, ...more },
});
const malformed = 'attestation-malformed';
const spaced = `${ATTESTED.patient.slice(0, 6)} ${ATTESTED.patient.slice(6)}`;

/** Attestations that are none, that are about somebody else, or for what plans are not there (Tillitsrammeverk 1.1). */
export const ATTESTATION_ATTACKS: readonly Attack[] = [
  ...[null, true, 7, 'text', JSON.stringify(hospital), [hospital], {}].map((one) =>
    attests(`that is ${JSON.stringify(one)?.slice(0, 12)}`, malformed, one),
  ),
  attests('without the practitioner', malformed, { ...hospital, practitioner: undefined }),
  attests('without a care relation', malformed, { ...hospital, care_relationship: undefined }),
  attests('with two care relations', malformed, { ...hospital, care_relation: relation }),
  attests('of a practitioner that is a text', malformed, { ...hospital, practitioner: 'a doctor' }),
  attests('of a unit without a number', malformed, of({ legal_entity: { name: 'x', system: 'urn:oid:1' } })),
  attests('of a unit in no system', malformed, of({ legal_entity: { ...practitioner.legal_entity, system: 'x y' } })),
  attests(
    'of a unit whose number is a person’s',
    malformed,
    of({ department: { ...practitioner.department, id: ATTESTED.patient } }),
  ),
  attests(
    'of a unit named by a person’s number',
    malformed,
    of({ department: { ...practitioner.department, name: `Rom ${ATTESTED.patient}` } }),
  ),
  attests(
    'of a unit named by a person’s number as people write it',
    malformed,
    of({ department: { ...practitioner.department, name: `Rom ${spaced}` } }),
  ),
  attests(
    'of a unit in a system with a person’s number',
    malformed,
    of({ department: { ...practitioner.department, system: `https://example.no/${ATTESTED.patient}` } }),
  ),
  attests('with a line break in a name', malformed, of({ department: { ...practitioner.department, name: 'a\nb' } })),
  attests(
    'with a name of 201 characters',
    malformed,
    of({ department: { ...practitioner.department, name: 'a'.repeat(201) } }),
  ),
  attests(
    'with a code that is an object',
    malformed,
    of({ authorization: { code: { toString: 'LE' }, system: 'urn:oid:1' } }),
  ),
  attests(
    'with a decision that tells a person’s number',
    malformed,
    because({ decision_ref: { id: '1', description: `om ${ATTESTED.patient}` } }),
  ),
  attests('with a decision chosen by a text', malformed, because({ decision_ref: { id: '1', user_selected: 'yes' } })),
  attests('of patients that are no list', malformed, { ...hospital, patients: hospital.patients[0] }),
  attests('of 101 patients', malformed, { ...hospital, patients: Array.from({ length: 101 }, () => ({})) }),
  attests('made at a text', malformed, { ...hospital, toa: '1700121037' }),
  attests('made at half a second', malformed, { ...hospital, toa: 1.5 }),
  attests('made before 1970', malformed, { ...hospital, toa: -1 }),
  attests('made long ago', 'attestation-time', { ...hospital, toa: 1_700_121_037 }),
  attests('made in the future', 'attestation-time', { ...hospital, toa: 2_147_483_647 }),
  attests('of another HPR number', 'attestation-person', of({ hpr_nr: { ...practitioner.hpr_nr, id: '9144897' } })),
  attests('of another person', 'attestation-person', hospital, {
    claims: { 'helseid://claims/identity/pid': ATTESTED.patient },
  }),
  attests('of somebody, where nobody logged in', 'attestation-person', hospital, {
    claims: { sub: 'trust-ehr', 'helseid://claims/hpr/hpr_number': undefined },
  }),
  ...['HRESCH', 'HMARKT', 'BTG', 'treat', '__proto__'].map((code) =>
    attests(`for ${code}`, 'attestation-purpose', because({ purpose_of_use: { ...relation.purpose_of_use, code } }), {
      status: 403,
    }),
  ),
  attests(
    'for a purpose of another code system',
    'attestation-purpose',
    because({ purpose_of_use: { code: 'TREAT', system: 'urn:oid:1.2.3' } }),
    { status: 403 },
  ),
  attests(
    'for an emergency without a reason',
    'emergency-reason',
    because({ purpose_of_use: { ...relation.purpose_of_use, code: 'ETREAT' } }),
    { status: 403 },
  ),
];
