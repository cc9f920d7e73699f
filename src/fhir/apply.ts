import type {
  CareTeam,
  Encounter,
  Organization,
  Patient,
  Practitioner,
  PractitionerRole,
  Reference,
} from '@medplum/fhirtypes';
import { containedForm, transactionForm } from '../definition/applied-forms.ts';
import { type Applying, applyDefinition } from '../definition/apply-definition.ts';
import { SamplanError } from '../errors.ts';
import type { VisibleVersion } from '../exchange/sight.ts';
import { isPlanTeam } from '../record/kinds.ts';
import { isCurrent } from '../record/organizations.ts';
import { keyOf } from '../record/record.ts';
import { badParameter } from './bad-parameter.ts';
import { definitionOf } from './definitions.ts';
import type { Call, Interaction } from './interaction.ts';

/** Parameters of `$apply` that are taken; every other one of R4's is refused by its name. */
export const APPLY_PARAMETERS = ['subject', 'practitioner', 'organization', 'encounter', 'form'] as const;

type Given = Readonly<Partial<Record<(typeof APPLY_PARAMETERS)[number], string>>>;

/**
 * `GET` or `POST PlanDefinition/[id]/$apply` (plandefinition-operation-apply.html): a draft plan for a person that the caller sees.
 * Nothing is stored. With `form` `transaction` the answer is a Bundle that can be POSTed as it stands.
 *
 * @example
 * GET /fhir/PlanDefinition/individual-plan/$apply?subject=Patient/17
 */
export const apply: Interaction = async (call, { definitions, newId, now }) => {
  const definition = definitionOf(definitions, 'PlanDefinition', call.id);
  const given: Given = Object.fromEntries(call.request.query);
  const form = formOf(given.form);
  const subject = await subjectOf(call, given.subject);
  const practitioner = await named(call, 'practitioner', given, ['Practitioner', 'PractitionerRole']);
  const organization = await named(call, 'organization', given, ['Organization']);
  const encounter = await named(call, 'encounter', given, ['Encounter']);
  if (encounter?.resource.resourceType === 'Encounter' && !isAbout(encounter.resource.subject, subject))
    throw unseen('encounter');
  const teams = await teamsOf(call, subject);
  const applied = applyDefinition(definition, {
    subject: referenceTo<Patient>(subject),
    ...(practitioner ? { practitioner: referenceTo<Practitioner | PractitionerRole>(practitioner) } : {}),
    ...(organization ? { organization: referenceTo<Organization>(organization) } : {}),
    ...(encounter ? { encounter: referenceTo<Encounter>(encounter) } : {}),
    teams: teams.map((team) => referenceTo<CareTeam>(team)),
    at: now(),
  } satisfies Applying);
  const shown = [subject, ...[practitioner, organization, encounter].flatMap((one) => one ?? []), ...teams];
  return {
    status: 200,
    headers: {},
    body: form === 'transaction' ? transactionForm(applied, newId) : containedForm(applied),
    shown: { resources: shown.map(({ stored }) => stored) },
  };
};

function formOf(form: string | undefined): 'contained' | 'transaction' {
  if (form === undefined || form === 'contained') return 'contained';
  if (form === 'transaction') return form;
  throw badParameter(
    'form',
    {
      nb: 'Utkastet finnes ikke i denne formen. Bruk en av dem som er nevnt.',
      nn: 'Utkastet finst ikkje i denne forma. Bruk ei av dei som er nemnde.',
      en: 'The draft is not to be had in this form. Use one of those named.',
    },
    'contained, transaction',
  );
}

/** The person, as the caller sees her: whom it does not reach cannot be told from who is not here. */
async function subjectOf(call: Call, subject: string | undefined): Promise<VisibleVersion> {
  if (subject === undefined)
    throw badParameter(
      'subject',
      {
        nb: 'Oppgi hvem planen er for.',
        nn: 'Gje opp kven planen er for.',
        en: 'Say whom the plan is for.',
      },
      'Patient/[id]',
    );
  const seen = await look(call, 'subject', subject, ['Patient']);
  if (seen) return seen;
  throw new SamplanError(
    'not-found',
    {
      nb: 'Det finnes ingen slik person her. Kontroller id-en, eller søk etter personen.',
      nn: 'Det finst ingen slik person her. Kontroller id-en, eller søk etter personen.',
      en: 'There is no such person here. Check the id, or search for her.',
    },
    { where: 'subject' },
  );
}

/** What a parameter names, where it names anything. */
async function named(
  call: Call,
  parameter: 'practitioner' | 'organization' | 'encounter',
  given: Given,
  types: readonly string[],
): Promise<VisibleVersion | undefined> {
  const reference = given[parameter];
  if (reference === undefined) return undefined;
  const seen = await look(call, parameter, reference, types);
  if (!seen) throw unseen(parameter);
  return seen;
}

async function look(
  call: Call,
  parameter: string,
  reference: string,
  types: readonly string[],
): Promise<VisibleVersion | undefined> {
  const [type = '', id = ''] = reference.split('/');
  if (!types.includes(type) || reference !== `${type}/${id}`)
    throw badParameter(
      parameter,
      {
        nb: 'Parameteren må være en referanse til en ressurs her.',
        nn: 'Parameteren må vere ein referanse til ein ressurs her.',
        en: 'The parameter must be a reference to a resource here.',
      },
      types.map((one) => `${one}/[id]`).join(' or '),
    );
  call.mayLookAt(type);
  const seen = await call.sight.read(type, id);
  return seen?.stored.deleted ? undefined : seen;
}

async function teamsOf(call: Call, { stored }: VisibleVersion): Promise<readonly VisibleVersion[]> {
  call.mayLookAt('CareTeam');
  const seen = stored.record === undefined ? undefined : await call.sight.record(stored.record);
  return (seen ?? []).filter(({ resource }) => isTeam(resource));
}

function isTeam(resource: VisibleVersion['resource']): boolean {
  return resource.resourceType === 'CareTeam' && isPlanTeam(resource) && isCurrent(resource);
}

function isAbout(reference: Reference | undefined, { resource }: VisibleVersion): boolean {
  return reference?.reference === keyOf(resource);
}

function referenceTo<R extends Patient | Practitioner | PractitionerRole | Organization | Encounter | CareTeam>({
  resource,
}: VisibleVersion): Reference<R> {
  return { reference: keyOf(resource) } as Reference<R>;
}

function unseen(parameter: string): SamplanError {
  return badParameter(
    parameter,
    {
      nb: 'Det finnes ingen slik ressurs her for denne personen. Kontroller id-en, eller søk etter den.',
      nn: 'Det finst ingen slik ressurs her for denne personen. Kontroller id-en, eller søk etter han.',
      en: 'There is no such resource here for this person. Check the id, or search for it.',
    },
    'a resource that the caller sees',
  );
}
