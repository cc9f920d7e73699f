import { describe } from './describe.ts';
import type { Pass } from './pass.ts';
import type { Site } from './site.ts';

const NO_URI: Site = { rule: 'identifier-uri', element: 'Identifier.value', expected: 'absolute URI' };

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/** An identifier in the namespace of URIs is one (http://hl7.org/fhir/R4/identifier-registry.html). */
export function uriIdentifier(pass: Pass, { value }: Record<string, unknown>): void {
  if (typeof value === 'string' && !SCHEME.test(value)) {
    pass.fail(NO_URI, 'value', -1, describe(value));
  }
}
