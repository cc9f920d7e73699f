import type { ElementNode } from './element-tree.ts';

/** The relative urls that the parts of an extension may have, with the parts of those. */
export type ExtensionParts = ReadonlyMap<string, ExtensionParts | undefined>;

/** The parts that a definition names; undefined when it names none, or closes the list itself. */
export function partsOf(
  extension: ElementNode,
  urlsOf: (slice: ElementNode) => readonly string[],
): ExtensionParts | undefined {
  const list = extension.children.find(({ name }) => name === 'extension');
  if (!list || list.slices.length === 0 || list.definition.slicing?.rules === 'closed') {
    return undefined;
  }
  return new Map(list.slices.flatMap((slice) => urlsOf(slice).map((url) => [url, partsOf(slice, urlsOf)] as const)));
}
