import type { ElementDefinition } from './structure-definition.ts';

/** One step of an element id. */
export interface IdStep {
  readonly name: string;
  /** Names of the slice, of the slice in it, and so on. */
  readonly slices: readonly string[];
}

/** The steps of an element id (http://hl7.org/fhir/R4/elementdefinition.html#id): `a.b:slice/inner.c[x]:cString`. */
export function stepsOf(id: string): readonly IdStep[] {
  return id.split('.').map((step) => {
    const colon = step.indexOf(':');
    return colon < 0
      ? { name: step, slices: [] }
      : { name: step.slice(0, colon), slices: step.slice(colon + 1).split('/') };
  });
}

/** The ids of a differential's elements; where one is missing, by its path and what stands before it. */
export function idsOf(differential: readonly ElementDefinition[]): readonly string[] {
  const latest = new Map<string, string>();
  return differential.map(({ id, path, sliceName }) => {
    const dot = path.lastIndexOf('.');
    const parent = dot < 0 ? undefined : path.slice(0, dot);
    const suffix = sliceName === undefined ? '' : `:${sliceName}`;
    const made = parent === undefined ? path : `${latest.get(parent) ?? parent}.${path.slice(dot + 1)}${suffix}`;
    const known = id ?? made;
    latest.set(path, known);
    return known;
  });
}
