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
  { name, method, path, type, query }: Address,
  resource: CapabilityStatementRestResource | undefined,
): object {
  const parameters = [
    ...[...path.matchAll(/:(\w+)/gu)].map(([, part]) => inPath(part ?? '')),
    ...(query === 'any' ? searchParametersOf(resource) : query.map((one) => inQuery(one))),
  ];
  const body = bodyOf(name, method, type);
  return {
    operationId: [name, type, method === 'GET' ? '' : method.toLowerCase(), path.includes(':id') ? 'instance' : '']
      .filter((one) => one !== '')
      .join('-'),
    tags: [type === '' ? 'system' : type],
    ...(documentationOf(name, resource) ?? {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: body.isRequired, content: body.content } } : {}),
    responses: {
      [statusOf(name)]: { description: 'Done', ...contentOf(answerOf(name, type)) },
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

function searchParametersOf(resource: CapabilityStatementRestResource | undefined): readonly object[] {
  return (resource?.searchParam ?? []).map(({ name = '', type, documentation }) =>
    inQuery(name, [type, documentation].filter((one) => one !== undefined).join('. ')),
  );
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
): { readonly isRequired: boolean; readonly content: object } | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  if (name === 'search')
    return { isRequired: true, content: { 'application/x-www-form-urlencoded': { schema: FORM } } };
  if (name === 'patch') return { isRequired: true, content: { 'application/json-patch+json': { schema: JSON_PATCH } } };
  const schema = name === 'bundle' ? 'Bundle' : name === 'create' || name === 'update' ? type : 'Parameters';
  return { isRequired: schema !== 'Parameters', ...contentOf(schema) };
}

const FORM = { type: 'object', additionalProperties: { type: 'string' } };
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

function contentOf(schema: string | undefined): { readonly content: object } {
  const reference = schema === undefined ? { type: 'object' } : { $ref: `#/components/schemas/${schema}` };
  return { content: { [FHIR_JSON]: { schema: reference } } };
}
