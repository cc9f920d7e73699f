import { BundleIndex } from './bundle-index.ts';
import type { CodeTest } from './code-test.ts';
import { Conformance } from './conformance.ts';
import { describe, isEchoable } from './describe.ts';
import type { ExtensionParts } from './extension-parts.ts';
import type { Finding, Text } from './finding.ts';
import { FindingList, MAX_FINDINGS } from './finding-list.ts';
import { ruleText } from './rule-texts.ts';
import type { Site } from './site.ts';
import { MAX_WORK, TooMuchWork, type Work } from './work.ts';

/** FHIRPath depth beyond which nothing is read: far above any real resource, far below the stack. */
export const MAX_DEPTH = 64;

/** Contained resources that are searched without an index. */
const FEW = 8;

const NONE: readonly Finding[] = [];

/** What it costs to ask whether a value follows a profile. */
const ASKING = 200;

/** A compiled type or profile: checks an object, reports to the pass. */
export interface Check {
  run: (value: Record<string, unknown>, pass: Pass) => void;
  /** True for a profile that adds nothing to its type. */
  readonly isEmpty?: boolean;
  /** Of an extension: whether it may stand where the pass is; undefined where that cannot be told. May throw. */
  readonly isAllowed?: ((pass: Pass) => boolean | undefined) | undefined;
  /** Of an extension: whether it belongs in modifierExtension. */
  readonly isModifier?: boolean;
  /** Of an extension: the parts that its definition has, by their relative urls. */
  readonly parts?: ExtensionParts | undefined;
}

/** What a pass looks up by what it finds in a resource. */
export interface Definitions {
  /** The check of a resource type with the profiles it claims. */
  resource(type: string): Check | undefined;
  /** The definition of an extension, when it is known. */
  extension(url: string): Check | undefined;
  /** What can be told of the codes of this system, whatever they are bound to. */
  codeTest(system: string): CodeTest | undefined;
  /** True when all codes of this system are known. */
  isWholeSystem(system: string): boolean;
  /** The type that a literal reference names by itself. */
  typeOfReference(reference: string): string | undefined;
}

/**
 * One pass over one resource.
 *
 * Where it stands is kept as a stack of names and indices, so that a path is only built when there is a finding.
 */
export class Pass implements Work {
  depth = 0;
  /** The depth at which the resource that is passed through stands. */
  resourceDepth = 0;
  readonly names: string[] = ['', '', '', '', '', '', '', ''];
  readonly indices: number[] = [-1, -1, -1, -1, -1, -1, -1, -1];
  /** The resource whose `contained` a `#id` points into (%rootResource). */
  root: Record<string, unknown>;
  /** The resource that is passed through, contained or not (%resource). */
  resource: Record<string, unknown>;
  /** The Bundle around it, with the fullUrl of its entry. */
  bundle: BundleIndex | undefined;
  fullUrl: string | undefined;
  /** References into `contained` seen so far under this root: what makes a contained resource belong (dom-3). */
  anchors: Set<string> | undefined;
  /** The objects whose ids were met, by the resource they are in and by id. */
  elementIds: Map<object, Map<string, object>> | undefined;
  private list: FindingList | undefined;
  private spent = 0;
  private conformance: Conformance | undefined;
  private bundles: Map<object, BundleIndex> | undefined;
  private containedById: Map<object, ReadonlyMap<unknown, Record<string, unknown>>> | undefined;

  readonly definitions: Definitions;

  constructor(root: Record<string, unknown>, name: string, definitions: Definitions) {
    this.root = root;
    this.resource = root;
    this.names[0] = name;
    this.definitions = definitions;
  }

  get findings(): readonly Finding[] {
    return this.list?.items ?? NONE;
  }

  /** True when no more findings are taken: what is told of them need not be worked out. */
  get isFull(): boolean {
    return this.list?.isFull ?? false;
  }

  /** Takes so much off what is left of {@link MAX_WORK}; false, and nothing taken, when it is more than that. */
  affords(amount: number): boolean {
    if (this.spent + amount > MAX_WORK) {
      return false;
    }
    this.spent += amount;
    return true;
  }

  spend(amount: number): void {
    if (!this.affords(amount)) {
      throw new TooMuchWork();
    }
  }

  /** The resource with this id in the root's `contained`. */
  contained(id: unknown): Record<string, unknown> | undefined {
    const list: unknown = this.root['contained'];
    if (!Array.isArray(list)) {
      return undefined;
    }
    return list.length > FEW ? this.indexed(list).get(id) : list.find((item) => item?.id === id);
  }

  private indexed(list: readonly Record<string, unknown>[]): ReadonlyMap<unknown, Record<string, unknown>> {
    this.containedById ??= new Map();
    let index = this.containedById.get(this.root);
    if (!index) {
      // The first of an id is the one that is meant.
      index = new Map(list.toReversed().map((item) => [item?.['id'], item]));
      this.containedById.set(this.root, index);
    }
    return index;
  }

  /** What a literal reference leads to inside this resource or its Bundle. */
  resolve(reference: string): Record<string, unknown> | undefined {
    if (reference.charCodeAt(0) === 35 /* # */) {
      return reference === '#' ? this.root : this.contained(reference.slice(1));
    }
    return this.bundle?.find(reference, this.fullUrl);
  }

  /** The entries of a Bundle that is passed through. */
  indexOf(bundle: Record<string, unknown>): BundleIndex {
    this.bundles ??= new Map();
    let index = this.bundles.get(bundle);
    if (!index) {
      index = new BundleIndex(bundle);
      this.bundles.set(bundle, index);
    }
    return index;
  }

