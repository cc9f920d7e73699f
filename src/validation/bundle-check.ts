import { restBase } from './bundle-index.ts';
import { describe } from './describe.ts';
import { isObject } from './object-checks.ts';
import type { Pass } from './pass.ts';
import type { Site } from './site.ts';

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\S/;
const MAX_URL = 4096;

const FULL_URL: Site = { rule: 'bundle-full-url', element: 'Bundle.entry.fullUrl', expected: 'absolute' };
const IDENTITY: Site = { rule: 'bundle-full-url', element: 'Bundle.entry.fullUrl', expected: '[base]/[type]/[id]' };
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

/** A `urn:` in a Bundle leads to one of its entries, or nowhere. */
export function bundleReference(pass: Pass, value: Record<string, unknown>): void {
  const { reference } = value;
  if (
    pass.bundle !== undefined &&
    typeof reference === 'string' &&
    /^urn:(?:uuid|oid):/.test(reference) &&
    pass.resolve(reference) === undefined
  ) {
    pass.fail(DANGLING, 'reference', -1);
  }
}
