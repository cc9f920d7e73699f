import type { CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes';
import { schemasOf } from './openapi-schemas.ts';
import { type Address, addressesOf } from './routes.ts';
import { SERVED_TYPES } from './served-types.ts';

/** An OpenAPI document (OpenAPI Specification 3.1.0). */
export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: object;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>>; readonly [more: string]: unknown };
}

const FHIR_JSON = 'application/fhir+json';
const FHIR_XML = 'application/fhir+xml';

/** What every search takes besides the parameters of its type. */
const OF_SEARCHES = ['_sort', '_count', '_include', '_revinclude', '_total', '_summary', '_elements', '_format'];

/** What is asked for in headers, by the name of the interaction. */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  create: ['If-None-Exist', 'Prefer'],
  update: ['If-Match', 'If-None-Match', 'Prefer'],
  patch: ['If-Match', 'If-None-Match', 'Prefer'],
  delete: ['If-Match'],
  read: ['If-None-Match', 'If-Modified-Since'],
  search: ['Prefer'],
};

/**
 * What the server answers to, for tools that read OpenAPI: every address of the route table with what the CapabilityStatement and
 * R4's own definitions say of it.
 *
 * @param base of the service, without a slash at the end
 * @param capabilities what `GET metadata` answers
 * @example
 * openApi(statement, 'https://samplan.example.no/fhir').paths['/Goal/{id}']
 */
export function openApi(capabilities: CapabilityStatement, base: string): OpenApi {
  const [rest] = capabilities.rest ?? [];
  const resources = new Map((rest?.resource ?? []).map((one) => [String(one.type), one]));
  const paths: Record<string, Record<string, object>> = {};
  for (const address of addressesOf()) {
    const path = `/${address.path.replaceAll(/:(\w+)/gu, '{$1}')}`;
    paths[path] = { ...paths[path], [address.method.toLowerCase()]: operationOf(address, resources.get(address.type)) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: capabilities.implementation?.description ?? 'Samplan',
      version: capabilities.fhirVersion ?? '4.0.1',
      description: rest?.documentation ?? '',
    },
    servers: [{ url: base }],
    paths,
    components: {
      schemas: schemasOf([
        ...SERVED_TYPES,
        'Subscription',
        'Bundle',
        'Parameters',
        'OperationOutcome',
        'CapabilityStatement',
      ]),
      securitySchemes: {
        token: { type: 'http', scheme: 'DPoP', description: rest?.security?.description ?? '' },
      },
    },
  };
}

function operationOf(
  { name, method, path, type, query, isPrinted }: Address,
  resource: CapabilityStatementRestResource | undefined,
): object {
  const parameters = [
    ...[...path.matchAll(/:(\w+)/gu)].map(([, part]) => inPath(part ?? '')),
    ...queryOf(method, path, query, resource),
    ...(HEADERS[name] ?? []).map(inHeader),
  ];
  const body = bodyOf(name, method, type, resource);
  return {
    operationId: [name, type, method === 'GET' ? '' : method.toLowerCase(), path.includes(':id') ? 'instance' : '']
      .filter((one) => one !== '')
      .join('-'),
    tags: [type === '' ? 'system' : type],
    ...(documentationOf(name, resource) ?? {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: body.isRequired, content: body.content } } : {}),
    responses: {
      [statusOf(name)]: { description: 'Done', ...contentOf(answerOf(name, type), isPrinted) },
      ...(name === 'delete' ? { '202': { description: 'Proposed to who decides', ...contentOf('Task') } } : {}),
      default: { description: 'What was wrong, where, and what to do', ...contentOf('OperationOutcome') },
    },
  };
}

/** How an operation is documented in the CapabilityStatement. */
function documentationOf(
  name: string,
  resource: CapabilityStatementRestResource | undefined,
): { readonly description: string; readonly externalDocs?: { readonly url: string } } | undefined {
  const operation = resource?.operation?.find((one) => one.name === name);
  if (!operation) return undefined;
  return {
    description: operation.documentation ?? name,
    ...(operation.definition ? { externalDocs: { url: operation.definition } } : {}),
  };
}

