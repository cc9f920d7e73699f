import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { coreName } from './canonical.ts';
import { buildElementTree, type ElementTree } from './element-tree.ts';
import type { StructureDefinition } from './structure-definition.ts';
import type { Expansion } from './value-set-content.ts';

function findBase(): URL {
  // From src/validation, and one folder deeper from dist.
  for (const path of ['../../profiles/base/', '../../../profiles/base/']) {
    const url = new URL(path, import.meta.url);
    if (existsSync(url)) {
      return url;
    }
  }
  throw new Error('profiles/base is missing: run node profiles/build/trim-base.ts');
}

const BASE = findBase();

/** The last step of a canonical of HL7's. */
const NAME = /^[A-Za-z0-9-]{1,64}$/;

/** FHIR R4 as `profiles/base` holds it, read on first use and kept: it is the same for every validator. */
class BaseDefinitions {
  private readonly trees = new Map<string, ElementTree | undefined>();
  private readonly profiles = new Map<string, StructureDefinition | undefined>();
  private readonly cached = new Map<string, unknown>();

  private file<T>(name: string): T {
    let content = this.cached.get(name);
    if (content === undefined) {
      content = JSON.parse(readFileSync(new URL(name, BASE), 'utf8'));
      this.cached.set(name, content);
    }
    return content as T;
  }

  /** The 146 concrete resource types. */
  get resourceTypes(): ReadonlySet<string> {
    let types = this.cached.get('types');
    if (types === undefined) {
      types = new Set(this.file<readonly string[]>('resource-types.json'));
      this.cached.set('types', types);
    }
    return types as ReadonlySet<string>;
  }

  /** The definition of a type as a tree; undefined when R4 has no such type. */
  tree(type: string): ElementTree | undefined {
    if (!this.trees.has(type)) {
      const url = new URL(`types/${type}.json`, BASE);
      const isKnown = /^[A-Za-z0-9]+$/.test(type) && existsSync(url);
      this.trees.set(
        type,
        isKnown ? buildElementTree(JSON.parse(readFileSync(url, 'utf8')) as StructureDefinition) : undefined,
      );
    }
    return this.trees.get(type);
  }

  /** One of HL7's own profiles (vitalsigns, bp) by canonical: read when it is asked for. */
  profile(canonical: string): StructureDefinition | undefined {
    const name = coreName(canonical);
    if (name === undefined || !NAME.test(name)) {
      return undefined;
    }
    if (!this.profiles.has(name)) {
      const url = new URL(`profiles/${name}.json`, BASE);
      this.profiles.set(
        name,
        existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as StructureDefinition) : undefined,
      );
    }
    return this.profiles.get(name);
  }

  /** HL7's own extension definitions by canonical. */
  get extensions(): ReadonlyMap<string, StructureDefinition> {
    let extensions = this.cached.get('extensions');
    if (extensions === undefined) {
      const list = this.file<readonly StructureDefinition[]>('extensions.json');
      extensions = new Map(list.map((definition) => [definition.url, definition]));
      this.cached.set('extensions', extensions);
    }
    return extensions as ReadonlyMap<string, StructureDefinition>;
  }

  codeSystem(url: string): ReadonlySet<string> | undefined {
    const systems = this.file<Record<string, readonly string[]>>('code-systems.json');
    const codes = Object.hasOwn(systems, url) ? systems[url] : undefined;
    return codes && new Set(codes);
  }

  /** True for a value set of R4, whether it can be enumerated or not. */
  hasValueSet(url: string): boolean {
    return Object.hasOwn(this.file<object>('value-sets.json'), url);
  }

  /** The codes of an R4 value set; undefined when R4 does not have it, or it cannot be enumerated. */
  expansion(url: string): Expansion | undefined {
    const sets = this.file<Record<string, Record<string, '*' | readonly string[]> | null>>('value-sets.json');
    const set = Object.hasOwn(sets, url) ? sets[url] : undefined;
    if (!set) {
      return undefined;
    }
    return new Map(
      Object.entries(set).map(([system, codes]) => [
        system,
        codes === '*' ? (this.codeSystem(system) ?? new Set<string>()) : new Set(codes),
      ]),
    );
  }
}

/** Samplan's own package, which is checked where it is built. */
export const OWN_PACKAGE = fileURLToPath(new URL('../package', BASE));

export const baseDefinitions: BaseDefinitions = new BaseDefinitions();
