import type { Resource } from '@medplum/fhirtypes';
import { nearestName } from '../config/nearest-name.ts';
import type { SamplanError } from '../errors.ts';
import { numberFindings } from '../record/number-findings.ts';
import type { Stored } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import type { Validator } from '../validation/validation.ts';
import { badParameter } from './bad-parameter.ts';
import { readBody } from './body.ts';
import { refuseEmptyLists } from './empty-list.ts';
import type { Answer, Call, Interaction, Reach } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';
import { outcomeOfFindings } from './operation-outcome.ts';
import { current } from './read.ts';
import { isDeletable } from './served-types.ts';
import { deletionNotOffered, idOfAnother } from './validate-findings.ts';

/** What the caller is about to do (http://hl7.org/fhir/R4/valueset-resource-validation-mode.html). */
const MODES = ['create', 'update', 'delete', 'profile'] as const;
type Mode = (typeof MODES)[number];

/** What to validate, and against which profile besides those that hold anyway. */
interface Subject {
  readonly resource?: Resource;
  /** What its text says and the parsed resource no longer does. */
  readonly findings: readonly Finding[];
  readonly profile: string | undefined;
  readonly mode: Mode | undefined;
}

/**
 * `POST [type]/$validate`: all findings on a resource, sent alone or in Parameters; nothing is kept
 * (resource-operation-validate.html). A Bundle is validated as a whole: each entry against what the gate would hold it to.
 * The answer is 200 whatever it finds.
 *
 * @example
 * POST /fhir/CarePlan/$validate
 */
export const validate: Interaction = async (call, reach) => {
  const { resource, findings, profile, mode } = await subjectOf(call);
  if (mode === 'update' || mode === 'delete') throw onlyOnInstances();
  if (resource === undefined) throw misplaced('Parameters.parameter', 'a parameter named resource');
  requireProfile(reach.validator, profile, mode);
  return answer(call, [...findings, ...findingsOf(call, reach, resource, profile)]);
};

/**
 * `GET` or `POST [type]/[id]/$validate`: all findings on the stored resource, or on the one sent for it; with mode `delete`,
 * whether its type is ever deleted.
 *
 * @example
 * GET /fhir/CarePlan/17/$validate?profile=http://…
 */
export const validateInstance: Interaction = async (call, reach) => {
  const { sight, type, id, request } = call;
  const { validator } = reach;
  const seen = await current(sight, type, id);
  const {
    resource,
    findings: inText,
    profile,
    mode,
  } = request.method === 'POST' ? await subjectOf(call) : queried(call);
  requireProfile(validator, profile, mode);
  if (mode === 'delete') return answer(call, isDeletable(type) ? [] : [deletionNotOffered(type)]);
  const findings = [...inText, ...findingsOf(call, reach, resource ?? seen.resource, profile)];
  const isOther = mode === 'update' && resource !== undefined && resource.id !== id;
  // Findings on what is stored tell about it.
  const shown = resource === undefined ? [seen.stored] : [];
  return answer(call, isOther ? [idOfAnother(type, resource.id === undefined), ...findings] : findings, shown);
};

function answer({ language }: Call, findings: readonly Finding[], resources: readonly Stored[] = []): Answer {
  return { status: 200, headers: {}, body: outcomeOfFindings(findings, language), shown: { resources } };
}

/** Against R4, what it claims, what the gate would hold it and its entries to, and the profile asked for. */
function findingsOf(
  { caller, type }: Call,
  { validator, askedOf }: Reach,
  resource: Resource,
  named: string | undefined,
): readonly Finding[] {
  const asked = (each: Resource): readonly string[] => {
    try {
      return askedOf(caller, each);
    } catch (error) {
      // What does not even have the shape of FHIR has no kind; the findings of the base say what is wrong with it.
      if (error instanceof TypeError) return [];
      throw error;
    }
  };
  const findings = validator.validate(resource, {
    expectedType: type,
    profiles: [...asked(resource), ...(named === undefined ? [] : [named])],
    profilesOfEntry: (entry) => asked(entry as unknown as Resource),
  });
  // What is broken has no numbers to read.
  return hasErrors(findings) ? findings : [...findings, ...numberFindings(resource)];
}

async function subjectOf(call: Call): Promise<Subject> {
  requireJson(call.request.headers['content-type']);
  const { resource: body, findings } = readBody(await call.request.body(), call.type, 'Parameters');
  const { profile, mode } = queried(call);
  if (body.resourceType !== 'Parameters') return { resource: body, findings, profile, mode };
  refuseEmptyLists(body);
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
    findings: findings.map((finding) => ({ ...finding, path: inResource(finding.path, input.resource?.resource) })),
    profile: typeof canonical === 'string' ? canonical : profile,
    mode: typeof code === 'string' ? modeOf(code) : mode,
  };
}

/** The path of a finding in the resource that Parameters hold. */
function inResource(path: string, resource: Resource | undefined): string {
  return path.replace(/^Parameters\.parameter\[\d+\]\.resource/, resource?.resourceType ?? 'Resource');
}

function queried({ request }: Call): Subject {
  const value = (name: string): string | undefined => request.query.find((parameter) => parameter[0] === name)?.[1];
  return { findings: [], profile: value('profile'), mode: modeOf(value('mode')) };
}

function modeOf(code: string | undefined): Mode | undefined {
  const mode = MODES.find((known) => known === code);
  if (mode !== undefined || code === undefined) return mode;
  throw badParameter(
    'mode',
    {
      nb: 'Denne måten å validere på finnes ikke. Bruk en av dem som er nevnt.',
      nn: 'Denne måten å validere på finst ikkje. Bruk ein av dei som er nemnde.',
      en: 'There is no such mode of validation. Use one of those named.',
    },
    MODES.join(', '),
  );
}

/** An answer that says nothing is wrong with a profile nobody knows would mislead. */
function requireProfile(validator: Validator, profile: string | undefined, mode: Mode | undefined): void {
  if (profile === undefined) {
    if (mode !== 'profile') return;
    throw badParameter(
      'profile',
      {
        nb: 'Med mode=profile må profilen oppgis.',
        nn: 'Med mode=profile må profilen oppgjevast.',
        en: 'With mode=profile the profile must be given.',
      },
      'a canonical',
    );
  }
  if (validator.typeOf(profile) !== undefined) return;
  const known = validator.profiles.map(({ url }) => url);
  throw badParameter(
    'profile',
    {
      nb: 'Profilen er ikke lastet her, så ingenting kan valideres mot den. De som er, står i /metadata.',
      nn: 'Profilen er ikkje lasta her, så ingenting kan validerast mot han. Dei som er, står i /metadata.',
      en: 'The profile is not loaded here, so nothing can be validated against it. Those that are stand in /metadata.',
    },
    nearestName(profile, known) ?? 'a canonical of /metadata',
  );
}

function onlyOnInstances(): SamplanError {
  return badParameter(
    'mode',
    {
      nb: 'update og delete gjelder en ressurs som finnes: bruk adressen [type]/[id]/$validate.',
      nn: 'update og delete gjeld ein ressurs som finst: bruk adressa [type]/[id]/$validate.',
      en: 'update and delete are about a resource that is there: use the address [type]/[id]/$validate.',
    },
    'create, profile',
  );
}
