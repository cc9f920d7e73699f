interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}

interface Include {
  readonly system?: string;
  readonly concept?: readonly Concept[];
  readonly filter?: readonly { readonly property: string; readonly op: string; readonly value: string }[];
  readonly valueSet?: readonly string[];
}

interface CodeSystem {
  readonly resourceType: string;
  readonly url: string;
  readonly content: string;
  readonly concept?: readonly Concept[];
}

interface ValueSet {
  readonly resourceType: string;
  readonly url: string;
  readonly compose?: { readonly include: readonly Include[]; readonly exclude?: readonly Include[] };
}

/** Codes by system; `*` is every code of a system that `code-systems.json` holds whole. */
type Expansion = Map<string, '*' | readonly string[]>;

function codesOf(concepts: readonly Concept[] | undefined): string[] {
  return (concepts ?? []).flatMap((concept) => [concept.code, ...codesOf(concept.concept)]);
}

function findConcept(concepts: readonly Concept[] | undefined, code: string): Concept | undefined {
  for (const concept of concepts ?? []) {
    const found = concept.code === code ? concept : findConcept(concept.concept, code);
    if (found) {
      return found;
    }
  }
  return undefined;
}

function expandInclude(
  include: Include,
  systems: ReadonlyMap<string, CodeSystem>,
): '*' | readonly string[] | undefined {
  if (include.concept) {
    return include.concept.map((concept) => concept.code);
  }
  const system = systems.get(include.system ?? '');
  if (!system || include.valueSet) {
    return undefined;
  }
  const [filter, ...more] = include.filter ?? [];
  if (!filter) {
    return '*';
  }
  const root = findConcept(system.concept, filter.value);
  if (more.length > 0 || filter.property !== 'concept' || !root || !/^(is-a|descendent-of)$/.test(filter.op)) {
    return undefined;
  }
  return filter.op === 'is-a' ? codesOf([root]) : codesOf(root.concept);
}

function expand(
  url: string,
  sets: ReadonlyMap<string, ValueSet>,
  systems: ReadonlyMap<string, CodeSystem>,
  depth = 0,
): Expansion | undefined {
  const compose = sets.get(url)?.compose;
  if (!compose || compose.exclude || depth > 8) {
    return undefined;
  }
  const expansion: Expansion = new Map();
  const add = (system: string, codes: '*' | readonly string[]) => {
    const before = expansion.get(system) ?? [];
    expansion.set(system, before === '*' || codes === '*' ? '*' : [...before, ...codes]);
  };
  for (const include of compose.include) {
    if (include.valueSet && include.system === undefined && include.valueSet.length === 1) {
      const inner = expand((include.valueSet[0] ?? '').split('|')[0] ?? '', sets, systems, depth + 1);
      if (!inner) {
        return undefined;
      }
      for (const [system, codes] of inner) {
        add(system, codes);
      }
      continue;
    }
    const codes = expandInclude(include, systems);
    if (codes === undefined || include.system === undefined) {
      return undefined;
    }
    add(include.system, codes);
  }
  return expansion;
}

function lines(entries: readonly (readonly [string, unknown])[]): string {
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{\n${sorted.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',\n')}\n}\n`;
}

/**
 * The complete code systems of R4 as flat lists, and the value sets that can be enumerated from them.
 *
 * A value set that cannot be enumerated offline (mime types, currencies, languages, UCUM, SNOMED CT, LOINC) is `null`:
 * known by name, unknown in content.
 */
export function trimTerminology(resources: readonly object[]): { codeSystems: string; valueSets: string } {
  const systems = new Map<string, CodeSystem>();
  const sets = new Map<string, ValueSet>();
  for (const resource of resources as readonly (CodeSystem | ValueSet)[]) {
    if (resource.resourceType === 'CodeSystem' && (resource as CodeSystem).content === 'complete') {
      systems.set(resource.url, resource as CodeSystem);
    } else if (resource.resourceType === 'ValueSet') {
      sets.set(resource.url, resource as ValueSet);
    }
  }
  const expanded = [...sets.keys()].map((url) => {
    const expansion = expand(url, sets, systems);
    return [
      url,
      expansion ? Object.fromEntries([...expansion].toSorted(([a], [b]) => (a < b ? -1 : 1))) : null,
    ] as const;
  });
  return {
    codeSystems: lines([...systems].map(([url, system]) => [url, codesOf(system.concept)] as const)),
    valueSets: lines(expanded),
  };
}
