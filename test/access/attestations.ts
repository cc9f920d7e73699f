const ORG = { system: 'urn:oid:2.16.578.1.12.4.1.4.101', authority: 'https://www.brreg.no' } as const;
const RESH = { system: 'urn:oid:2.16.578.1.12.4.1.4.102', authority: 'https://www.nhn.no' } as const;
const FNR = { system: 'urn:oid:2.16.578.1.12.4.1.4.1', authority: 'https://www.skatteetaten.no' } as const;
const HPR = { system: 'urn:oid:2.16.578.1.12.4.1.4.4', authority: 'https://www.helsedirektoratet.no/' } as const;
const volven = (oid: string) => ({ system: `urn:oid:2.16.578.1.12.4.1.1.${oid}`, assigner: 'https://www.volven.no/' });
const PURPOSE = { system: 'urn:oid:2.16.840.1.113883.1.11.20448', assigner: 'https://www.hl7.org' } as const;

/** The synthetic doctor who is attested of, and the synthetic patient. */
export const ATTESTED = {
  pid: '17837030056',
  hpr: '565500055',
  name: 'Synthetic Doctor',
  patient: '02886630037',
} as const;

const doctor = {
  identifier: { id: ATTESTED.pid, name: ATTESTED.name, ...FNR },
  hpr_nr: { id: ATTESTED.hpr, ...HPR },
  authorization: { code: 'LE', text: 'Lege', ...volven('9060') },
} as const;
const patient = { identifier: { id: ATTESTED.patient, ...FNR } } as const;

/**
 * Attestations in the shapes that the trust framework publishes (Tillitsrammeverk 1.1 § 8: a GP, a nursing home, a health trust),
 * of synthetic persons and units.
 */
export const ATTESTATIONS = {
  gp: {
    practitioner: {
      ...doctor,
      legal_entity: { id: '310603015', name: 'Fjordvik legekontor', ...ORG },
      point_of_care: { id: '310603015', name: 'Fjordvik legekontor', ...ORG },
    },
    care_relation: { healthcare_service: { code: 'KX17', text: 'Fastlege, liste uten fast lege', ...volven('8655') } },
    patients: [patient],
  },
  nursingHome: {
    practitioner: {
      ...doctor,
      legal_entity: { id: '310601012', name: 'Fjordvik kommune', ...ORG },
      point_of_care: { id: '310601063', name: 'FJORDVIK SYKEHJEM', ...ORG },
    },
    care_relation: {
      healthcare_service: { code: 'KP01', text: 'Legetjeneste ved sykehjem', ...volven('8663') },
      purpose_of_use: { code: 'COC', text: '', ...PURPOSE },
      purpose_of_use_details: { code: '15', text: 'Helsetjenester i hjemmet', ...volven('9151') },
    },
    patients: [patient],
  },
  /** As HelseID writes it: another name of the care relation, and no description of the decision. */
  hospital: {
    type: 'nhn:tillitsrammeverk:parameters',
    practitioner: {
      ...doctor,
      legal_entity: { id: '310602019', name: 'Helse Fjordvik HF', ...ORG },
      point_of_care: { id: '310602043', name: 'HELSE FJORDVIK HF SOMATIKK', ...ORG },
      department: { id: '705592', name: 'Anestesi', ...RESH },
    },
    care_relationship: {
      healthcare_service: { code: '300', text: 'Øyesykdommer', ...volven('8451') },
      purpose_of_use: { code: 'TREAT', text: 'treatment', ...PURPOSE },
      purpose_of_use_details: {
        code: 'POLBESOK',
        text: 'Poliklinisk besøk',
        system: 'urn:AuditEventHL7Norway/CodeSystem/carerelation',
        assigner: 'https://www.hl7.no',
      },
      decision_ref: { id: '23423255', user_selected: true },
    },
    patients: [
      {
        ...patient,
        point_of_care: { id: '310602051', name: 'HELSE FJORDVIK HF POLIKLINIKK', ...ORG },
        department: { id: '109765', name: 'Øye dagkir/pol 1. etasje', ...RESH },
      },
    ],
  },
} as const;
