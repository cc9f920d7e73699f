import type { CompiledResource } from './shorthand-compiler.ts';

/** What an entry of the index says besides its file, in this order, where the resource has it. */
const TOLD = ['resourceType', 'id', 'url', 'version', 'kind', 'type'] as const;

/**
 * `.index.json` of a FHIR package: what is in its files, so that a reader need not open all of them to find one
 * (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification, index-version 2).
 *
 * @example
 * packageIndex(new Map([['ValueSet-life-area.json', { resourceType: 'ValueSet', id: 'life-area' }]])).files.length; // 1
 */
export function packageIndex(files: ReadonlyMap<string, CompiledResource>): {
  readonly 'index-version': 2;
  readonly files: readonly object[];
} {
  return {
    'index-version': 2,
    files: [...files].map(([filename, resource]) => ({
      filename,
      ...Object.fromEntries(
        TOLD.map((name) => [name, resource[name]]).filter(([, value]) => typeof value === 'string'),
      ),
    })),
  };
}
