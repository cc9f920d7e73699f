import type {
  CapabilityStatement,
  CapabilityStatementRestResource,
  CapabilityStatementRestSecurity,
} from '@medplum/fhirtypes';
import { searchParameters } from '../search/parameters.ts';
import type { KnownProfile } from '../validation/validation.ts';
import { DEFINITION_TYPES, type DefinitionType } from './definition-types.ts';
import { includesOf } from './include-request.ts';
import { isDeletable, isUndoable, isWritable, SERVED_TYPES, type ServedType } from './served-types.ts';
import { SUBSCRIPTIONS } from './subscription/capability.ts';

/** What departs from what a client may take for granted, and why. docs/rest.md says the same. */
const DEPARTURES = [
  'JSON and XML in UTF-8 only, at most 5 MB and 100 levels; in JSON each key once, in XML elements in the order of their definition and no DOCTYPE.',
  'Samplan never merges a REST update: with If-Match, what is stale is 412. A caller that sees a view must name the version in it (428), and ids are given to it: PUT to an unknown id is 405. Who sees all there is makes a resource by PUT where the id is a UUID.',
  "DELETE carries out the deletion of a draft of the caller's own that nobody else has (204); of everything else in a record it asks a person whether it ends (202, a Task). Consent, Patient and the directory are never deleted (405).",
  'A partner brings in nobody with POST Patient (403), and writes about nobody whom it does not reach (422): in health care $report-need, with a national number, comes first.',
  'PATCH takes JSON Patch and FHIRPath Patch, whose paths name elements and compute nothing. A batch or transaction has at most 200 entries, and operations are no part of a transaction.',
  'History of a type, or of all types but AuditEvent, has no total; patient limits it to one record. Who sees a view has to name the patient.',
  'National identity numbers (urn:oid:2.16.578.1.12.4.1.4.1, .2, .3) are searched for with POST _search only; in an address they are refused.',
  'Unknown parameters are refused with 400, or with Prefer: handling=lenient left out and named in an OperationOutcome. A modifier that is not answered is refused always: of tokens :above and :below; of Provenance and AuditEvent :text; of _id all but :missing and :not. Of _contained and _containedType the default alone is answered. At most 1,000 resources are included.',
  '_summary and _elements are for read, vread, history and search. What is tagged SUBSETTED is not taken in.',
  'Dates without a time zone are UTC, in what is searched and in what is searched for. Strings are compared without case and combining marks: å is found by a, æ and ø are letters of their own.',
  'Resources that break a form rule are refused with 422 and all findings.',
].map((line) => `- ${line}`);

/** For whom the endpoint is. */
interface Openness {
  /** Whether tokens are asked for. */
  readonly isProtected: boolean;
  /** Whether pages of other origins may call (CORS). */
  readonly isOpenToPages: boolean;
}

const LOOPBACK_ONLY =
  'No authentication here: Samplan listens on the loopback interface only and answers only requests to a loopback name.';
const TOKENS =
  "Access tokens (at+jwt) bound to a key by DPoP (RFC 9449) or to a client certificate (RFC 8705), with SMART v2 or nhn: scopes and the organization in HelseID's claims; see .well-known/smart-configuration. A partner reaches the persons that it is enrolled for, and of them what consent lets it see.";

