import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';

/** An enterprise, unit or place, as an attestation has it. */
export interface AttestedUnit {
  readonly id: string;
  readonly name?: string;
  readonly system: string;
}

/** A code, as an attestation has it. */
export interface AttestedCode {
  readonly code: string;
  readonly text?: string;
  readonly system: string;
}

/** Why the person reads; `user_selected`: she gave herself access. */
interface AttestedCareRelation {
  readonly healthcare_service?: AttestedCode;
  readonly purpose_of_use?: AttestedCode;
  readonly purpose_of_use_details?: AttestedCode;
  readonly decision_ref?: { readonly id: string; readonly description?: string; readonly user_selected?: boolean };
}

/** An attestation as it stands in a token (Tillitsrammeverk 1.1 § 4.2): what we use of it. */
export interface WrittenAttestation {
  /** When it was made: seconds since 1970. */
  readonly toa?: number;
  readonly practitioner: {
    readonly identifier?: AttestedUnit;
    readonly hpr_nr?: AttestedUnit;
    readonly authorization?: AttestedCode;
    readonly legal_entity?: AttestedUnit;
    readonly point_of_care?: AttestedUnit;
    readonly department?: AttestedUnit;
  };
  /** The specification's name; HelseID writes the other. */
  readonly care_relation?: AttestedCareRelation;
  readonly care_relationship?: AttestedCareRelation;
  readonly patients?: readonly { readonly point_of_care?: AttestedUnit; readonly department?: AttestedUnit }[];
}

/** Nobody's national number stands in what is kept, also as people write it (6 + 5). */
const NO_PERSON = { not: { pattern: '(?<!\\d)\\d{6}\\s?\\d{5}(?!\\d)' } } as const;
const TEXT = { type: 'string', maxLength: 200, pattern: '^[^\\p{Cc}]*$', ...NO_PERSON } as const;
const SYSTEM = { type: 'string', maxLength: 200, pattern: '^(urn:|https?://)[^\\s\\p{Cc}]+$', ...NO_PERSON } as const;
const NUMBER = { type: 'string', maxLength: 64, pattern: '^[^\\s\\p{Cc}]+$' } as const;
const OTHER_NUMBER = { ...NUMBER, ...NO_PERSON } as const;
const CODE = {
  type: 'object',
  required: ['code', 'system'],
  properties: { code: OTHER_NUMBER, text: TEXT, system: SYSTEM },
} as const;
const UNIT = {
  type: 'object',
  required: ['id', 'system'],
  properties: { id: OTHER_NUMBER, name: TEXT, system: SYSTEM },
} as const;
const CARE_RELATION = {
  type: 'object',
  properties: {
    healthcare_service: CODE,
    purpose_of_use: CODE,
    purpose_of_use_details: CODE,
    decision_ref: {
      type: 'object',
      required: ['id'],
      properties: { id: OTHER_NUMBER, description: TEXT, user_selected: { type: 'boolean' } },
    },
  },
} as const;

const SHAPE = {
  type: 'object',
  required: ['practitioner'],
  oneOf: [{ required: ['care_relation'] }, { required: ['care_relationship'] }],
  properties: {
    // As far as FHIR's unsignedInt goes.
    toa: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
    practitioner: {
      type: 'object',
      properties: {
        identifier: { ...UNIT, properties: { ...UNIT.properties, id: NUMBER } },
        hpr_nr: UNIT,
        authorization: CODE,
        legal_entity: UNIT,
        point_of_care: UNIT,
        department: UNIT,
      },
    },
    care_relation: CARE_RELATION,
    care_relationship: CARE_RELATION,
    patients: {
      type: 'array',
      maxItems: 100,
      items: { type: 'object', properties: { point_of_care: UNIT, department: UNIT } },
    },
  },
} as const;

let check: ValidateFunction<WrittenAttestation> | undefined;

/** True for what has the shape of an attestation. What is wrong with it otherwise may quote a person. */
export function isAttestation(claim: unknown): claim is WrittenAttestation {
  check ??= compiled();
  return check(claim);
}

/** Loaded and compiled when the first one comes: a start need not wait for it. */
function compiled(): ValidateFunction<WrittenAttestation> {
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
  return new Ajv().compile<WrittenAttestation>(SHAPE);
}
