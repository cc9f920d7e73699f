import { describe, describeCode } from './describe.ts';
import { Primitive } from './fhirpath-values.ts';
import type { NativeInvariant } from './invariant.ts';
import { type Check, MAX_DEPTH, type Pass } from './pass.ts';
import { jsonTypeOf, MAX_STRING } from './primitives.ts';
import type { Site } from './site.ts';

const ELE_1 = 'All FHIR elements must have a @value or children';

/** What generated code calls for the contents of an object. Kept small: the hot path is in the generated code. */

/**
 * Steps into a complex value; false when it is no object. Generated code calls the check itself, and steps out again: a call
 * that leads to one place only is the fast one.
 */
export function enter(pass: Pass, value: unknown, name: string, index: number, site: Site): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    wrongShape(pass, value, name, index, site);
    return false;
  }
  return enterObject(pass, name, index);
}

/** Steps into an object that is known to be one; false beyond the depth that is read. */
export function enterObject(pass: Pass, name: string, index: number): boolean {
  const depth = pass.depth + 1;
  if (depth > MAX_DEPTH) {
    pass.fail({ rule: 'nesting-depth', element: pass.names[0] ?? '', expected: String(MAX_DEPTH) }, name, index);
    return false;
  }
  pass.depth = depth;
  pass.names[depth] = name;
  pass.indices[depth] = index;
  return true;
}

/** Steps into an object that is known to be one, checks it, and steps out. */
export function into(pass: Pass, check: Check, value: Record<string, unknown>, name: string, index: number): void {
  if (enterObject(pass, name, index)) {
    check.run(value, pass);
    pass.depth -= 1;
  }
}

/** Steps into a resource: with its own %resource, and, if it is not contained, its own scope for `#id`. */
export function inResource(
  pass: Pass,
  check: Check,
  value: Record<string, unknown>,
  name: string,
  index: number,
  holder: Record<string, unknown>,
): void {
  const { resource: before, resourceDepth } = pass;
  pass.resourceDepth = pass.depth + 1;
  if (name === 'contained') {
    pass.resource = value;
    into(pass, check, value, name, index);
    pass.resource = before;
    pass.resourceDepth = resourceDepth;
    return;
  }
  const { root, anchors, bundle, fullUrl } = pass;
  if (root['resourceType'] === 'Bundle') {
    pass.bundle = pass.indexOf(root);
    pass.fullUrl = typeof holder['fullUrl'] === 'string' ? holder['fullUrl'] : undefined;
  }
  pass.root = value;
  pass.resource = value;
  pass.anchors = undefined;
  into(pass, check, value, name, index);
  pass.root = root;
  pass.resource = before;
  pass.resourceDepth = resourceDepth;
  pass.anchors = anchors;
  pass.bundle = bundle;
  pass.fullUrl = fullUrl;
}

/** An invariant that was not written by hand: when it cannot be evaluated, that is said. */
export function invariant(
  pass: Pass,
  holds: NativeInvariant,
  value: Record<string, unknown>,
  name: string,
  index: number,
  site: Site,
): void {
  let result: boolean;
  try {
    result = holds(value, pass);
  } catch {
    notChecked(pass, name, index, site);
    return;
  }
  if (!result) {
    pass.fail(site, name, index);
  }
}

/** An invariant that could not be evaluated. */
export function notChecked(pass: Pass, name: string, index: number, { key, ...site }: Site): void {
  pass.fail({ ...site, rule: 'invariant-not-checked', severity: 'warning', expected: key ?? '' }, name, index);
}

/** A primitive as FHIRPath has it: with what stands beside it. */
export function primitiveItem(value: unknown, element: unknown): unknown {
  const has = value !== undefined && value !== null;
  return isObject(element) ? new Primitive(has ? value : undefined, element) : has ? value : undefined;
}

/** True when the value is an array with content; otherwise says what is wrong. */
export function list(pass: Pass, value: unknown, name: string, site: Site): value is readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) {
    return true;
  }
  if (Array.isArray(value)) {
    pass.fail({ rule: 'empty-value', element: site.element }, name, -1, describe(value));
  } else if (value === null) {
    pass.fail({ rule: 'null-value', element: site.element }, name, -1, describe(value));
  } else {
    pass.fail({ rule: 'type', element: site.element, expected: 'array' }, name, -1, describe(value));
  }
  return false;
}