  /** The type a reference points to, as far as it tells by itself, leads to a resource in hand, or says in `type`. */
  typeOfReference(value: unknown): string | undefined {
    if (value === null || typeof value !== 'object') {
      return undefined;
    }
    const { reference, type } = value as { readonly reference?: unknown; readonly type?: unknown };
    const told = typeof reference === 'string' ? this.typeOf(reference) : undefined;
    return told ?? (typeof type === 'string' && this.definitions.resource(type) ? type : undefined);
  }

  /** As {@link typeOfReference}, for the literal itself. */
  typeOf(reference: string): string | undefined {
    const type = this.definitions.typeOfReference(reference);
    if (type !== undefined || (reference.charCodeAt(0) !== 35 && !this.bundle)) {
      return type;
    }
    const found = this.resolve(reference)?.['resourceType'];
    return typeof found === 'string' ? found : undefined;
  }

  /** What `run` finds, which is not among the findings of this pass before it is taken over by {@link adopt}. */
  attempt(run: () => void, stopsAtError = false): FindingList {
    const before = this.list;
    const list = new FindingList(stopsAtError);
    this.list = list;
    run();
    this.list = before;
    return list;
  }

  adopt(findings: readonly Finding[]): void {
    for (const finding of findings) {
      this.add(finding);
    }
  }

  /** True when the value has no error by this check. Its findings are not findings of this pass. */
  conforms(check: Check, value: Record<string, unknown>, isElsewhere: boolean): boolean {
    return this.breach(check, value, isElsewhere) === undefined;
  }

  /** The first rule of this check that the value breaks. `isElsewhere`: a resource that is referred to. */
  breach(check: Check, value: Record<string, unknown>, isElsewhere: boolean): string | undefined {
    this.conformance ??= new Conformance();
    return this.conformance.breach(check, value, () => {
      // Deeper, or after more than a resource may cost, what is referred to is taken to be right.
      if (this.depth >= MAX_DEPTH || !this.affords(ASKING)) {
        return undefined;
      }
      const { root, resource, depth, resourceDepth, bundle, fullUrl } = this;
      if (isElsewhere) {
        this.goTo(value);
      }
      this.depth = depth + 1;
      this.names[this.depth] = '';
      this.indices[this.depth] = -1;
      this.resourceDepth = isElsewhere ? this.depth : resourceDepth;
      const { items } = this.attempt(() => check.run(value, this), true);
      Object.assign(this, { root, resource, depth, resourceDepth, bundle, fullUrl });
      return items.find(({ severity }) => severity === 'error')?.rule;
    });
  }

  /** Stands in a resource that is in hand: a contained one keeps its root, one of the Bundle has its own. */
  private goTo(resource: Record<string, unknown>): void {
    const isOfRoot = resource === this.root || this.contained(resource['id']) === resource;
    this.resource = resource;
    if (isOfRoot) {
      return;
    }
    if (this.root['resourceType'] === 'Bundle') {
      this.bundle = this.indexOf(this.root);
    }
    this.root = resource;
    this.fullUrl = this.bundle?.urlOf(resource);
  }

  /** FHIRPath of the current object, or of `name` in it. */
  path(name: string, index: number): string {
    let path = this.names[0] ?? '';
    for (let level = 1; level <= this.depth; level += 1) {
      path += `.${this.names[level]}`;
      const at = this.indices[level] ?? -1;
      if (at >= 0) {
        path += `[${at}]`;
      }
    }
    if (name !== '') {
      path += `.${name}`;
    }
    return index >= 0 ? `${path}[${index}]` : path;
  }

  /** Reports that a site's rule does not hold for `name` of the current object; '' is the object itself. */
  fail(site: Site, name: string, index: number, found: Text = describe(undefined)): void {
    if (this.isFull) {
      return;
    }
    const text = ruleText(site, found);
    this.add({
      severity: site.severity ?? 'error',
      code: text.code,
      rule: site.key ?? site.rule,
      path: this.path(name, index),
      ...(site.profile === undefined ? {} : { profile: site.profile }),
      element: site.element,
      reference: site.told?.reference ?? `http://hl7.org/fhir/R4/${text.clause}`,
      ...(site.expected === undefined ? {} : { expected: site.expected }),
      found: found.en,
      message: text.message,
      action: text.action,
    });
  }

  /** Reports an element that the type does not have; a name that could be a person's data is left out of the path. */
  unknown(name: string, value: unknown, site: Site): void {
    const count = describe(value);
    if (isEchoable(name.startsWith('_') ? name.slice(1) : name)) {
      this.fail(site, name, -1, count);
    } else {
      const length = name.length;
      this.fail(site, '', -1, {
        nb: `et elementnavn på ${length} tegn`,
        nn: `eit elementnamn på ${length} teikn`,
        en: `an element name of ${length} characters`,
      });
    }
  }

  private add(finding: Finding): void {
    this.list ??= new FindingList();
    if (this.isFull || this.list.add(finding)) {
      return;
    }
    this.list.isFull = true;
    const site: Site = { rule: 'finding-limit', element: this.names[0] ?? '', expected: String(MAX_FINDINGS) };
    const text = ruleText(site, describe(undefined));
    this.list.items.push({
      severity: 'error',
      code: text.code,
      rule: site.rule,
      path: this.names[0] ?? '',
      element: site.element,
      reference: `http://hl7.org/fhir/R4/${text.clause}`,
      message: text.message,
      action: text.action,
    });
  }
}
