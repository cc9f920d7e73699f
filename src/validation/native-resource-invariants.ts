import { mayPrecede } from './date-order.ts';
import { keyOf } from './fhirpath-values.ts';
import type { NativeEntry } from './invariant.ts';
import { has, hasChoice, list, object, type Value } from './invariant-values.ts';

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';

function hasCoding(concept: unknown, system: string | undefined, ...codes: readonly string[]): boolean {
  return list(object(concept)['coding']).some(
    (coding) => (system === undefined || coding['system'] === system) && codes.includes(coding['code'] as string),
  );
}

function consentScope(code: string): NativeEntry[2] {
  // Published with the system 'something': an erratum of R4 that keeps the rule from ever failing. Kept as published.
  return (value) => value['patient'] !== undefined || !hasCoding(value['scope'], 'something', code);
}

function codingsOf(resource: Value): readonly Value[] {
  return list(object(resource['code'])['coding']);
}

const requestTypes = new Set<unknown>(['batch', 'transaction', 'history']);
const responseTypes = new Set<unknown>(['batch-response', 'transaction-response', 'history']);
const unscheduled = new Set<unknown>(['proposed', 'cancelled', 'waitlist']);

/** Invariants of the resources a plan record holds, as published in R4 4.0.1. */
export const resourceInvariants: readonly NativeEntry[] = [
  ['app-1', 'type.exists() or actor.exists()', ({ type, actor }) => type !== undefined || actor !== undefined],
  ['app-2', 'start.exists() = end.exists()', (value) => has(value, 'start') === has(value, 'end')],
  [
    'app-3',
    "(start.exists() and end.exists()) or (status in ('proposed' | 'cancelled' | 'waitlist'))",
    (value) => (has(value, 'start') && has(value, 'end')) || unscheduled.has(value['status']),
  ],
  [
    'app-4',
    "Appointment.cancelationReason.exists() implies (Appointment.status='noshow' or Appointment.status='cancelled')",
    ({ cancelationReason, status }) => cancelationReason === undefined || status === 'noshow' || status === 'cancelled',
  ],
  [
    'bdl-1',
    "total.empty() or (type = 'searchset') or (type = 'history')",
    (value) => !has(value, 'total') || value['type'] === 'searchset' || value['type'] === 'history',
  ],
  [
    'bdl-2',
    "entry.search.empty() or (type = 'searchset')",
    ({ entry, type }) => type === 'searchset' || list(entry).every(({ search }) => search === undefined),
  ],
  [
    'bdl-3',
    "entry.all(request.exists() = (%resource.type = 'batch' or %resource.type = 'transaction' or %resource.type = 'history'))",
    ({ entry, type }) => list(entry).every(({ request }) => (request !== undefined) === requestTypes.has(type)),
  ],
  [
    'bdl-4',
    "entry.all(response.exists() = (%resource.type = 'batch-response' or %resource.type = 'transaction-response' or %resource.type = 'history'))",
    ({ entry, type }) => list(entry).every(({ response }) => (response !== undefined) === responseTypes.has(type)),
  ],
  [
    'bdl-5',
    'resource.exists() or request.exists() or response.exists()',
    ({ resource, request, response }) => resource !== undefined || request !== undefined || response !== undefined,
  ],
  [
    'bdl-7',
    "(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()",
    ({ entry, type }) => {
      const keys = list(entry)
        .filter((each) => has(each, 'fullUrl'))
        .map(({ fullUrl, resource }) => `${fullUrl ?? ''}${object(object(resource)['meta'])['versionId'] ?? ''}`);
      return type === 'history' || new Set(keys).size === keys.length;
    },
  ],
  [
    'bdl-8',
    "fullUrl.exists() implies fullUrl.contains('/_history/').not()",
    (value) =>
      typeof value['fullUrl'] === 'string' ? !value['fullUrl'].includes('/_history/') : !has(value, 'fullUrl'),
  ],
  [
    'bdl-9',
    "type = 'document' implies (identifier.system.exists() and identifier.value.exists())",
    ({ type, identifier }) =>
      type !== 'document' || (has(object(identifier), 'system') && has(object(identifier), 'value')),
  ],
  [
    'bdl-10',
    "type = 'document' implies (timestamp.hasValue())",
    ({ type, timestamp }) => type !== 'document' || timestamp !== undefined,
  ],
  [
    'bdl-11',
    "type = 'document' implies entry.first().resource.is(Composition)",
    ({ type, entry }) => type !== 'document' || object(list(entry)[0]?.['resource'])['resourceType'] === 'Composition',
  ],
  [
    'bdl-12',
    "type = 'message' implies entry.first().resource.is(MessageHeader)",
    ({ type, entry }) => type !== 'message' || object(list(entry)[0]?.['resource'])['resourceType'] === 'MessageHeader',
  ],
  [
    'con-1',
    'summary.exists() or assessment.exists()',
    ({ summary, assessment }) => summary !== undefined || assessment !== undefined,
  ],
  ['con-2', 'code.exists() or detail.exists()', ({ code, detail }) => code !== undefined || detail !== undefined],
  [
    'con-3',
    "clinicalStatus.exists() or verificationStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-ver-status' and code = 'entered-in-error').exists() or category.select($this='problem-list-item').empty()",
    // The published expression compares a CodeableConcept with a string; this is what its text says.
    ({ clinicalStatus, verificationStatus, category }) =>
      clinicalStatus !== undefined ||
      hasCoding(verificationStatus, VERIFICATION, 'entered-in-error') ||
      !list(category).some((concept) => hasCoding(concept, undefined, 'problem-list-item')),
  ],
  [
    'con-4',
    "abatement.empty() or clinicalStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-clinical' and (code='resolved' or code='remission' or code='inactive')).exists()",
    (value) =>
      !hasChoice(value, 'abatement') ||
      hasCoding(value['clinicalStatus'], CLINICAL, 'resolved', 'remission', 'inactive'),
  ],
  [
    'con-5',
    "verificationStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-ver-status' and code='entered-in-error').empty() or clinicalStatus.empty()",
    ({ verificationStatus, clinicalStatus }) =>
      clinicalStatus === undefined || !hasCoding(verificationStatus, VERIFICATION, 'entered-in-error'),
  ],
  [
    'cpl-3',
    'detail.empty() or reference.empty()',
    ({ detail, reference }) => detail === undefined || reference === undefined,
  ],
  [
    'ctm-1',
    'onBehalfOf.exists() implies (member.resolve().iif(empty(), true, ofType(Practitioner).exists()))',
    ({ onBehalfOf, member }, pass) => {
      const type = onBehalfOf === undefined ? undefined : pass.typeOfReference(member);
      return type === undefined || type === 'Practitioner';
    },
  ],
  [
    'gol-1',
    '(detail.exists() and measure.exists()) or detail.exists().not()',
    (value) => !hasChoice(value, 'detail') || value['measure'] !== undefined,
  ],
  [
    'inv-1',
    'lastModified.exists().not() or authoredOn.exists().not() or lastModified >= authoredOn',
    ({ lastModified, authoredOn }) => mayPrecede(authoredOn, lastModified),
  ],
  [
    'obs-3',
    'low.exists() or high.exists() or text.exists()',
    (value) => value['low'] !== undefined || value['high'] !== undefined || has(value, 'text'),
  ],
  [
    'obs-6',
    'dataAbsentReason.empty() or value.empty()',
    (value) => value['dataAbsentReason'] === undefined || !hasChoice(value, 'value'),
  ],
  [
    'obs-7',
    'value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()',
    (value) => {
      if (value['component'] === undefined || !hasChoice(value, 'value')) {
        return true;
      }
      const codings = new Set(codingsOf(value).map((coding) => keyOf(coding, false)));
      return list(value['component']).every((component) =>
        codingsOf(component).every((coding) => !codings.has(keyOf(coding, false))),
      );
    },
  ],
  [
    'org-1',
    '(identifier.count() + name.count()) > 0',
    (value) => value['identifier'] !== undefined || has(value, 'name'),
  ],
  ['org-2', "where(use = 'home').empty()", ({ use }) => use !== 'home'],
  ['org-3', "where(use = 'home').empty()", ({ use }) => use !== 'home'],
  [
    'pat-1',
    'name.exists() or telecom.exists() or address.exists() or organization.exists()',
    ({ name, telecom, address, organization }) =>
      name !== undefined || telecom !== undefined || address !== undefined || organization !== undefined,
  ],
  [
    'ppc-1',
    'policy.exists() or policyRule.exists()',
    ({ policy, policyRule }) => policy !== undefined || policyRule !== undefined,
  ],
  [
    'ppc-2',
    "patient.exists() or scope.coding.where(system='something' and code='patient-privacy').exists().not()",
    consentScope('patient-privacy'),
  ],
  [
    'ppc-3',
    "patient.exists() or scope.coding.where(system='something' and code='research').exists().not()",
    consentScope('research'),
  ],
  [
    'ppc-4',
    "patient.exists() or scope.coding.where(system='something' and code='adr').exists().not()",
    consentScope('adr'),
  ],
  [
    'ppc-5',
    "patient.exists() or scope.coding.where(system='something' and code='treatment').exists().not()",
    consentScope('treatment'),
  ],
  [
    'prr-1',
    'orderDetail.empty() or code.exists()',
    ({ orderDetail, code }) => orderDetail === undefined || code !== undefined,
  ],
  ['sev-1', 'name.empty() or query.empty()', (value) => !has(value, 'name') || !has(value, 'query')],
];
