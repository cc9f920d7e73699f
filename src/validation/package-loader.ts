import { existsSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { OWN_PACKAGE } from './base-definitions.ts';
import { normalizeCanonical } from './canonical.ts';
import type { CodeSystem } from './code-system.ts';
import type { Loaded, LoadedDefinition, LoadedPackage } from './loaded-package.ts';
import { ownPackage } from './own-package.ts';
import type { PackageFault } from './package-fault.ts';
import { type PackageFile, packageFiles } from './package-files.ts';
import { MAX_ELEMENTS } from './package-limits.ts';
import { ruleTable } from './rule-table.ts';
import { shapeFaults } from './shape-faults.ts';
import type { ToldRule } from './site.ts';
import type { ElementDefinition, StructureDefinition } from './structure-definition.ts';
import type { ValueSet } from './value-set-expansion.ts';

/** Concepts and contained codes at more levels than this are nobody's hierarchy. */
const MAX_DEPTH = 200;

/** Steps of an element id: what is validated goes no deeper either. */
const MAX_STEPS = 64;

const depthOf = (id: string): number => id.split('.').length;

function nameIn(manifest: PackageFile | undefined): string | undefined {
  try {
    const { name } = JSON.parse(manifest?.text() ?? '{}') as { name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    // A manifest that is no JSON leaves the path's name.
    return undefined;
  }
}

/** What is wrong with a list of elements before it is known what it applies to. */
function elementsFault(elements: unknown): Omit<PackageFault, 'file'> | undefined {
  if (!Array.isArray(elements)) {
    return { reason: 'has elements that are no list' };
  }
  if (elements.length > MAX_ELEMENTS) {
    return { reason: `has ${elements.length} elements; ${MAX_ELEMENTS} is the limit` };
  }
  const odd = (elements as readonly (ElementDefinition | null)[]).find(
    (element) => typeof element?.path !== 'string' || (element.id !== undefined && typeof element.id !== 'string'),
  );
  if (odd !== undefined) {
    return { reason: 'has an element without a path' };
  }
  const deep = (elements as readonly ElementDefinition[]).find(({ id, path }) => depthOf(id ?? path) > MAX_STEPS);
  if (deep) {
    return { reason: `has an element more than ${MAX_STEPS} levels down` };
  }
  const wrong = (elements as readonly ElementDefinition[]).find(
    ({ min, max }) => (min !== undefined && !Number.isInteger(min)) || (max !== undefined && !/^(?:\*|\d+)$/.test(max)),
  );
  return wrong && { reason: `has no proper min or max on ${wrong.id ?? wrong.path}` };
}

function definitionFault(definition: Record<string, unknown>): Omit<PackageFault, 'file'> | undefined {
  if (typeof definition['type'] !== 'string') {
    return { reason: 'has no type' };
  }
  const [snapshot, differential] = ['snapshot', 'differential'].map(
    (name) => (definition[name] as { element?: unknown } | null | undefined)?.element,
  );
  const hasSnapshot = Array.isArray(snapshot) && snapshot.length > 0;
  if (!hasSnapshot && !(Array.isArray(differential) && differential.length > 0)) {
    return { reason: 'has neither snapshot nor differential' };
  }
  if (!hasSnapshot && typeof definition['baseDefinition'] !== 'string') {
    return { reason: 'has a differential, but no baseDefinition to apply it to' };
  }
  return elementsFault(hasSnapshot ? snapshot : differential);
}

/** Depth of a tree of concepts, as far as it matters. */
function isTooDeep(concepts: unknown, key: 'concept' | 'contains'): boolean {
  let level: readonly unknown[] = Array.isArray(concepts) ? concepts : [];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === MAX_DEPTH) {
      return true;
    }
    level = level.flatMap((concept) => {
      const inner: unknown = concept !== null && typeof concept === 'object' ? Reflect.get(concept, key) : undefined;
      return Array.isArray(inner) ? inner : [];
    });
  }
  return false;
}

function faultOf(resource: Record<string, unknown>): Omit<PackageFault, 'file'> | undefined {
  if (typeof resource['url'] !== 'string') {
    return { reason: 'has no url' };
  }
  switch (resource['resourceType']) {
    case 'StructureDefinition':
      return resource['kind'] === 'logical' ? undefined : definitionFault(resource);
    case 'CodeSystem':
      return isTooDeep(resource['concept'], 'concept')
        ? { element: 'CodeSystem.concept', reason: `has more than ${MAX_DEPTH} levels` }
        : undefined;
    default:
      return isTooDeep((resource['expansion'] as { contains?: unknown } | undefined)?.contains, 'contains')
        ? { element: 'ValueSet.expansion', reason: `has more than ${MAX_DEPTH} levels` }
        : undefined;
  }
}

/**
 * Reads a folder of conformance JSON, a FHIR package folder with `package/` inside, or a FHIR package as `.tgz`
 * (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification). Other resources are passed over.
 *
 * Does not throw: what is wrong is in `faults`.
 */
export function loadPackage(path: string): LoadedPackage {
  if (existsSync(path) && realpathSync(path) === realpathSync(OWN_PACKAGE)) {
    return ownPackage(path);
  }
  const { files, manifest, faults: unread } = packageFiles(path);
  const name = nameIn(manifest) ?? basename(path);
  const definitions: LoadedDefinition[] = [];
  const valueSets: Loaded<ValueSet>[] = [];
  const codeSystems: Loaded<CodeSystem>[] = [];
  const faults: PackageFault[] = [...unread];
  const defined = new Map<string, string>();
  let rules: ReadonlyMap<string, ToldRule> = new Map();
  for (const { name: file, text } of files) {
    let resource: unknown;
    try {
      resource = JSON.parse(text());
    } catch (error) {
      faults.push({ file, reason: `is not JSON: ${(error as Error).message}` });
      continue;
    }
    if (basename(file) === 'rules.json') {
      const table = ruleTable(resource);
      faults.push(...table.faults.map((reason) => ({ file, reason })));
      rules = table.rules;
      continue;
    }
    const type = (resource as { resourceType?: unknown } | null)?.resourceType;
    if (type !== 'StructureDefinition' && type !== 'ValueSet' && type !== 'CodeSystem') {
      continue;
    }
    const fault = faultOf(resource as Record<string, unknown>);
    const misshapen = fault ? [] : shapeFaults(resource as Record<string, unknown>, type);
    if (misshapen.length > 0) {
      faults.push(...misshapen.map((each) => ({ file, ...each })));
      continue;
    }
    const url = fault ? '' : normalizeCanonical((resource as { url: string }).url);
    const twin = defined.get(`${type} ${url}`);
    if (fault) {
      faults.push({ file, ...fault });
    } else if (twin !== undefined) {
      faults.push({ file, reason: `defines ${url}, as ${twin} does` });
    } else if (type === 'ValueSet') {
      valueSets.push({ resource: resource as ValueSet, file });
    } else if (type === 'CodeSystem') {
      codeSystems.push({ resource: resource as CodeSystem, file });
    } else if ((resource as StructureDefinition).kind !== 'logical') {
      const definition = resource as StructureDefinition;
      const { version, type: constrained, kind } = definition;
      definitions.push({
        ...{ url: definition.url, version, type: constrained, kind, definition, file, package: name, isOwn: false },
      });
    }
    if (!fault) {
      defined.set(`${type} ${url}`, file);
    }
  }
  return { name, isOwn: false, definitions, valueSets, codeSystems, rules, faults };
}