function wrongShape(pass: Pass, value: unknown, name: string, index: number, site: Site): void {
  if (value === null) {
    pass.fail({ rule: 'null-value', element: site.element }, name, index, describe(value));
  } else {
    pass.fail(site, name, index, describe(value));
  }
}

/**
 * Says why a primitive value did not pass: it is null, empty, of another JSON type, too long, or does not have the
 * type's form, or is not a code of the value set.
 */
export function primitive(pass: Pass, type: string, value: unknown, name: string, index: number, site: Site): void {
  const { element, expected } = site;
  if (value === null) {
    pass.fail({ rule: 'null-value', element }, name, index, describe(value));
  } else if (value === '' || (Array.isArray(value) && value.length === 0)) {
    pass.fail({ rule: 'empty-value', element }, name, index, describe(value));
  } else if (typeof value !== jsonTypeOf(type)) {
    pass.fail({ rule: 'type', element, expected: type }, name, index, describe(value));
  } else if (typeof value === 'string' && value.length > MAX_STRING && site.rule === 'primitive-format') {
    pass.fail({ rule: 'value-too-long', element, expected: String(MAX_STRING) }, name, index, describe(value));
  } else if (site.rule === 'primitive-format') {
    pass.fail(expected === undefined ? { ...site, expected: type } : site, name, index, describe(value));
  } else {
    pass.fail(site, name, index, site.rule === 'narrative' ? describe(value) : describeCode(value));
  }
}

/** A repeating primitive: null only where an extension stands at the same place (http://hl7.org/fhir/R4/json.html#primitive). */
export function primitives(
  pass: Pass,
  type: string,
  check: (value: unknown) => boolean,
  value: unknown,
  siblings: unknown,
  name: string,
  site: Site,
): void {
  if (!list(pass, value, name, site)) {
    return;
  }
  for (let index = 0; index < value.length; index += 1) {
    const item = value[index];
    if (!check(item) && !(item === null && Array.isArray(siblings) && isObject(siblings[index]))) {
      primitive(pass, type, item, name, index, site);
    }
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object without content: nothing at all, or only an id (ele-1). */
export function emptyObject(pass: Pass, value: Record<string, unknown>, element: string): void {
  if (value['id'] === undefined) {
    pass.fail({ rule: 'empty-value', element }, '', -1, describe(value));
  } else {
    pass.fail({ rule: 'invariant', key: 'ele-1', element, human: ELE_1 }, '', -1, describe(value));
  }
}

/** Checks the extensions of an Element that carries a primitive's id and extensions. */
function elementOf(
  pass: Pass,
  check: Check,
  value: unknown,
  hasValue: boolean,
  name: string,
  index: number,
  site: Site,
): void {
  if (!isObject(value)) {
    wrongShape(pass, value, name, index, site);
    return;
  }
  into(pass, check, value, name, index);
  if (!hasValue && value['extension'] === undefined) {
    pass.fail({ rule: 'invariant', key: 'ele-1', element: site.element, human: ELE_1 }, name, index);
  } else if (hasValue && value['extension'] === undefined && value['id'] === undefined) {
    pass.fail({ rule: 'empty-value', element: site.element }, name, index, describe(value));
  }
}

/** `_x` beside a primitive `x`. */
export function sibling(pass: Pass, check: Check, value: unknown, main: unknown, name: string, site: Site): void {
  elementOf(pass, check, value, main !== undefined, name, -1, site);
}

/** `_x` beside a repeating primitive `x`. */
export function siblings(pass: Pass, check: Check, value: unknown, main: unknown, name: string, site: Site): void {
  if (!list(pass, value, name, site)) {
    return;
  }
  const values = Array.isArray(main) ? main : [];
  for (let index = 0; index < value.length; index += 1) {
    const hasValue = values[index] !== undefined && values[index] !== null;
    if (value[index] !== null || !hasValue) {
      elementOf(pass, check, value[index], hasValue, name, index, site);
    }
  }
  if (values.length > 0 && values.length !== value.length) {
    // HAPI leaves out trailing nulls: what is meant is clear, so it is no error.
    pass.fail({ rule: 'array-alignment', severity: 'warning', element: site.element }, name, -1);
  }
}