const security = ({ isProtected, isOpenToPages }: Openness): CapabilityStatementRestSecurity => ({
  cors: isOpenToPages,
  ...(isProtected
    ? {
        service: [
          {
            coding: [
              { system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' },
              { system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'OAuth' },
            ],
          },
        ],
      }
    : {}),
  description: isProtected ? TOKENS : LOOPBACK_ONLY,
});

/**
 * What this server does, and nothing it does not (capabilitystatement.html). Built from the table that the search itself reads.
 *
 * @param date instant of the statement
 * @param profiles what the validator knows
 * @param openness for whom it is
 * @param version of the program
 * @example
 * capabilityStatement('2026-11-22T08:00:00.000Z', validator.profiles, { isProtected: false, isOpenToPages: false }, '1.0.0').rest?.[0]?.resource?.length // 20
 */
export function capabilityStatement(
  date: string,
  profiles: readonly KnownProfile[],
  openness: Openness,
  version: string,
): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    name: 'Samplan',
    status: 'active',
    date,
    kind: 'instance',
    software: { name: 'Samplan', version },
    implementation: { description: 'Samplan: exchange of individual plans (individuell plan)' },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'application/json', 'application/fhir+xml', 'application/xml'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json', 'application/fhir+xml'],
    rest: [
      {
        mode: 'server',
        documentation: ['Departures from what FHIR R4 leaves open or clients may expect:', ...DEPARTURES].join('\n'),
        security: security(openness),
        interaction: [{ code: 'batch' }, { code: 'transaction' }, { code: 'history-system' }],
        resource: [
          ...SERVED_TYPES.map((type) => resourceOf(type, profiles)),
          ...DEFINITION_TYPES.map(definitionsOf),
          { ...SUBSCRIPTIONS, searchParam: parametersOf('Subscription') },
        ],
        operation: [
          {
            name: 'duties',
            definition: 'http://samplan.no/fhir/OperationDefinition/duties',
            documentation:
              'GET $duties?organization=&until=&patient=&_count=: a Bundle (collection) of Tasks, the most urgent first: what is owed by when.',
          },
          {
            name: 'report-need',
            definition: 'http://samplan.no/fhir/OperationDefinition/report-need',
            documentation:
              'POST $report-need with Parameters: patient (valueReference, or a Patient as resource), and to (valueIdentifier, organization number of a municipality) where it is not by the level of the sender.',
          },
          {
            name: 'sync',
            definition: 'http://samplan.no/fhir/OperationDefinition/sync',
            documentation:
              'POST $sync with Parameters: partner (valueString, its name), mode (valueCode once). For the controller only.',
          },
        ],
      },
    ],
  };
}

/** What a type is searched by. */
function parametersOf(type: string): NonNullable<CapabilityStatementRestResource['searchParam']> {
  return [
    { name: '_id', type: 'token' },
    { name: '_lastUpdated', type: 'date' },
    ...searchParameters(type).map(({ name, kind, url }) => ({
      name,
      type: kind,
      definition: url,
      ...(name === 'identifier' ? { documentation: 'National identity numbers with POST _search only.' } : {}),
    })),
  ];
}

/** What a person's record is read by as a whole. */
const ABOUT_THE_RECORD = [
  {
    name: 'everything',
    definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything',
    documentation: 'Patient/[id]/$everything with _since, _type and _count; not by dates of care (start, end).',
  },
  {
    name: 'record',
    definition: 'http://samplan.no/fhir/OperationDefinition/record',
    documentation: 'GET Patient/[id]/$record: the same whole as one collection.',
  },
  {
    name: 'status',
    definition: 'http://samplan.no/fhir/OperationDefinition/status',
    documentation:
      'GET Patient/[id]/$status?since=, or POST Patient/$status with Parameters: identifier, since. Whether it changed; no content.',
  },
];

/** Content of the package. */
function definitionsOf(type: DefinitionType): CapabilityStatementRestResource {
  return {
    type,
    documentation: "Definitions of Samplan's own package: read only.",
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    searchParam: parametersOf(type),
    ...(type === 'PlanDefinition' ? { operation: [APPLY] } : {}),
  };
}

const APPLY = {
  name: 'apply',
  definition: 'http://samplan.no/fhir/OperationDefinition/apply',
  documentation:
    'PlanDefinition/[id]/$apply with subject, practitioner, organization, encounter, form (contained or transaction): a draft plan. Nothing is stored.',
};

const PLAN_DOCUMENT = {
  name: 'plan-document',
  definition: 'http://samplan.no/fhir/OperationDefinition/plan-document',
  documentation:
    'GET CarePlan/[id]/$plan-document: an individual plan as a document Bundle (documents.html), in nb, nn or en by Accept-Language; what it says as a page or a PDF by Accept or _format (text/html, application/pdf).',
};

/** What the access log is told by. */
const ABOUT_THE_LOG = [
  {
    name: 'disclosures',
    definition: 'http://samplan.no/fhir/OperationDefinition/disclosures',
    documentation:
      'GET Patient/[id]/$disclosures: who received or read the plan, when, which parts and on what basis, as Parameters. For the controller only.',
  },
  {
    name: 'evidence',
    definition: 'http://samplan.no/fhir/OperationDefinition/evidence',
    documentation:
      'GET Patient/[id]/$evidence: versions, Provenance and access log for a complaint, as a document Bundle. For the controller only.',
  },
];

