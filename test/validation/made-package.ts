import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Json } from './found.ts';

/** A package folder with these files, made for one test. */
export function packageOf(files: Record<string, unknown>, inner = ''): string {
  const folder = temporaryFolder('package');
  mkdirSync(join(folder, inner), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, inner, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** A profile with only these elements in its snapshot. */
export function profileOf(type: string, element: readonly Json[], changes: Json = {}): Json {
  const url = 'https://example.no/fhir/StructureDefinition/made';
  return {
    resourceType: 'StructureDefinition',
    url,
    name: 'Made',
    kind: 'resource',
    type,
    snapshot: { element },
    ...changes,
  };
}

/** A profile as people write one: what it changes of its base, by elements in document order. */
export function definitionOf(id: string, type: string, element: readonly Json[], changes: Json = {}): Json {
  const isDataType = type === 'Extension' || /^(?:Address|HumanName|Identifier|Coding|Quantity)$/.test(type);
  return {
    resourceType: 'StructureDefinition',
    url: `http://t.no/StructureDefinition/${id}`,
    name: id,
    status: 'active',
    kind: isDataType ? 'complex-type' : 'resource',
    abstract: false,
    type,
    baseDefinition: `http://hl7.org/fhir/StructureDefinition/${type}`,
    derivation: 'constraint',
    differential: { element: [{ id: type, path: type }, ...element] },
    ...changes,
  };
}

/** The differential of one slicing. */
export function sliced(
  path: string,
  discriminators: readonly (readonly [type: string, path: string])[],
  slices: readonly SliceOf[],
  rules = 'open',
): readonly Json[] {
  const discriminator = discriminators.map(([kind, where]) => ({ type: kind, path: where }));
  return [
    { id: path, path, slicing: { discriminator, rules } },
    ...slices.flatMap(({ name, parts = {}, ...own }) => [
      { id: `${path}:${name}`, path, sliceName: name, ...own },
      ...Object.entries(parts).map(([part, content]) => ({
        id: `${path}:${name}.${part}`,
        path: `${path}.${part.replaceAll(/:[^.]*/g, '')}`,
        ...content,
      })),
    ]),
  ];
}

interface SliceOf {
  readonly name: string;
  readonly min?: number;
  readonly max?: string;
  /** Elements under the slice, by path after it. */
  readonly parts?: Readonly<Record<string, Json>>;
  readonly [value: string]: unknown;
}
