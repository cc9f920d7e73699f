import type { CodeTest } from './code-test.ts';
import { describe, isEchoable } from './describe.ts';
import type { Finding, Text } from './finding.ts';
import { ruleText } from './rule-texts.ts';
import type { Site } from './site.ts';

/** FHIRPath depth beyond which nothing is read: far above any real resource, far below the stack. */
export const MAX_DEPTH = 64;

const MAX_FINDINGS = 1000;

/** A compiled type or profile: checks an object, reports to the pass. */
export interface Check {
  run: (value: Record<string, unknown>, pass: Pass) => void;
}

/** What a pass looks up by what it finds in a resource. */
export interface Definitions {
  /** The check of a resource type with the profiles it claims. */
  resource(type: string): Check | undefined;
  /** The definition of an extension, when it is known. */
  extension(url: string): Check | undefined;
  /** What can be told of the codes of this system, whatever they are bound to. */
  codeTest(system: string): CodeTest | undefined;
  /** The type that a literal reference, read in this root, points to. */
  typeOfReference(reference: string, root: Record<string, unknown>): string | undefined;
}

/**
 * One pass over one resource.
 *
 * Where it stands is kept as a stack of names and indices, so that a path is only built when there is a finding.
 */
export class Pass {
  depth = 0;
  readonly names: string[] = [''];
  readonly indices: number[] = [-1];
  /** The resource whose `contained` a `#id` points into (%rootResource). */
  root: Record<string, unknown>;
  /** References into `contained` seen so far under this root: what makes a contained resource belong (dom-3). */
  anchors = new Set<string>();
  readonly findings: Finding[] = [];
  private dropped = false;

  readonly definitions: Definitions;

  constructor(root: Record<string, unknown>, name: string, definitions: Definitions) {
    this.root = root;
    this.names[0] = name;
    this.definitions = definitions;
  }

  /** The type a reference points to, as far as it tells by itself. */
  typeOfReference(value: unknown): string | undefined {
    const reference = value !== null && typeof value === 'object' ? Reflect.get(value, 'reference') : undefined;
    return typeof reference === 'string' ? this.definitions.typeOfReference(reference, this.root) : undefined;
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
      reference: `http://hl7.org/fhir/R4/${text.clause}`,
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