function resourceOf(type: ServedType, profiles: readonly KnownProfile[]): CapabilityStatementRestResource {
  const deletion = isDeletable(type) ? (['delete'] as const) : [];
  const interactions = isWritable(type)
    ? ([
        'read',
        'vread',
        'create',
        'update',
        'patch',
        ...deletion,
        'history-instance',
        'history-type',
        'search-type',
      ] as const)
    : (['read', 'vread', 'history-instance', 'history-type', 'search-type'] as const);
  const { includes, revincludes } = includesOf(type, SERVED_TYPES);
  const supportedProfile = profiles.filter((profile) => profile.type === type).map(({ url }) => url);
  return {
    type,
    ...(supportedProfile.length === 0 ? {} : { supportedProfile }),
    interaction: interactions.map((code) => ({ code })),
    versioning: isWritable(type) ? 'versioned-update' : 'versioned',
    readHistory: true,
    updateCreate: isWritable(type),
    conditionalCreate: isWritable(type),
    conditionalRead: 'full-support',
    conditionalUpdate: isWritable(type),
    conditionalDelete: isDeletable(type) ? 'single' : 'not-supported',
    // Whether a reference leads anywhere is not asked, but for whose part it is: what it leads to may come later, or from another system.
    referencePolicy: ['literal', 'logical'],
    searchInclude: [...includes],
    searchRevInclude: [...revincludes],
    searchParam: parametersOf(type),
    operation: [
      { name: 'validate', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate' },
      ...(isUndoable(type)
        ? [
            {
              name: 'undo',
              definition: 'http://samplan.no/fhir/OperationDefinition/undo',
              documentation: `POST ${type}/[id]/$undo with Parameters: version (valuePositiveInt).`,
            },
          ]
        : []),
      ...(type === 'Patient'
        ? [
            {
              name: 'transfer-responsibility',
              definition: 'http://samplan.no/fhir/OperationDefinition/transfer-responsibility',
              documentation:
                'POST Patient/[id]/$transfer-responsibility with Parameters: to (valueIdentifier, organization number of the municipality).',
            },
            {
              name: 'appoint-coordinator',
              definition: 'http://samplan.no/fhir/OperationDefinition/appoint-coordinator',
              documentation:
                'POST Patient/[id]/$appoint-coordinator with Parameters: coordinator, role, period, wish or no-wish, followed, weighed, unit. For municipalities and health trusts.',
            },
            {
              name: 'record-consent',
              definition: 'http://samplan.no/fhir/OperationDefinition/record-consent',
              documentation:
                'POST Patient/[id]/$record-consent with Parameters: consent (a Consent), source (a DocumentReference). For the controller only.',
            },
          ]
        : []),
      ...(type === 'Consent'
        ? [
            {
              name: 'withdraw',
              definition: 'http://samplan.no/fhir/OperationDefinition/withdraw',
              documentation: 'POST Consent/[id]/$withdraw, without a body. For the controller only.',
            },
          ]
        : []),
      ...(type === 'Patient' ? [...ABOUT_THE_RECORD, ...ABOUT_THE_LOG] : []),
      ...(type === 'CarePlan' ? [PLAN_DOCUMENT] : []),
      ...(type === 'AuditEvent'
        ? [
            {
              name: 'review-emergency',
              definition: 'http://samplan.no/fhir/OperationDefinition/review-emergency',
              documentation:
                'POST AuditEvent/[id]/$review-emergency with Parameters: verdict (valueCode justified or not-justified), note (valueString), reviewer (valueString, where nobody is logged in). For the controller only.',
            },
          ]
        : []),
      ...(type === 'Task'
        ? [
            {
              name: 'resolve-conflict',
              definition: 'http://samplan.no/fhir/OperationDefinition/resolve-conflict',
              documentation:
                'POST Task/[id]/$resolve-conflict with Parameters: take (valueCode record or partner), or value (valueString, JSON).',
            },
            {
              name: 'answer-need',
              definition: 'http://samplan.no/fhir/OperationDefinition/answer-need',
              documentation:
                'POST Task/[id]/$answer-need with Parameters: answer (valueCode offered, declined or refused), reason (valueString) for the last two, wish or no-wish, followed, weighed.',
            },
          ]
        : []),
    ],
  };
}
