import { isObject, type JsonObject } from '../../../record/json.ts';

/** What a CapabilityStatement says of one type, and of the server; undefined where it says nothing (R4 capabilitystatement.html). */
export interface Claims {
  readonly software?: { readonly name: string; readonly version?: string };
  readonly fhirVersion?: string;
  readonly interactions?: ReadonlySet<string>;
  readonly parameters?: ReadonlySet<string>;
  readonly versioning?: string;
  readonly updateCreate?: boolean;
  readonly conditionalCreate?: boolean;
  readonly systemInteractions?: ReadonlySet<string>;
}

/** How much of a name is kept. */
const MOST_CHARACTERS = 100;

/**
 * @param statement any JSON
 * @param type whose `rest.resource` is read
 * @returns undefined when it is no CapabilityStatement
 * @example
 * claimsOf({ resourceType: 'CapabilityStatement', rest: [{ mode: 'server', interaction: [] }] }, 'Goal')?.systemInteractions?.size // 0
 */
export function claimsOf(statement: unknown, type: string): Claims | undefined {
  if (!isObject(statement) || statement['resourceType'] !== 'CapabilityStatement') return undefined;
  const { fhirVersion } = statement;
  const [server] = listOf(statement['rest']).filter(({ mode }) => mode === 'server');
  const [resource] = listOf(server?.['resource']).filter((each) => each['type'] === type);
  const software = softwareOf(statement['software']);
  return {
    ...(software ? { software } : {}),
    ...(typeof fhirVersion === 'string' ? { fhirVersion } : {}),
    // What a server lists nowhere it may well do; where it lists anything, it is taken at its word.
    ...(server?.['interaction'] === undefined ? {} : { systemInteractions: namesIn(server['interaction'], 'code') }),
    ...(resource === undefined ? {} : claimsOfType(resource)),
  };
}

function claimsOfType(resource: JsonObject): Claims {
  const { versioning, updateCreate, conditionalCreate } = resource;
  return {
    interactions: namesIn(resource['interaction'], 'code'),
    parameters: namesIn(resource['searchParam'], 'name'),
    ...(typeof versioning === 'string' ? { versioning } : {}),
    ...(typeof updateCreate === 'boolean' ? { updateCreate } : {}),
    ...(typeof conditionalCreate === 'boolean' ? { conditionalCreate } : {}),
  };
}

function softwareOf(software: unknown): Claims['software'] {
  if (!isObject(software) || typeof software['name'] !== 'string') return undefined;
  const { name, version } = software;
  return {
    name: name.slice(0, MOST_CHARACTERS),
    ...(typeof version === 'string' ? { version: version.slice(0, MOST_CHARACTERS) } : {}),
  };
}

function namesIn(list: unknown, key: string): ReadonlySet<string> {
  return new Set(listOf(list).map((each) => String(each[key])));
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
