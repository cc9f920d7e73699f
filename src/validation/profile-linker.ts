import type { ElementNode, ElementTree } from './element-tree.ts';
import type { Linker } from './linker.ts';
import type { Check } from './pass.ts';
import type { Site, ToldRule } from './site.ts';

/** What a profile's source refers to outside itself. */
export interface ProfileLinker extends Linker {
  /** The snapshot tree of a type or profile by canonical or type name. */
  tree(canonicalOrType: string): ElementTree | undefined;
  /** The check of a profile: only what it adds to its type. */
  profile(canonical: string): Check | undefined;
  /** The R4 type that a canonical constrains. */
  typeOf(canonical: string): string | undefined;
  /** What a package's table of rules says of this one. */
  told(profile: string, element: string, site: Pick<Site, 'rule' | 'key'>): ToldRule | undefined;
  /** The urls by which an extension slice knows its extensions. */
  extensionUrls(slice: ElementNode): readonly string[];
  /** True for the definition of an extension; false for a profile on one that another definition defines. */
  isOwnExtension(canonical: string): boolean;
  /** Why nothing is known of a value set. */
  whyUnknown(valueSet: string): string;
}

/** Something a package says that validation does not check: reported at load, never silently passed. */
export interface Unchecked {
  readonly profile: string;
  readonly element: string;
  readonly kind: 'slicing' | 'invariant' | 'value-set' | 'element' | 'value-range';
  readonly reason: string;
}
