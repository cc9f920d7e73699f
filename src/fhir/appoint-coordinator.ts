import type { ParametersParameter, Practitioner } from '@medplum/fhirtypes';
import type { AppointCoordinator } from '../exchange/appoint-coordinator.ts';
import { COORDINATOR_ROLES } from '../law/appointment.ts';
import { NATIONAL } from '../record/systems.ts';
import { readResource } from './body.ts';
import { givenWish, WISH_PARAMETERS } from './given-wish.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';
import { outcomeOfFindings } from './operation-outcome.ts';

const WHERE = 'Parameters.parameter';
const NAMES = ['coordinator', 'role', 'period', ...WISH_PARAMETERS, 'unit'] as const;

type Input = Partial<Record<(typeof NAMES)[number], ParametersParameter>>;

/**
 * `POST Patient/[id]/$appoint-coordinator`: the koordinerende enhet appoints a coordinator (hol § 7-3, sphl § 2-5 b). Answers an
 * OperationOutcome with what the law says of it; 422 with every finding.
 *
 * @example
 * POST /fhir/Patient/17/$appoint-coordinator
 * {"resourceType":"Parameters","parameter":[{"name":"coordinator","valueReference":{"reference":"PractitionerRole/4"}},
 *  {"name":"role","valueCode":"responsible-coordinator"},{"name":"no-wish","valueBoolean":true}]}
 */
export const appointCoordinator: Interaction = async ({ request, caller, id, language }, { gate }) => {
  requireJson(request.headers['content-type']);
  const input: Input = operationInput(readResource(await request.body(), 'Parameters'), NAMES);
  const { findings } = await gate.appointCoordinator(caller, id, given(input));
  return { status: 200, headers: {}, body: outcomeOfFindings(findings, language) };
};

function given({ coordinator, role, period, unit, ...wish }: Input): AppointCoordinator {
  const asWhat = COORDINATOR_ROLES.find((one) => one === role?.valueCode);
  if (!asWhat) throw misplaced(WHERE, `role as valueCode: ${COORDINATOR_ROLES.join(', ')}`);
  return {
    coordinator: whom(coordinator),
    role: asWhat,
    ...times(period),
    wish: givenWish(wish),
    ...(unit ? { unit: organizationNumber(unit) } : {}),
  };
}

function whom(coordinator: ParametersParameter | undefined): AppointCoordinator['coordinator'] {
  const { resource, valueReference } = coordinator ?? {};
  if (resource?.resourceType === 'Practitioner' && valueReference === undefined)
    return { practitioner: resource as Practitioner };
  const reference: unknown = valueReference?.reference;
  if (typeof reference !== 'string' || resource !== undefined)
    throw misplaced(WHERE, 'coordinator as valueReference to a PractitionerRole here, or as resource: a Practitioner');
  return { reference };
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?$/u;

function times(period: ParametersParameter | undefined): Pick<AppointCoordinator, 'from' | 'until'> {
  if (period === undefined) return {};
  const { start, end }: { readonly start?: unknown; readonly end?: unknown } = period.valuePeriod ?? {};
  const [from, until] = [start, end].map((date) => {
    if (date === undefined) return undefined;
    if (typeof date === 'string' && DATE.test(date) && isThere(date)) return date;
    throw misplaced(WHERE, 'period as valuePeriod: days, or instants with a time zone');
  });
  if (from === undefined && until === undefined) throw misplaced(WHERE, 'period as valuePeriod with start or end');
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}

/** A day that no month has becomes another one in JavaScript. */
function isThere(date: string): boolean {
  const day = date.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(Date.parse(date)) && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

function organizationNumber({ valueIdentifier: { system, value } = {} }: ParametersParameter): string {
  if (system === NATIONAL.organization && typeof value === 'string' && /^\d{9}$/u.test(value)) return value;
  throw misplaced(WHERE, `unit as valueIdentifier: an organization number (${NATIONAL.organization})`);
}
