import { describeCode } from './describe.ts';
import type { Check } from './pass.ts';
import type { Site } from './site.ts';

/**
 * A type's check, and then whether its code is one of its system's: by content or by grammar, as far as either is known.
 *
 * A warning, not an error: what binds the element decides whether the code may stand. A code that no system
 * has is mostly a misprint (http://hl7.org/fhir/R4/datatypes.html#Coding).
 */
export function withSystemCode(type: string, run: Check['run']): Check['run'] {
  const sites = new Map<string, Site>();
  return (value, pass) => {
    run(value, pass);
    const { system, code } = value;
    if (typeof system !== 'string' || typeof code !== 'string' || pass.definitions.codeTest(system)?.(code) !== false) {
      return;
    }
    let site = sites.get(system);
    if (!site) {
      // Only systems that are known come here, so there are not more of them than packages name.
      site = { rule: 'code-unknown', severity: 'warning', element: `${type}.code`, expected: system };
      sites.set(system, site);
    }
    pass.fail(site, 'code', -1, describeCode(code));
  };
}
