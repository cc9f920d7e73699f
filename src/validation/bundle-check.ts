import { restBase } from './bundle-index.ts';
import { describe } from './describe.ts';
import { isObject } from './object-checks.ts';
import type { Pass } from './pass.ts';
import type { Site } from './site.ts';

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\S/;
const MAX_URL = 4096;
// Absolute, `#id`, `Type/id` with or without a version, or a search in a transaction.
const FOLLOWED =
  /^(?:[A-Za-z][A-Za-z0-9+.-]*:|#|[A-Z][A-Za-z]*(?:\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$|\?))/;

const FULL_URL: Site = { rule: 'bundle-full-url', element: 'Bundle.entry.fullUrl', expected: 'absolute' };
const IDENTITY: Site = { rule: 'bundle-full-url', element: 'Bundle.entry.fullUrl', expected: '[base]/[type]/[id]' };
const RELATIVE: Site = { rule: 'reference-format', element: 'Reference.reference', expected: 'URL, #id or Type/id' };
const DANGLING: Site = { rule: 'bundle-reference', severity: 'warning', element: 'Reference.reference' };

/**
 * An entry's fullUrl is absolute, and the identity of its resource: a RESTful one ends in its type and id
 * (http://hl7.org/fhir/R4/bundle.html#bundle-unique).
 */
export function fullUrl(pass: Pass, entry: Record<string, unknown>): void {
  const { fullUrl: url, resource } = entry;
  if (typeof url !== 'string') {
    return;
  }
  if (!ABSOLUTE.test(url)) {
    pass.fail(FULL_URL, 'fullUrl', -1, describe(url));
    return;
  }
  if (!isObject(resource) || url.length > MAX_URL || restBase(url) === undefined) {
    return;
  }
  const { resourceType, id } = resource;
  const [path] = url.split('/_history/');
  if (typeof id === 'string' && path?.endsWith(`/${resourceType}/${id}`) !== true) {
    pass.fail(IDENTITY, 'fullUrl', -1, describe(url));
  }
}

/**
 * A reference in a Bundle is looked for among its entries: a relative one as `Type/id`, and a `urn:` leads to one of them,
 * or nowhere (http://hl7.org/fhir/R4/bundle.html#references).
 */
export function bundleReference(pass: Pass, value: Record<string, unknown>): void {
  const { reference } = value;
  if (pass.bundle === undefined || typeof reference !== 'string') {
    return;
  }
  if (/^urn:(?:uuid|oid):/.test(reference)) {
    if (pass.resolve(reference) === undefined) {
      pass.fail(DANGLING, 'reference', -1);
    }
  } else if (!FOLLOWED.test(reference)) {
    pass.fail(RELATIVE, 'reference', -1, describe(reference));
  }
}
