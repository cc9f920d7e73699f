import { asks } from './asking.ts';
import type { Attack } from './attack.ts';

const APPLY = '/fhir/PlanDefinition/individual-plan/$apply';

/** A draft of a plan, asked for to find out about somebody. */
export const APPLYING_ATTACKS: readonly Attack[] = [
  asks('a draft for another', 404, 'not-found', ({ per }) => ({ path: `${APPLY}?subject=Patient/${per}` })),
  asks(
    'a draft, with a right to read only',
    403,
    'insufficient-scope',
    ({ ingrid }) => ({ path: `${APPLY}?subject=Patient/${ingrid}` }),
    { scope: 'system/*.rs' },
  ),
  asks(
    'a draft with whose team it is, without a right to teams',
    403,
    'insufficient-scope',
    ({ ingrid }) => ({ path: `${APPLY}?subject=Patient/${ingrid}` }),
    { scope: 'system/CarePlan.c system/Patient.rs' },
  ),
  asks('a draft by number', 400, 'identity-in-url', () => ({ path: `${APPLY}?subject=05895500275` })),
];
