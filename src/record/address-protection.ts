import type { Patient, Resource } from '@medplum/fhirtypes';
import { isObject, type JsonObject } from './json.ts';
import type { PlanRecord } from './record.ts';

/**
 * How a person's address is protected in the national register. `fortrolig`: nobody else gets it. `strengt-fortrolig`: nobody
 * else gets anything. An address at an institution (klientadresse) tells that she is there, and is kept like a fortrolig one.
 */
export type Protection = 'none' | 'fortrolig' | 'strengt-fortrolig';

/**
 * Where the register's grading stands in FHIR, and how (HL7 Norway's Grunndata-profiles, 2021): the person's level as a
 * label in `meta.security` of code system gd-address-confidentiality 2.3.0, an address's own as sub-extension
 * `confidentiality` of gd-address-metadata 2.3.5. NAV's person register spells the same levels in capitals, and has one
 * more, for addresses abroad. Known by their last step: publishers' names have changed before.
 */
const LABEL_SYSTEM = 'http://ehelse.no/fhir/CodeSystem/gd-address-confidentiality';
const LABEL_SYSTEMS = /\/gd-(address-confidentiality|person-addressprotection)$/u;
const GRADING_EXTENSIONS = /\/gd-address-(metadata|confidentiality)$/u;
const GRADING = 'confidentiality';

/** Levels by their code, without what only spelling adds: `strengtFortrolig`, `strengt-fortrolig`, `STRENGT_FORTROLIG`. */
const LEVELS: ReadonlyMap<string, { readonly code: string; readonly protection: Protection }> = new Map([
  ['ugradert', { code: 'ugradert', protection: 'none' }],
  ['klientadresse', { code: 'klientadresse', protection: 'fortrolig' }],
  ['fortrolig', { code: 'fortrolig', protection: 'fortrolig' }],
  ['strengtfortrolig', { code: 'strengtFortrolig', protection: 'strengt-fortrolig' }],
  ['strengtfortroligutland', { code: 'strengtFortrolig', protection: 'strengt-fortrolig' }],
]);

const ORDER: readonly Protection[] = ['none', 'fortrolig', 'strengt-fortrolig'];

/** The strictest of them. */
export function strictest(protections: Iterable<Protection>): Protection {
  const all = new Set(protections);
  return ORDER.findLast((one) => all.has(one)) ?? 'none';
}

export function isStricter(one: Protection, other: Protection): boolean {
  return ORDER.indexOf(one) > ORDER.indexOf(other);
}

/**
 * How the address of a Patient or RelatedPerson is protected, by its labels and the grading of its addresses; the strictest
 * counts. What can't be read is strengt fortrolig: it is asked before anything is validated.
 *
 * @example
 * protectionOf({ resourceType: 'Patient', meta: { security: [{ system: LABEL_SYSTEM, code: 'fortrolig' }] } }); // 'fortrolig'
 */
export function protectionOf(resource: unknown): Protection {
  if (!isObject(resource)) return 'none';
  return strictest([...labelsOf(resource).map(protectionOfLabel), ...listOf(resource['address']).map(gradingOf)]);
}

/** How the address of the person of a record is protected. */
export function protectionIn({ person, parts }: PlanRecord): Protection {
  return protectionOf(parts.get(`Patient/${person}`)?.resource);
}

/** How addresses in a part are protected: as the person's, and a relative's as her own too. */
export function addressProtectionOf(record: PlanRecord, resource: Resource): Protection {
  const own = resource.resourceType === 'RelatedPerson' ? protectionOf(resource) : 'none';
  return strictest([protectionIn(record), own]);
}

/** How an address itself is graded. */
export function gradingOf(address: unknown): Protection {
  if (!isObject(address)) return 'strengt-fortrolig';
  const extensions = listOf(address['extension']).filter(isObject);
  const known = extensions.filter(({ url }) => typeof url === 'string' && GRADING_EXTENSIONS.test(url));
  const gradings = known.flatMap((extension) =>
    'extension' in extension
      ? listOf(extension['extension']).filter((inner) => isObject(inner) && inner['url'] === GRADING)
      : [extension],
  );
  return strictest(gradings.map(protectionOfGrading));
}

/**
 * The Patient with its protection as labels in one spelling, that of its addresses among them: what two partners say of it
 * is then the same, and stays when an address goes.
 */
export function withPlainLabels(patient: Patient): Patient {
  const labels = labelsOf(patient);
  if (protectionOf(patient) === 'none' && !labels.some(isAboutAddress)) return patient;
  const plain = { ...patient, meta: { ...patient.meta, security: labels.filter(isObject).map(plainLabel) } };
  return withProtection(plain, protectionOf(patient));
}

/** The Patient with a label of at least this protection. */
export function withProtection(patient: Patient, protection: Protection): Patient {
  const labels = labelsOf(patient);
  if (!isStricter(protection, strictest(labels.map(protectionOfLabel)))) return patient;
  const code = protection === 'fortrolig' ? 'fortrolig' : 'strengtFortrolig';
  return {
    ...patient,
    meta: { ...patient.meta, security: [...labels.filter(isObject), { system: LABEL_SYSTEM, code }] },
  };
}

/** The Patient without labels of protection. */
export function withoutProtection(patient: Patient): Patient {
  const { security: _, ...meta } = patient.meta ?? {};
  const others = labelsOf(patient)
    .filter(isObject)
    .filter((label) => !isAboutAddress(label));
  return { ...patient, meta: others.length > 0 ? { ...meta, security: others } : meta };
}

function labelsOf(resource: unknown): readonly unknown[] {
  const meta = isObject(resource) ? resource['meta'] : undefined;
  return isObject(meta) ? listOf(meta['security']) : [];
}

function plainLabel(label: JsonObject): JsonObject {
  if (!isAboutAddress(label)) return label;
  const level = typeof label['code'] === 'string' ? LEVELS.get(spelled(label['code'])) : undefined;
  return { ...label, system: LABEL_SYSTEM, code: level?.code ?? 'strengtFortrolig' };
}

/** A label of a system of protection, or of none that is spelled like one: somebody meant it. */
function isAboutAddress(label: unknown): boolean {
  return protectionOfLabel(label) !== 'none' || (isObject(label) && isLabelSystem(label['system']));
}

function protectionOfLabel(label: unknown): Protection {
  if (!isObject(label)) return 'strengt-fortrolig';
  const level = typeof label['code'] === 'string' ? LEVELS.get(spelled(label['code'])) : undefined;
  return level?.protection ?? (isLabelSystem(label['system']) ? 'strengt-fortrolig' : 'none');
}

function isLabelSystem(system: unknown): boolean {
  return typeof system === 'string' && LABEL_SYSTEMS.test(system);
}

function protectionOfGrading(extension: unknown): Protection {
  const [code] = isObject(extension) ? codesOf(extension) : [];
  return (code === undefined ? undefined : LEVELS.get(spelled(code))?.protection) ?? 'strengt-fortrolig';
}

/** The code that an extension has as its value, whatever the type. */
function codesOf(extension: JsonObject): readonly string[] {
  const { valueCode, valueString, valueCoding, valueCodeableConcept } = extension;
  const codings = isObject(valueCodeableConcept) ? listOf(valueCodeableConcept['coding']) : [];
  const coded = [valueCoding, ...codings].flatMap((coding) => (isObject(coding) ? [coding['code']] : []));
  return [valueCode, valueString, ...coded].filter((code) => typeof code === 'string');
}

function spelled(code: string): string {
  return code.toLowerCase().replaceAll(/[^a-zæøå]/gu, '');
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
