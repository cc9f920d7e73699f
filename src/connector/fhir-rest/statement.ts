import { isObject } from '../../record/json.ts';
import type { Features, Software } from '../../store/partner-memory.ts';
import type { Connector, Statement } from '../connector.ts';
import type { Send } from './answer.ts';
import type { Base } from './base.ts';

/** How much of a name is kept: it goes into the log of operators. */
const MOST_CHARACTERS = 100;

/** Reads the partner's CapabilityStatement (R4 capabilitystatement.html). What it does not say, nobody knows. */
export function createStatement(send: Send, base: Base, types: readonly string[]): Connector['statement'] {
  return async function statement() {
    const { status, body } = await send({ method: 'GET', url: base.at(['metadata']), where: 'GET metadata' });
    return status < 300 && isObject(body) && body['resourceType'] === 'CapabilityStatement'
      ? statementOf(body, types)
      : undefined;
  };
}

type Loose = Readonly<Record<string, unknown>>;

function statementOf(body: Loose, types: readonly string[]): Statement {
  const { software } = body;
  const resources = listOf(body['rest'])
    .filter(({ mode }) => mode === 'server')
    .flatMap(({ resource }) => listOf(resource))
    .filter(({ type }) => types.includes(String(type)));
  const features = resources.length === 0 ? {} : featuresOf(resources);
  const named = isObject(software) ? softwareOf(software) : undefined;
  return { ...(named ? { software: named } : {}), stated: features };
}

function softwareOf({ name, version }: Loose): Software | undefined {
  if (typeof name !== 'string') return undefined;
  const kept = name.slice(0, MOST_CHARACTERS);
  return { name: kept, ...(typeof version === 'string' ? { version: version.slice(0, MOST_CHARACTERS) } : {}) };
}

/** Only what is said of every type that is exchanged counts. */
function featuresOf(resources: readonly Loose[]): Features {
  const every = (holds: (resource: Loose) => boolean): boolean => resources.every(holds);
  const versioning = resources.map((resource) => resource['versioning']);
  const searchesTime = every(({ searchParam }) => listOf(searchParam).some(({ name }) => name === '_lastUpdated'));
  return {
    // Many servers search by it and do not say so.
    ...(searchesTime ? { lastUpdated: true } : {}),
    history: every(({ interaction }) => listOf(interaction).some(({ code }) => code === 'history-type')),
    ...(versioning.every((one) => one !== undefined)
      ? { ifMatch: versioning.every((one) => one === 'versioned-update') }
      : {}),
  };
}

function listOf(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
