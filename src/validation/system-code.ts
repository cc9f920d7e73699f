import { describeCoding } from './describe-code.ts';
import type { Check } from './pass.ts';
import type { Site } from './site.ts';

/**
 * A type's check, and then whether its code is one of its system's: by content or by grammar, as far as either is known
 * (http://hl7.org/fhir/R4/datatypes.html#Coding).
 *
 * An error where all codes of the system are known. A warning where only their form is, and where the coding names a
 * version: which one is known here, is not told.
 */
export function withSystemCode(type: string, run: Check['run']): Check['run'] {
  const sites = new Map<string, Site>();
  return (value, pass) => {
    run(value, pass);
    const { system, code, version } = value;
    if (typeof system !== 'string' || typeof code !== 'string' || pass.definitions.codeTest(system)?.(code) !== false) {
      return;
    }
    const severity = version === undefined && pass.definitions.isWholeSystem(system) ? 'error' : 'warning';
    const key = `${severity} ${system}`;
    let site = sites.get(key);
    if (!site) {
      // Only systems that are known come here, so there are not more of them than packages name.
      site = { rule: 'code-unknown', severity, element: `${type}.code`, expected: system };
      sites.set(key, site);
    }
    pass.fail(site, 'code', -1, describeCoding(system, code));
  };
}
