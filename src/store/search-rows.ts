import type { Resource } from '@medplum/fhirtypes';

/** A search parameter that the store answers. */
export interface SearchParameterName {
  readonly name: string;
  readonly kind: 'token' | 'reference';
}

interface TokenRow {
  readonly name: string;
  /** Empty when the value has none. */
  readonly system: string;
  readonly code: string;
}

interface ReferenceRow {
  readonly name: string;
  /** `Type/id`; a reference to another server's resource is stored whole, since its ids are not ours. */
  readonly target: string;
}

export interface SearchRows {
  readonly tokens: readonly TokenRow[];
  readonly references: readonly ReferenceRow[];
}

interface Parameter extends SearchParameterName {
  readonly paths: readonly string[];
  /** A `code` element has no system of its own: it comes from the value set it is bound to. */
  readonly system?: string;
  readonly target?: 'Patient';
}

const token = (name: string, ...paths: string[]): Parameter => ({ name, kind: 'token', paths });
const code = (name: string, path: string, system: string): Parameter => ({
  name,
  kind: 'token',
  paths: [path],
  system: `http://hl7.org/fhir/${system}`,
});
const reference = (name: string, ...paths: string[]): Parameter => ({ name, kind: 'reference', paths });
const patient = (...paths: string[]): Parameter => ({ name: 'patient', kind: 'reference', paths, target: 'Patient' });

const identifier = token('identifier', 'identifier');
const category = token('category', 'category');
const concept = token('code', 'code');
const ofSubject = [patient('subject'), reference('subject', 'subject')];

/** R4 SearchParameter definitions, reduced to paths. */
const PARAMETERS: Readonly<Record<string, readonly Parameter[]>> = {
  Patient: [identifier],
  CareTeam: [identifier, ...ofSubject, category, code('status', 'status', 'care-team-status')],
  Consent: [identifier, patient('patient'), category, code('status', 'status', 'consent-state-codes')],
  CarePlan: [identifier, ...ofSubject, category, code('status', 'status', 'request-status')],
  Goal: [identifier, ...ofSubject, category, code('lifecycle-status', 'lifecycleStatus', 'goal-status')],
  ServiceRequest: [identifier, ...ofSubject, category, concept, code('status', 'status', 'request-status')],
  Task: [identifier, patient('for'), reference('subject', 'for'), concept, code('status', 'status', 'task-status')],
  Appointment: [identifier, patient('participant.actor'), code('status', 'status', 'appointmentstatus')],
  Encounter: [identifier, ...ofSubject, code('status', 'status', 'encounter-status')],
  Condition: [identifier, ...ofSubject, category, concept],
  Observation: [identifier, ...ofSubject, category, concept, code('status', 'status', 'observation-status')],
  DocumentReference: [
    token('identifier', 'masterIdentifier', 'identifier'),
    ...ofSubject,
    category,
    code('status', 'status', 'document-reference-status'),
  ],
  Communication: [identifier, ...ofSubject, category, code('status', 'status', 'event-status')],
  RelatedPerson: [identifier, patient('patient')],
  Practitioner: [identifier],
  PractitionerRole: [identifier, reference('practitioner', 'practitioner'), reference('organization', 'organization')],
  Organization: [identifier],
  HealthcareService: [identifier],
  Provenance: [reference('target', 'target'), patient('target')],
  AuditEvent: [patient('agent.who', 'entity.what'), token('subtype', 'subtype')],
};

/**
 * Parameters by which resources of a type are searched, besides `_id` and `_lastUpdated`. Empty for a type that is not served.
 *
 * @example
 * searchParameters('Provenance'); // [{ name: 'target', kind: 'reference' }, { name: 'patient', kind: 'reference' }]
 */
export function searchParameters(type: string): readonly SearchParameterName[] {
  return parametersOf(type).map(({ name, kind }) => ({ name, kind }));
}

/**
 * The rows by which a resource is found, each once.
 *
 * @example
 * searchRows({ resourceType: 'Patient', identifier: [{ system: 'urn:a', value: '1' }] }).tokens;
 * // [{ name: 'identifier', system: 'urn:a', code: '1' }]
 */
export function searchRows(resource: Resource): SearchRows {
  const tokens = new Map<string, TokenRow>();
  const references = new Map<string, ReferenceRow>();
  for (const parameter of parametersOf(resource.resourceType)) {
    for (const value of parameter.paths.flatMap((path) => valuesAt(resource, path))) {
      if (parameter.kind === 'token') {
        for (const row of tokenRows(parameter, value)) tokens.set(JSON.stringify(row), row);
      } else {
        const target = targetOf(value, parameter.target);
        if (target !== undefined) references.set(`${parameter.name} ${target}`, { name: parameter.name, target });
      }
    }
  }
  return { tokens: [...tokens.values()], references: [...references.values()] };
}

function parametersOf(type: string): readonly Parameter[] {
  return Object.hasOwn(PARAMETERS, type) ? (PARAMETERS[type] ?? []) : [];
}

function valuesAt(resource: Resource, path: string): readonly unknown[] {
  return path
    .split('.')
    .reduce<readonly unknown[]>((values, key) => values.flatMap((value) => field(value, key)), [resource]);
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? ((value as Readonly<Record<string, unknown>>)[key] ?? [])
    : [];
}

function tokenRows({ name, system }: Parameter, value: unknown): readonly TokenRow[] {
  if (typeof value === 'string') return [{ name, system: system ?? '', code: value }];
  // An identifier, the codings of a concept, or a coding itself.
  const [spelled, ...codings] = [field(value, 'value'), ...[field(value, 'coding')].flat(), value];
  if (typeof spelled === 'string') return [{ name, system: text(field(value, 'system')), code: spelled }];
  return codings.flatMap((coding) => {
    const found = field(coding, 'code');
    return typeof found === 'string' ? [{ name, system: text(field(coding, 'system')), code: found }] : [];
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const LITERAL =
  /^(?<base>https?:\/\/.+\/)?(?<type>[A-Z][A-Za-z]{1,63})\/(?<id>[A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

function targetOf(value: unknown, only: string | undefined): string | undefined {
  const { base = '', type, id } = LITERAL.exec(text(field(value, 'reference')))?.groups ?? {};
  if (type === undefined || id === undefined || (only !== undefined && only !== type)) return undefined;
  return `${base}${type}/${id}`;
}
