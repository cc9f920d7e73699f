import { baseDefinitions } from './base-definitions.ts';
import { CORE, coreName, normalizeCanonical } from './canonical.ts';
import { buildElementTree, type ElementTree } from './element-tree.ts';
import type { LoadedDefinition, LoadedPackage } from './loaded-package.ts';
import type { PackageFault } from './package-fault.ts';
import { SnapshotFault, snapshotOf } from './snapshot.ts';
import type { StructureDefinition } from './structure-definition.ts';

/** Longer chains of profiles on profiles than this are nobody's. */
const MAX_CHAIN = 50;

const hasSnapshot = ({ snapshot }: StructureDefinition): boolean => (snapshot?.element.length ?? 0) > 0;

/**
 * The packages with a snapshot for every definition: those that came without get theirs from their base, which may be
 * R4's or any package's, and may itself have come without.
 *
 * Does not throw: a base that is missing or leads back to itself is among the package's faults, and the definition left out.
 */
export function withSnapshots(packages: readonly LoadedPackage[]): readonly LoadedPackage[] {
  if (packages.every((each) => each.isOwn || each.definitions.every(({ definition }) => hasSnapshot(definition)))) {
    return packages;
  }
  const made = new Snapshots(packages.flatMap(({ definitions }) => definitions));
  return packages.map((each) => {
    if (each.isOwn) return each;
    const faults: PackageFault[] = [];
    const definitions = each.definitions.flatMap((loaded) => {
      if (hasSnapshot(loaded.definition)) {
        return [loaded];
      }
      try {
        return [{ ...loaded, definition: made.complete(loaded.definition) }];
      } catch (error) {
        if (!(error instanceof SnapshotFault)) throw error;
        faults.push({ file: loaded.file, ...error.fault });
        return [];
      }
    });
    return { ...each, definitions, faults: [...each.faults, ...faults] };
  });
}

class Snapshots {
  private readonly definitions: ReadonlyMap<string, LoadedDefinition>;
  private readonly completed = new Map<StructureDefinition, StructureDefinition>();
  private readonly trees = new Map<StructureDefinition, ElementTree | undefined>();
  private readonly underWay: StructureDefinition[] = [];

  constructor(loaded: readonly LoadedDefinition[]) {
    this.definitions = new Map(loaded.map((each) => [normalizeCanonical(each.url), each]));
  }

  /** The definition with its snapshot. */
  complete(definition: StructureDefinition): StructureDefinition {
    if (hasSnapshot(definition)) {
      return definition;
    }
    const known = this.completed.get(definition);
    if (known) {
      return known;
    }
    const root = definition.type;
    if (definition.derivation === 'specialization') {
      throw new SnapshotFault(root, 'defines a type of its own: R4 has no other types than its own');
    }
    if (this.underWay.includes(definition)) {
      const round = [...this.underWay.slice(this.underWay.indexOf(definition)), definition];
      throw new SnapshotFault(root, `its base leads back to itself: ${round.map(({ url }) => url).join(' → ')}`);
    }
    if (this.underWay.length >= MAX_CHAIN) {
      throw new SnapshotFault(root, `stands on more than ${MAX_CHAIN} profiles`);
    }
    this.underWay.push(definition);
    try {
      const element = snapshotOf(this.base(definition), definition.differential?.element ?? [], {
        tree: (canonicalOrType) => this.tree(canonicalOrType),
      });
      const complete = { ...definition, snapshot: { element } };
      this.completed.set(definition, complete);
      return complete;
    } finally {
      this.underWay.pop();
    }
  }

  private base({ baseDefinition = '', type, url }: StructureDefinition): ElementTree {
    const own = this.definitions.get(normalizeCanonical(baseDefinition))?.definition;
    if (own && normalizeCanonical(own.url) === normalizeCanonical(url)) {
      throw new SnapshotFault(type, 'is its own base');
    }
    const tree = own ? this.treeOf(this.complete(own)) : this.tree(baseDefinition);
    if (!tree) {
      throw new SnapshotFault(type, `its base ${baseDefinition} is in no package`);
    }
    if (tree.root.name !== type) {
      throw new SnapshotFault(type, `its base ${baseDefinition} is a ${tree.root.name}, not a ${type}`);
    }
    return tree;
  }

  /** Elements that come in under an element of this type or profile. */
  private tree(canonicalOrType: string): ElementTree | undefined {
    const url = canonicalOrType.includes('/') ? normalizeCanonical(canonicalOrType) : CORE + canonicalOrType;
    const own = this.definitions.get(url)?.definition;
    if (own) {
      // A type that contains itself by a profile: what the profile adds holds anyway where the value stands.
      return this.underWay.includes(own) ? undefined : this.treeOf(this.complete(own));
    }
    const name = coreName(url);
    const type = name === undefined ? undefined : baseDefinitions.tree(name);
    const ofHl7 = type ? undefined : (baseDefinitions.profile(url) ?? baseDefinitions.extensions.get(url));
    return type ?? (ofHl7 && this.treeOf(ofHl7));
  }

  private treeOf(definition: StructureDefinition): ElementTree | undefined {
    if (!this.trees.has(definition)) {
      this.trees.set(definition, buildElementTree(definition));
    }
    return this.trees.get(definition);
  }
}
