import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PlanDefinition } from '@medplum/fhirtypes';
import { OWN_PACKAGE } from '../validation/base-definitions.ts';

/**
 * The PlanDefinitions of Samplan's own package, in the order of their ids.
 *
 * @example
 * ownPlanDefinitions().map(({ id }) => id); // ['individual-plan', 'individual-plan-child']
 */
export function ownPlanDefinitions(): readonly PlanDefinition[] {
  return readdirSync(OWN_PACKAGE)
    .filter((file) => /^PlanDefinition-.*\.json$/u.test(file))
    .map((file) => JSON.parse(readFileSync(path.join(OWN_PACKAGE, file), 'utf8')) as PlanDefinition)
    .sort((left, right) => ((left.id ?? '') < (right.id ?? '') ? -1 : 1));
}
