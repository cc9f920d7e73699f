import type { ElementType } from './structure-definition.ts';

/** Resource types a reference with these types may point to; undefined is any. */
export function referenceTargets(
  types: readonly ElementType[],
  typeOf: (canonical: string) => string | undefined,
): ReadonlySet<string> | undefined {
  const profiles = types.filter((type) => type.code === 'Reference').flatMap((type) => type.targetProfile ?? []);
  const names = profiles.map(typeOf);
  return profiles.length === 0 || names.includes('Resource') || names.includes(undefined)
    ? undefined
    : new Set(names.filter((name) => name !== undefined));
}

/** Key in JSON of a choice element with this type. */
export function choiceKey(base: string, type: string): string {
  return base + type.charAt(0).toUpperCase() + type.slice(1);
}
