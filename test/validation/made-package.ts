import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from './found.ts';

/** A package folder with these files, made for one test. */
export function packageOf(files: Record<string, unknown>, inner = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'samplan-package-'));
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
