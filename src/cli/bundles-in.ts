import { readFile } from 'node:fs/promises';
import type { Resource } from '@medplum/fhirtypes';
import { isObject } from '../record/json.ts';
import { parseJson } from '../source/json-records.ts';
import type { Finding } from '../validation/finding.ts';

/** The resources of one record, or what is wrong where one should be. */
export type BundleItem =
  | { readonly where: string; readonly resources: readonly Resource[] }
  | { readonly fault: Finding };

/**
 * The records of a file of FHIR: a Bundle, a list of resources, `{ "resources": [...] }` as examples have it, or a line of one of
 * these for each record. Of lines, a bad one is told and the others are given.
 *
 * @throws the error of the file system where the file cannot be read
 * @example
 * for (const item of await bundlesIn('plans.ndjson')) if (!('fault' in item)) mapping.toSource(item.resources);
 */
export async function bundlesIn(file: string): Promise<readonly BundleItem[]> {
  const text = await readFile(file, 'utf8');
  if (text.trim() === '') return [];
  const whole = parseJson(text, file, 1);
  if (!('fault' in whole)) return [{ where: file, resources: resourcesIn(whole.value) }];
  const lines = text.split('\n').flatMap((line, index): readonly BundleItem[] => {
    if (line.trim() === '') return [];
    const parsed = parseJson(line, file, index + 1);
    return 'fault' in parsed ? [parsed] : [{ where: `${file}:${index + 1}`, resources: resourcesIn(parsed.value) }];
  });
  // One text over several lines has no records on them.
  return lines.some((item) => 'resources' in item && item.resources.length > 0) ? lines : [whole];
}

function resourcesIn(value: unknown): readonly Resource[] {
  if (Array.isArray(value)) return value as readonly Resource[];
  if (!isObject(value)) return [];
  const { entry, resources } = value;
  if (Array.isArray(resources)) return resources as unknown as readonly Resource[];
  if (Array.isArray(entry)) {
    return (entry as readonly unknown[]).flatMap((each) =>
      isObject(each) && isObject(each['resource']) ? [each['resource'] as never] : [],
    );
  }
  return value['resourceType'] === undefined ? [] : [value as never];
}
