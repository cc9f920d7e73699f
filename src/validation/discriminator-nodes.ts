import { spellings } from './canonical.ts';
import type { DiscriminatorStep } from './discriminator-path.ts';
import type { ElementNode } from './element-tree.ts';
import { isPrimitive } from './primitives.ts';
import type { ProfileLinker } from './profile-linker.ts';
import { choiceKey } from './reference-targets.ts';

/** True for an element whose children the snapshot leaves to its type. */
function isLeftToType(node: ElementNode): boolean {
  return (
    node.children.length === 0 &&
    node.definition.type?.length === 1 &&
    !isPrimitive(node.definition.type[0]?.code ?? '')
  );
}

/** The element that one step of a discriminator leads to: in the snapshot, or in the profile or type of the element. */
export function nextNode(node: ElementNode, step: DiscriminatorStep, linker: ProfileLinker): ElementNode | undefined {
  if ('resolve' in step || 'type' in step) {
    return undefined;
  }
  const name = 'element' in step ? step.element : 'extension';
  const find = (from: ElementNode | undefined) =>
    from?.children.find((child) => child.name === name || child.name === `${name}[x]`);
  const type = node.definition.type?.[0];
  const profile = type?.profile?.[0] ?? (isLeftToType(node) ? type?.code : undefined);
  const found = find(node) ?? (profile === undefined ? undefined : find(linker.tree(profile)?.root));
  if (!found || 'element' in step) {
    return found;
  }
  return found.slices.find((slice) =>
    linker.extensionUrls(slice).some((url) => spellings(url).includes(step.extension)),
  );
}

/** The keys in JSON under which an element stands, with what a slice of its types says of each. */
export function keysOf(
  node: ElementNode,
  name: string,
  only: string | undefined,
): readonly { readonly key: string; readonly node: ElementNode }[] {
  if (!node.name.endsWith('[x]')) {
    return [{ key: name, node }];
  }
  return (node.definition.type ?? [])
    .filter(({ code }) => only === undefined || code === only)
    .map((type) => {
      const slice = node.slices.find(
        ({ definition }) => definition.type?.length === 1 && definition.type[0]?.code === type.code,
      );
      const definition = (slice ?? node).definition;
      return {
        key: choiceKey(name, type.code),
        node: { ...(slice ?? node), definition: { ...definition, type: [type] } },
      };
    });
}

/** The profile or type of the one target that a reference may have. */
export function onlyTarget(node: ElementNode, linker: ProfileLinker): ElementNode | undefined {
  const [target, ...others] = (node.definition.type ?? []).flatMap(({ targetProfile }) => targetProfile ?? []);
  return target === undefined || others.length > 0 ? undefined : linker.tree(target)?.root;
}

/** The element at the end of a discriminator's path; undefined where the definitions leave it open. */
export function endNode(
  node: ElementNode,
  [step, ...rest]: readonly DiscriminatorStep[],
  linker: ProfileLinker,
): ElementNode | undefined {
  if (!step) {
    return node;
  }
  if ('type' in step) {
    return endNode(node, rest, linker);
  }
  const next = 'resolve' in step ? onlyTarget(node, linker) : nextNode(node, step, linker);
  const [following] = rest;
  const only = following && 'type' in following ? following.type : undefined;
  const narrowed = next && only !== undefined ? keysOf(next, '', only)[0]?.node : next;
  return narrowed && endNode(narrowed, rest, linker);
}