/** Of a search by form the criteria are in its body: there alone national identity numbers may stand. */
function queryOf(
  method: Address['method'],
  path: string,
  query: Address['query'],
  resource: CapabilityStatementRestResource | undefined,
): readonly object[] {
  if (query !== 'any') return query.map((one) => inQuery(one));
  if (method === 'POST') return [];
  const criteria = criteriaOf(resource).map(({ name, description }) => inQuery(name, description));
  const isSearch = method === 'GET' && !path.includes('/');
  return isSearch ? [...criteria, ...OF_SEARCHES.map((one) => inQuery(one))] : criteria;
}

function criteriaOf(
  resource: CapabilityStatementRestResource | undefined,
): readonly { readonly name: string; readonly description: string }[] {
  return (resource?.searchParam ?? []).map(({ name = '', type, documentation }) => ({
    name,
    description: [type, documentation].filter((one) => one !== undefined).join('. '),
  }));
}

function inHeader(name: string): object {
  return { name, in: 'header', schema: { type: 'string' } };
}

function inPath(name: string): object {
  return { name, in: 'path', required: true, schema: { type: 'string', pattern: '^[A-Za-z0-9\\-.]{1,64}$' } };
}

function inQuery(name: string, description?: string): object {
  return { name, in: 'query', ...(description ? { description } : {}), schema: { type: 'string' } };
}

function bodyOf(
  name: string,
  method: string,
  type: string,
  resource: CapabilityStatementRestResource | undefined,
): { readonly isRequired: boolean; readonly content: object } | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  if (name === 'search')
    return { isRequired: true, content: { 'application/x-www-form-urlencoded': { schema: formOf(resource) } } };
  if (name === 'patch') {
    const content = { 'application/json-patch+json': { schema: JSON_PATCH }, ...contentOf('Parameters').content };
    return { isRequired: true, content };
  }
  const schema = name === 'bundle' ? 'Bundle' : name === 'create' || name === 'update' ? type : 'Parameters';
  return { isRequired: schema !== 'Parameters', ...contentOf(schema) };
}

/** Names may have modifiers, so others than these are taken too. */
function formOf(resource: CapabilityStatementRestResource | undefined): object {
  const criteria = criteriaOf(resource).map(
    ({ name, description }) => [name, { type: 'string', description }] as const,
  );
  const others = OF_SEARCHES.map((name) => [name, { type: 'string' }] as const);
  return {
    type: 'object',
    properties: Object.fromEntries([...criteria, ...others]),
    additionalProperties: { type: 'string' },
  };
}

const JSON_PATCH = {
  type: 'array',
  items: {
    type: 'object',
    required: ['op', 'path'],
    properties: {
      op: { enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] },
      path: { type: 'string' },
      from: { type: 'string' },
      value: {},
    },
  },
};

function statusOf(name: string): string {
  return name === 'create' ? '201' : name === 'delete' ? '204' : '200';
}

const BUNDLES = [
  'events',
  'search',
  'history',
  'bundle',
  'everything',
  'record',
  'evidence',
  'plan-document',
  'duties',
];

function answerOf(name: string, type: string): string | undefined {
  if (name === 'delete') return undefined;
  if (name === 'capabilities') return 'CapabilityStatement';
  if (BUNDLES.includes(name) || (name === 'status' && type === 'Subscription')) return 'Bundle';
  if (name === 'validate') return 'OperationOutcome';
  const isOfType = ['read', 'vread', 'create', 'update', 'patch', 'undo'].includes(name);
  return isOfType && type !== '' ? type : undefined;
}

function contentOf(schema: string | undefined, isPrinted = false): { readonly content: object } {
  const reference = schema === undefined ? { type: 'object' } : { $ref: `#/components/schemas/${schema}` };
  // Bytes have no schema (OpenAPI 3.1 § 4.8.14.4).
  const printed = isPrinted ? { 'text/html': { schema: { type: 'string' } }, 'application/pdf': {} } : {};
  // R4 writes either form of the same content.
  return { content: { [FHIR_JSON]: { schema: reference }, [FHIR_XML]: { schema: { type: 'string' } }, ...printed } };
}
