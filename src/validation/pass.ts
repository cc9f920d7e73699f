import { BundleIndex } from './bundle-index.ts';
import type { CodeTest } from './code-test.ts';
import { describe, isEchoable } from './describe.ts';
import type { ExtensionParts } from './extension-parts.ts';
import { type Finding, hasErrors, type Text } from './finding.ts';
import { ruleText } from './rule-texts.ts';
import type { Site } from './site.ts';

/** FHIRPath depth beyond which nothing is read: far above any real resource, far below the stack. */
export const MAX_DEPTH = 64;

const MAX_FINDINGS = 1000;

/** Contained resources that are searched without an index. */
const FEW = 8;

/** A compiled type or profile: checks an object, reports to the pass. */
export interface Check {
  run: (value: Record<string, unknown>, pass: Pass) => void;
  /** True for a profile that adds nothing to its type. */
  readonly isEmpty?: boolean;
  /** Of an extension: whether it may stand where the pass is. */
  readonly isAllowed?: ((pass: Pass) => boolean) | undefined;
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
export class Pass {
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
  /** JSON values given to the FHIRPath engine so far: its share of a pass is bounded. */
  evaluated = 0;
  /** What is known of which value follows which profile, found on the way. */
  private conformance: Map<Check, Map<object, boolean>> | undefined;
  findings: Finding[] = [];
  private dropped = false;
  private bundles: Map<object, BundleIndex> | undefined;
  private containedById: Map<unknown, Record<string, unknown>> | undefined;
  private containedIn: Record<string, unknown> | undefined;

  readonly definitions: Definitions;

  constructor(root: Record<string, unknown>, name: string, definitions: Definitions) {
    this.root = root;
    this.resource = root;
    this.names[0] = name;
    this.definitions = definitions;
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
    if (this.containedIn !== this.root || !this.containedById) {
      this.containedIn = this.root;
      this.containedById = new Map();
      for (const item of list) {
        const key: unknown = item?.['id'];
        if (key !== undefined && !this.containedById.has(key)) {
          this.containedById.set(key, item);
        }
      }
    }
    return this.containedById;
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

  /** The type a reference points to, as far as it tells by itself or leads to a resource in hand. */
  typeOfReference(value: unknown): string | undefined {
    const reference = value !== null && typeof value === 'object' ? Reflect.get(value, 'reference') : undefined;
    return typeof reference === 'string' ? this.typeOf(reference) : undefined;
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

  /** True when the value has no error by this check. Its findings are not findings of this pass. */
  conforms(check: Check, value: Record<string, unknown>, isElsewhere: boolean): boolean {
    this.conformance ??= new Map();
    let known = this.conformance.get(check);
    if (!known) {
      known = new Map();
      this.conformance.set(check, known);
    }
    const before = known.get(value);
    if (before !== undefined || this.depth >= MAX_DEPTH) {
      return before ?? true;
    }
    // What is being asked already is taken to hold: two profiles may refer to each other.
    known.set(value, true);
    const { root, resource, findings, depth, resourceDepth, dropped } = this;
    if (isElsewhere) {
      this.resource = value;
      this.root = root['contained'] !== undefined && this.contained(value['id']) === value ? root : value;
    }
    this.findings = [];
    this.dropped = false;
    this.depth = depth + 1;
    this.names[this.depth] = '';
    this.indices[this.depth] = -1;
    this.resourceDepth = isElsewhere ? this.depth : resourceDepth;
    check.run(value, this);
    const holds = !hasErrors(this.findings);
    Object.assign(this, { root, resource, findings, depth, resourceDepth, dropped });
    known.set(value, holds);
    return holds;
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
    if (this.dropped) {
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
    // A profile repeats what its base or an extension's own definition says: one fault is one finding.
    if (this.findings.some((known) => isSame(known, finding))) {
      return;
    }
    if (this.findings.length < MAX_FINDINGS) {
      this.findings.push(finding);
    } else {
      this.dropped = true;
      const site: Site = { rule: 'finding-limit', element: this.names[0] ?? '', expected: String(MAX_FINDINGS) };
      const text = ruleText(site, describe(undefined));
      this.findings.push({
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
}

function isSame(a: Finding, b: Finding): boolean {
  return a.path === b.path && a.rule === b.rule && a.expected === b.expected && a.severity === b.severity;
}
