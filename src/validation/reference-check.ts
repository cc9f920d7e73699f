import { describe, describeCode, isEchoable } from './describe.ts';
import type { Text } from './finding.ts';
import type { Pass } from './pass.ts';
import type { Site } from './site.ts';

// `Type/id`, at the end of a URL or alone, with or without a version; or `Type?search` in a transaction.
const TAIL = /(?:^|\/)([A-Z][A-Za-z]{1,60})(?:\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$|\?)/;
// Longer ones are no references; the pattern looks from every slash to the end.
const MAX_REFERENCE = 4096;

/** The resource type that a literal reference names; for `#id` and `urn:` it names none. */
export function referencedType(reference: string, known: ReadonlySet<string>): string | undefined {
  if (reference.charCodeAt(0) === 35 /* # */ || reference.length > MAX_REFERENCE) {
    return undefined;
  }
  const type = TAIL.exec(reference)?.[1];
  return type !== undefined && known.has(type) ? type : undefined;
}

/** The types a reference may point to, and how literal ones to them begin, by how long the name of the type is. */
export interface Targets {
  readonly types: ReadonlySet<string>;
  readonly starts: readonly (readonly string[] | undefined)[];
}

export function targets(types: ReadonlySet<string>): Targets {
  const starts: string[][] = [];
  for (const type of types) {
    starts[type.length] = [...(starts[type.length] ?? []), `${type}/`];
  }
  return { types, starts };
}

/** True for a literal reference of the usual kind to one of them. */
function begins(text: string, starts: Targets['starts']): boolean {
  const ofLength = starts[text.indexOf('/')];
  if (ofLength === undefined) {
    return false;
  }
  for (let index = 0; index < ofLength.length; index += 1) {
    if (text.startsWith(ofLength[index] ?? '')) {
      return true;
    }
  }
  return false;
}

/**
 * A reference must point to one of the allowed types, as far as the reference itself tells
 * (http://hl7.org/fhir/R4/references.html#Reference).
 *
 * `urn:uuid:`, identifier-only references and URLs that do not end in `Type/id` tell nothing, and pass.
 */
export function reference(
  pass: Pass,
  { types: allowed, starts }: Targets,
  known: ReadonlySet<string>,
  value: unknown,
  name: string,
  index: number,
  site: Site,
): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const { reference: target, type } = value as { reference?: unknown; type?: unknown };
  if (typeof target === 'string') {
    // The usual case, decided without a regex.
    if (!begins(target, starts)) {
      const found = pass.typeOf(target);
      if (found !== undefined && !allowed.has(found)) {
        pass.fail(site, name, index, describeType(found));
        return;
      }
    }
  }
  if (typeof type === 'string') {
    if (known.has(type) && !allowed.has(type)) {
      pass.fail(site, name, index, describeType(type));
    }
  }
}

const DIFFERS: Site = { rule: 'reference-type', element: 'Reference.type', expected: 'the type of the target' };

/**
 * A type beside a literal reference is the type of what that leads to
 * (http://hl7.org/fhir/R4/references-definitions.html#Reference.type).
 */
export function sameType(pass: Pass, { reference: target, type }: Record<string, unknown>): void {
  if (typeof target !== 'string' || typeof type !== 'string') {
    return;
  }
  // The usual case, decided without a regex.
  const isSame = target.startsWith(type) && target.charCodeAt(type.length) === 47; /* / */
  const found = isSame ? undefined : pass.typeOf(target);
  if (found !== undefined && found !== type) {
    pass.fail(DIFFERS, 'type', -1, describeType(found));
  }
}

/** A canonical that is `#id` names a contained resource (http://hl7.org/fhir/R4/references.html#canonical). */
export function internalCanonical(pass: Pass, value: unknown, name: string, element: string): void {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const [index, item] of values.entries()) {
    if (typeof item === 'string' && item.charCodeAt(0) === 35 && item !== '#' && !pass.contained(item.slice(1))) {
      pass.fail({ rule: 'internal-target', element }, name, Array.isArray(value) ? index : -1);
    }
  }
}

function describeType(type: string): Text {
  return isEchoable(type) ? describeCode(type) : describe(type);
}
