import { describe, describeCode, describeUrl } from './describe.ts';
import type { ExtensionParts } from './extension-parts.ts';
import { inResource, into, isObject } from './object-checks.ts';
import type { Check, Pass } from './pass.ts';
import type { Site } from './site.ts';

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/;

const RELATIVE_URL: Site = { rule: 'extension-url', element: 'Extension.url', expected: 'absolute URL' };
const UNKNOWN_PART: Site = { rule: 'extension-part', element: 'Extension.extension' };
const WRONG_CONTEXT: Site = { rule: 'extension-context', element: 'Extension' };
const CONTEXT_NOT_CHECKED: Site = {
  rule: 'invariant-not-checked',
  severity: 'warning',
  element: 'Extension',
  expected: 'context',
};
const MODIFIER_PLACE: Site = { rule: 'extension-modifier', element: 'Extension', expected: 'modifierExtension' };
const PLAIN_PLACE: Site = { rule: 'extension-modifier', element: 'Extension', expected: 'extension' };
const UNKNOWN_MODIFIER: Site = { rule: 'modifier-extension-unknown', element: 'Extension' };
const NULL_VALUE: Site = { rule: 'null-value', element: 'Resource' };
const RESOURCE_TYPE: Site = { rule: 'resource-type', element: 'Resource.resourceType' };

/** True when the object the pass stands in is an extension of an extension: those have relative urls. */
function isNested(pass: Pass): boolean {
  const parent = pass.names[pass.depth - 1];
  return parent === 'extension' || parent === 'modifierExtension';
}

/** An extension's url, and the definition it names when that is known (http://hl7.org/fhir/R4/extensibility.html#extension). */
export function extension(pass: Pass, value: Record<string, unknown>): void {
  const url = value['url'];
  if (typeof url !== 'string') {
    return;
  }
  const known = pass.definitions.extension(url);
  if (!known) {
    if (!ABSOLUTE.test(url) && !isNested(pass)) {
      pass.fail(RELATIVE_URL, 'url', -1, describeUrl(url));
    }
    return;
  }
  known.run(value, pass);
  if (known.parts) {
    unknownParts(pass, value['extension'], known.parts);
  }
  if (known.isAllowed) {
    inContext(pass, known.isAllowed, url);
  }
  if (known.isModifier === true && pass.names[pass.depth] === 'extension') {
    pass.fail(MODIFIER_PLACE, '', -1, describeUrl(url));
  } else if (known.isModifier === false && pass.names[pass.depth] === 'modifierExtension') {
    pass.fail(PLAIN_PLACE, '', -1, describeUrl(url));
  }
}

/**
 * A relative url has its meaning from the definition of the extension around it
 * (http://hl7.org/fhir/R4/extensibility-definitions.html#Extension.url).
 */
function unknownParts(pass: Pass, list: unknown, parts: ExtensionParts): void {
  if (!Array.isArray(list)) {
    return;
  }
  for (const [index, part] of list.entries()) {
    const url: unknown = isObject(part) ? part['url'] : undefined;
    if (typeof url !== 'string') {
      continue;
    }
    const inner = parts.get(url);
    if (inner === undefined && !parts.has(url) && !ABSOLUTE.test(url)) {
      pass.fail(UNKNOWN_PART, 'extension', index, describeUrl(url));
    } else if (inner) {
      into(pass, { run: (value) => unknownParts(pass, value['extension'], inner) }, part, 'extension', index);
    }
  }
}

/** Whether the extension may stand here: what cannot be told is said, and allowed. */
function inContext(pass: Pass, isAllowed: NonNullable<Check['isAllowed']>, url: string): void {
  let answer: boolean | undefined;
  try {
    answer = isAllowed(pass);
  } catch {
    pass.fail(CONTEXT_NOT_CHECKED, '', -1);
    return;
  }
  if (answer === false) {
    pass.fail(WRONG_CONTEXT, '', -1, describeUrl(url));
  }
}

/** A modifierExtension that is not known may change the meaning of what it stands in. */
export function modifierExtension(pass: Pass, value: unknown, index: number): void {
  const url = isObject(value) ? value['url'] : undefined;
  if (typeof url !== 'string' || !pass.definitions.extension(url)) {
    pass.fail(UNKNOWN_MODIFIER, 'modifierExtension', index, describeUrl(url));
  }
}

/** A resource inside a resource; one that is not `contained` starts its own scope for `#id` references. */
export function resource(
  pass: Pass,
  value: unknown,
  name: string,
  index: number,
  site: Site,
  holder: Record<string, unknown>,
): void {
  if (!isObject(value)) {
    pass.fail(value === null ? NULL_VALUE : site, name, index, describe(value));
    return;
  }
  const type = value['resourceType'];
  const check = typeof type === 'string' ? pass.definitions.resource(type) : undefined;
  if (!check) {
    pass.fail(RESOURCE_TYPE, name, index, describeCode(type));
    return;
  }
  inResource(pass, check, value, name, index, holder);
}
