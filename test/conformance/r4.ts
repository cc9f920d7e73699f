import { existsSync, readFileSync } from 'node:fs';

/** What the mutator reads of an ElementDefinition. */
export interface R4Element {
  readonly path: string;
  readonly min: number;
  readonly max: string;
  readonly type?: readonly { readonly code: string; readonly targetProfile?: readonly string[] }[];
  readonly contentReference?: string;
  readonly binding?: { readonly strength: string; readonly valueSet?: string };
}

interface R4Type {
  readonly kind: string;
  readonly snapshot: { readonly element: readonly R4Element[] };
}

const BASE = new URL('../../profiles/base/', import.meta.url);
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, BASE), 'utf8')) as T;

const types = new Map<string, R4Type | undefined>();
const valueSets = read<Record<string, Record<string, unknown> | null>>('value-sets.json');

function typeOf(name: string): R4Type | undefined {
  if (!types.has(name)) {
    types.set(name, existsSync(new URL(`types/${name}.json`, BASE)) ? read<R4Type>(`types/${name}.json`) : undefined);
  }
  return types.get(name);
}

export const isPrimitive = (type: string): boolean => typeOf(type)?.kind === 'primitive-type' || type === 'xhtml';

/** The elements directly under one, by the last step of their path. */
export function childrenOf(path: string): readonly R4Element[] {
  const type = typeOf(path.split('.')[0] ?? '');
  return (type?.snapshot.element ?? []).filter(
    (element) => element.path.startsWith(`${path}.`) && !element.path.slice(path.length + 1).includes('.'),
  );
}

/** True when the codes of a value set are known, so that a code outside it is certainly wrong. */
export const isEnumerable = (valueSet: string): boolean => {
  const set = valueSets[valueSet.split('|')[0] ?? ''];
  return set !== undefined && set !== null && Object.keys(set).length > 0;
};
