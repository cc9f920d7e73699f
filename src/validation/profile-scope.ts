import type { ElementNode, ElementTree } from './element-tree.ts';
import type { ProfileLinker, Unchecked } from './profile-linker.ts';
import type { Site } from './site.ts';
import type { SourceUnit } from './source-unit.ts';

/** An element in the definition of the R4 type that a profile constrains. */
export interface BasePlace {
  readonly tree: ElementTree;
  readonly node: ElementNode;
}

/** True for an element that holds a whole resource: contained, Bundle.entry.resource, Parameters.parameter.resource. */
export function isResource({ node }: BasePlace): boolean {
  return node.definition.type?.[0]?.code === 'Resource';
}

/** What the parts of a profile's source share while it is generated. */
export class ProfileScope {
  readonly unchecked: Unchecked[] = [];
  /** What makes the profile unusable, by element. */
  readonly faults: { readonly element: string; readonly reason: string }[] = [];
  readonly profile: string;
  readonly unit: SourceUnit;
  readonly linker: ProfileLinker;

  constructor(profile: string, unit: SourceUnit, linker: ProfileLinker) {
    this.profile = profile;
    this.unit = unit;
    this.linker = linker;
  }

  /** Says that a rule of the profile is not checked. */
  report(element: string, kind: Unchecked['kind'], reason: string): void {
    this.unchecked.push({ profile: this.profile, element, kind, reason });
  }

  /** Says that the profile is no constraint on what it is a profile of. */
  refuse(element: string, reason: string): void {
    this.faults.push({ element, reason });
  }

  /** Name of the constant with the site of a rule on this element. */
  site(node: ElementNode, site: Omit<Site, 'profile' | 'element'>): string {
    const told = this.linker.told(this.profile, node.id, site);
    const whole: Site = { ...site, profile: this.profile, element: node.id, ...(told ? { told } : {}) };
    return this.unit.constant(whole);
  }
}
