import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type {
  CodeSystem,
  ElementDefinition,
  ImplementationGuide,
  StructureDefinition,
  ValueSet,
} from '@medplum/fhirtypes';
import { exampleFiles, type PackagedResource, packaged, readPackaged, SOURCES } from './package-reader.ts';

type Packaged<T> = T & PackagedResource;

const CANONICAL = 'http://samplan.no/fhir';
const CODE = join(import.meta.dirname, '../../src');
/** A canonical of ours in the code, written out or with the constant of src/record/systems.ts. */
const OURS =
  /(?:http:\/\/samplan\.no\/fhir|\$\{BASE\})\/((?:CodeSystem|ValueSet|StructureDefinition|OperationDefinition)\/[a-z][\w-]*)/g;
/** A profile that src/record/profiles.ts demands. */
const DEMANDED = /profile: '(ip-[a-z-]+)'/g;
const structures = packaged<Packaged<StructureDefinition>>('StructureDefinition');
const codeSystems = packaged<Packaged<CodeSystem>>('CodeSystem');
const valueSets = packaged<Packaged<ValueSet>>('ValueSet');

describe('the manifest', () => {
  const manifest = readPackaged<Record<string, unknown>>('package.json');

  test('names a FHIR R4 package', () => {
    expect(manifest).toMatchObject({
      name: 'samplan.ip',
      version: '0.1.0',
      canonical: CANONICAL,
      fhirVersions: ['4.0.1'],
      dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
    });
  });

  test('has the version of every resource in the package', () => {
    const versions = [...structures, ...codeSystems, ...valueSets].map(({ version }) => version);
    expect(new Set(versions)).toEqual(new Set([manifest['version']]));
  });
});

test('the package holds what the FSH sources declare, nothing more and nothing less', () => {
  const blocks = globSync('**/*.fsh', { cwd: SOURCES }).flatMap((file) =>
    readFileSync(join(SOURCES, file), 'utf8').split(
      /^(?=(?:Profile|Extension|Invariant|CodeSystem|ValueSet|Instance|RuleSet): )/m,
    ),
  );
  const parents = new Map(blocks.map((block) => [keyword(block, 'Profile'), keyword(block, 'Parent')]));
  const declared = blocks.flatMap((block) => declarations(block, parents)).sort();
  const files = [...packaged().map(({ resourceType, id }) => `${resourceType}-${id}.json`), ...exampleFiles()].sort();
  expect(files).toEqual(declared);
});

describe.each(structures)('StructureDefinition $id', (structure) => {
  const elements = structure.snapshot?.element ?? [];

  test('has a snapshot that begins at its type', () => {
    expect(elements[0]?.id).toBe(structure.type);
    expect(elements.length).toBeGreaterThan(structure.differential?.element?.length ?? 0);
  });

  test('carries every element of its differential in the snapshot', () => {
    const ids = elements.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(structure.differential?.element?.map(({ id }) => id) ?? []));
  });

  test('slices by value or pattern on a simple path', () => {
    const discriminators = elements.flatMap(({ slicing }) => slicing?.discriminator ?? []);
    for (const { type, path } of discriminators) {
      expect(['url', 'system', 'type', '$this']).toContain(path);
      expect(['value', 'pattern', ...(path === '$this' ? ['type'] : [])]).toContain(type);
    }
  });

  test('binds to and extends by definitions that are in the package or in R4', () => {
    const known = new Set([...structures, ...valueSets].map(({ url }) => url));
    for (const canonical of elements.flatMap(canonicalsOf)) {
      expect(known.has(canonical) || isBase(canonical) ? 'known' : canonical).toBe('known');
    }
  });
});

describe.each(codeSystems)('CodeSystem $id', (system) => {
  test('stands under the canonical of the package', () => {
    expect(system.url).toBe(`${CANONICAL}/CodeSystem/${system.id}`);
  });

  test('names every code in English, Bokmål and Nynorsk, and says what it means', () => {
    for (const { display, definition, designation } of system.concept ?? []) {
      expect(display).toBeTruthy();
      expect(definition).toBeTruthy();
      expect(designation?.map(({ language }) => language)).toEqual(['nb', 'nn']);
      expect(designation?.every(({ value }) => value)).toBe(true);
    }
  });
});

test('a value set takes whole code systems of the package, or names each code of a foreign one', () => {
  const own = new Set(codeSystems.map(({ url }) => url));
  for (const { system, concept, filter } of valueSets.flatMap(({ compose }) => compose?.include ?? [])) {
    expect(own.has(system) ? concept === undefined : concept !== undefined).toBe(true);
    expect(filter).toBeUndefined();
  }
});

function keyword(block: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(\\S+)`, 'm').exec(block)?.[1];
}

/** The files that a block of FSH declares; an instance of a profile is of the type that the profile is of. */
function declarations(block: string, parents: ReadonlyMap<string | undefined, string | undefined>): string[] {
  if (/^(Profile|Extension): /.test(block)) {
    return [`StructureDefinition-${keyword(block, 'Id')}.json`];
  }
  if (/^(CodeSystem|ValueSet): /.test(block)) {
    return [`${block.slice(0, block.indexOf(':'))}-${keyword(block, 'Id')}.json`];
  }
  if (!block.startsWith('Instance: ')) {
    return [];
  }
  let type = keyword(block, 'InstanceOf');
  while (parents.has(type)) {
    type = parents.get(type);
  }
  return [`${type}-${keyword(block, 'Instance')}.json`];
}

function canonicalsOf({ binding, type }: ElementDefinition): string[] {
  const profiles = type?.flatMap(({ profile }) => profile ?? []) ?? [];
  const strong = binding?.strength === 'required' || binding?.strength === 'extensible';
  return strong && binding.valueSet ? [...profiles, binding.valueSet] : profiles;
}

test('every canonical of ours that the code names is in the package', () => {
  const sources = globSync('**/*.ts', { cwd: CODE }).map((file) => readFileSync(join(CODE, file), 'utf8'));
  const canonicals = sources.flatMap((source) => [...source.matchAll(OURS)].map(([, name]) => name));
  const demanded = sources.flatMap((source) =>
    [...source.matchAll(DEMANDED)].map(([, id]) => `StructureDefinition/${id}`),
  );
  expect(canonicals.length).toBeGreaterThan(15);
  expect(demanded.length).toBeGreaterThan(20);
  const known = packaged().map(({ resourceType, id }) => `${resourceType}/${id}`);
  expect(known).toEqual(expect.arrayContaining([...canonicals, ...demanded]));
});

test('the guide lists everything in the package, and the examples that are valid', () => {
  const [guide] = packaged<Packaged<ImplementationGuide>>('ImplementationGuide');
  const listed = guide?.definition?.resource.map(({ reference }) => reference.reference);
  const examples = exampleFiles().filter((file) => !file.includes('invalid-'));
  const expected = [...packaged().map(({ resourceType, id }) => `${resourceType}-${id}.json`), ...examples]
    .map((file) => file.replace('-', '/').replace('.json', ''))
    .filter((name) => !name.startsWith('ImplementationGuide/'));
  expect(listed?.toSorted()).toEqual(expected.sort());
});

function isBase(canonical: string): boolean {
  return /^http:\/\/(hl7\.org\/fhir|terminology\.hl7\.org)\/(ValueSet|StructureDefinition)\//.test(canonical);
}
