import type { Resource } from '@medplum/fhirtypes';
import { profilesFor } from '../record/profiles.ts';
import { badParameter } from './bad-parameter.ts';
import { readResource } from './body.ts';
import type { Call, Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';
import { outcomeOfFindings } from './operation-outcome.ts';
import { current } from './read.ts';

const MODES = ['create', 'update', 'profile'];

/** What to validate, and against which profile besides those that hold anyway. */
interface Subject {
  readonly resource: Resource;
  readonly profile: string | undefined;
  readonly mode: string | undefined;
}

/**
 * `POST [type]/$validate`: all findings on a resource, sent alone or in Parameters; nothing is kept
 * (resource-operation-validate.html). The answer is 200 whatever it finds.
 *
 * @example
 * POST /fhir/CarePlan/$validate
 */
export const validate: Interaction = async (call, { validator }) => {
  const { resource, profile, mode } = await subjectOf(call);
  if (resource === undefined) throw misplaced('Parameters.parameter', 'a parameter named resource');
  requireMode(mode);
  const findings = validator.validate(resource, { expectedType: call.type, profiles: profiles(resource, profile) });
  return { status: 200, headers: {}, body: outcomeOfFindings(findings, call.language) };
};

/**
 * `GET` or `POST [type]/[id]/$validate`: all findings on the stored resource, or on the one sent for it.
 *
 * @example
 * GET /fhir/CarePlan/17/$validate?profile=http://…
 */
export const validateInstance: Interaction = async (call, { store, validator, gate }) => {
  const { caller, type, id, request } = call;
  const stored = await current(store, type, id);
  const subject = request.method === 'POST' ? await subjectOf(call) : { resource: undefined, ...queried(call) };
  requireMode(subject.mode);
  // Findings on what is stored tell about it: traced like a read of it.
  if (subject.resource === undefined) await gate.auditRead(caller, { interaction: 'read', resources: [stored] });
  const resource = subject.resource ?? stored.resource;
  const findings = validator.validate(resource, { expectedType: type, profiles: profiles(resource, subject.profile) });
  return { status: 200, headers: {}, body: outcomeOfFindings(findings, call.language) };
};

async function subjectOf(call: Call): Promise<Partial<Subject>> {
  requireJson(call.request.headers['content-type']);
  const body = readResource(await call.request.body(), call.type, 'Parameters');
  const { profile, mode } = queried(call);
  if (body.resourceType !== 'Parameters') return { resource: body, profile, mode };
  const input = operationInput(body, ['resource', 'profile', 'mode']);
  const resource: unknown = input.resource?.resource;
  if (input.resource !== undefined && (typeof resource !== 'object' || resource === null))
    throw misplaced('Parameters.parameter', 'the resource in the element resource');
  const canonical: unknown =
    input.profile?.valueUri ?? input.profile?.valueCanonical ?? input.profile?.valueUrl ?? input.profile?.valueString;
  if (input.profile !== undefined && typeof canonical !== 'string')
    throw misplaced('Parameters.parameter', 'profile as valueUri');
  const code: unknown = input.mode?.valueCode ?? input.mode?.valueString;
  if (input.mode !== undefined && typeof code !== 'string')
    throw misplaced('Parameters.parameter', 'mode as valueCode');
  return {
    ...(input.resource?.resource === undefined ? {} : { resource: input.resource.resource }),
    profile: typeof canonical === 'string' ? canonical : profile,
    mode: typeof code === 'string' ? code : mode,
  };
}

function queried({ request }: Call): Pick<Subject, 'profile' | 'mode'> {
  const value = (name: string): string | undefined => request.query.find((parameter) => parameter[0] === name)?.[1];
  return { profile: value('profile'), mode: value('mode') };
}

function requireMode(mode: string | undefined): void {
  if (mode === undefined || MODES.includes(mode)) return;
  throw badParameter(
    'mode',
    {
      nb: 'Denne måten å validere på støttes ikke. Sletting tilbys ikke, så den kan heller ikke prøves.',
      nn: 'Denne måten å validere på er ikkje støtta. Sletting er ikkje tilbode, så ho kan heller ikkje prøvast.',
      en: 'This mode of validation is not supported. Deletion is not offered, so it cannot be tried either.',
    },
    MODES.join(', '),
  );
}

/** Those that the gate would hold it to, and the one asked for. */
function profiles(resource: Resource, asked: string | undefined): readonly string[] {
  return [...profilesOfKind(resource), ...(asked === undefined ? [] : [asked])];
}

/** What does not even have the shape of FHIR has no kind; the findings of the base say what is wrong with it. */
function profilesOfKind(resource: Resource): readonly string[] {
  try {
    return profilesFor(resource);
  } catch (error) {
    if (error instanceof TypeError) return [];
    throw error;
  }
}
