import { endNode } from './discriminator-nodes.ts';
import { discriminatorSteps } from './discriminator-path.ts';
import type { ElementNode } from './element-tree.ts';
import type { ProfileScope } from './profile-scope.ts';
import type { Telling } from './slice-reading.ts';
import type { Discriminator } from './structure-definition.ts';

const CODED = new Set(['code', 'Coding', 'CodeableConcept', 'boolean']);

/** What may be told of a value at the path: decided by the element's type, never by how the value looks. */
export function tellingOf(
  slice: ElementNode,
  base: ElementNode,
  { type, path }: Discriminator,
  { linker }: ProfileScope,
): Telling {
  if (type === 'type' || type === 'profile') {
    return 'type';
  }
  const steps = discriminatorSteps(path) ?? [];
  const end = endNode(slice, steps, linker);
  const [only, ...others] = end?.definition.type ?? endNode(base, steps, linker)?.definition.type ?? [];
  const isCoded = only && others.length === 0 && CODED.has(only.code);
  return isCoded || (only?.code === 'uri' && end?.name === 'system') ? 'code' : 'kind';
}
