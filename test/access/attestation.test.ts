import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { ATTESTATIONS, ATTESTED } from './attestations.ts';
import { CLAIMS, type Guarded, openGuarded } from './guarded.ts';

const CLAIM = 'nhn:tillitsrammeverk:parameters';

let guarded: Guarded;
beforeAll(async () => {
  guarded = await openGuarded();
});
afterAll(() => guarded.close());

let known: ReadonlySet<string | undefined>;
beforeEach(async () => {
  known = new Set((await guarded.stage.stored<AuditEvent>('AuditEvent')).map(({ id }) => id));
});

/** Ingrid's goal, read by a doctor of the trust: the answer's status, and what came into the log. */
async function read(
  attestation: unknown,
  claims: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly status: number; readonly text: string; readonly event: AuditEvent }> {
  const { status, text } = await guarded.ask(
    { path: `/fhir/Goal?patient=${guarded.ingrid}` },
    { claims: { ...CLAIMS.doctor, [CLAIM]: attestation, ...claims } },
  );
  const news = (await guarded.stage.stored<AuditEvent>('AuditEvent')).filter(({ id }) => !known.has(id));
  expect(news).toHaveLength(1);
  return { status, text, event: news[0] as AuditEvent };
}

function faultsOf(event: AuditEvent): readonly string[] {
  const findings = guarded.stage.context.validator.validate(event);
  return findings.filter(({ severity }) => severity === 'error').map(({ path, rule }) => `${path} ${rule}`);
}

const extensionOf = ({ extension = [] }: AuditEvent, name: string) =>
  extension.find(({ url }) => url === `http://hl7.no/fhir/StructureDefinition/auditevent-${name}-extension`);

describe('what is attested of who reads is in the access log', () => {
  test('of a health trust: who, where, what for, and the decision', async () => {
    const { status, event } = await read(ATTESTATIONS.hospital);
    expect(status).toBe(200);
    expect(event.purposeOfEvent).toMatchObject([{ coding: [{ code: 'TREAT' }, { code: 'POLBESOK' }] }]);
    expect(event.agent?.[2]?.purposeOfUse).toMatchObject([{ coding: [{ code: 'TREAT' }] }]);
    expect(event.contained).toMatchObject([
      { resourceType: 'PractitionerRole', organization: { reference: '#department' } },
      {
        resourceType: 'Practitioner',
        identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.4', value: ATTESTED.hpr }],
        name: [{ text: ATTESTED.name }],
        qualification: [{ code: { coding: [{ code: 'LE', display: 'Lege' }] } }],
      },
      { id: 'department', name: 'Anestesi', partOf: { reference: '#enterprise' } },
      { id: 'enterprise', identifier: [{ value: '310602019' }] },
      { resourceType: 'Location', id: 'place' },
      { id: 'place-unit', identifier: [{ value: '310602043' }] },
      {
        resourceType: 'Encounter',
        status: 'unknown',
        serviceType: { coding: [{ code: '300', display: 'Øyesykdommer' }] },
        location: [{ location: { reference: '#patient-place' } }],
        serviceProvider: { reference: '#patient-department' },
      },
      { resourceType: 'Location', id: 'patient-place' },
      { id: 'patient-place-unit', identifier: [{ value: '310602051' }] },
      { id: 'patient-department', identifier: [{ value: '109765' }] },
    ]);
    expect(extensionOf(event, 'encounter')).toMatchObject({ valueReference: { reference: '#encounter' } });
    expect(extensionOf(event, 'carerelation-metadata')?.extension).toMatchObject([
      { url: 'decision-ref-id', valueString: '23423255' },
      { url: 'decision-ref-description', _valueString: { extension: [{ valueCode: 'unknown' }] } },
      { url: 'decision-ref-user-selected', valueBoolean: true },
      { url: 'toa', _valueUnsignedInt: { extension: [{ valueCode: 'unknown' }] } },
    ]);
    expect(faultsOf(event)).toEqual([]);
  });

  test('of a nursing home: coordination of care, and an empty text is none', async () => {
    const toa = guarded.now() - 3590;
    const { status, event } = await read({ ...ATTESTATIONS.nursingHome, toa });
    expect(status).toBe(200);
    expect(event.purposeOfEvent).toMatchObject([
      { coding: [{ code: 'COC' }, { code: '15', display: 'Helsetjenester i hjemmet' }] },
    ]);
    expect(extensionOf(event, 'carerelation-metadata')?.extension?.[3]).toEqual({
      url: 'toa',
      valueUnsignedInt: toa,
    });
    expect(faultsOf(event)).toEqual([]);
  });

  test('of a GP who says no purpose: coordination of care', async () => {
    const { status, event } = await read(ATTESTATIONS.gp);
    expect(status).toBe(200);
    expect(event.purposeOfEvent).toMatchObject([{ coding: [{ code: 'COC' }] }]);
    expect(extensionOf(event, 'carerelation-metadata')).toBeUndefined();
    expect(faultsOf(event)).toEqual([]);
  });

  test('of several patients nothing is told of where', async () => {
    const { hospital } = ATTESTATIONS;
    const { event } = await read({ ...hospital, patients: [...hospital.patients, ...hospital.patients] });
    expect(JSON.stringify(event)).not.toContain('patient-place');
  });

  test.each(Object.entries(ATTESTATIONS))(
    'no national identity number of an attestation is kept: %s',
    async (_, it) => {
      const { text, event } = await read(it, { 'helseid://claims/identity/pid': ATTESTED.pid });
      for (const number of [ATTESTED.pid, ATTESTED.patient]) {
        expect(JSON.stringify(event)).not.toContain(number);
        expect(text).not.toContain(number);
      }
    },
  );
});

describe('an attested emergency', () => {
  const attestation = {
    ...ATTESTATIONS.hospital,
    care_relationship: {
      ...ATTESTATIONS.hospital.care_relationship,
      purpose_of_use: { ...ATTESTATIONS.hospital.care_relationship.purpose_of_use, code: 'ETREAT' },
    },
  };

  test('reads with a written reason, and not without', async () => {
    const claims = { ...CLAIMS.doctor, [CLAIM]: attestation };
    const path = `/fhir/Goal?patient=${guarded.per}`;
    expect((await guarded.ask({ path }, { claims })).status).toBe(403);
    const headers = [['emergency-reason', encodeURIComponent('Bevisstløs ved innkomst')]] as const;
    const answer = await guarded.ask({ path, headers }, { claims });
    expect([answer.status, JSON.parse(answer.text).total]).toEqual([200, 1]);
  });
});
