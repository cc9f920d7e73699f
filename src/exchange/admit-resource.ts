import type { Patient, Reference, Resource } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { SamplanError } from '../errors.ts';
import { contentOf } from '../record/content-of.ts';
import { personIdentifiers } from '../record/identity.ts';
import { isDirectoryType, kindOf } from '../record/kinds.ts';
import { numberFindings } from '../record/number-findings.ts';
import { isRelative, targetOf } from '../record/references.ts';
import type { Stored, Write } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { amend, commitAmendment } from './amend.ts';
import type { Context } from './context.ts';
import { loadRecord } from './load-record.ts';
import { profilesAskedOf } from './profile-findings.ts';
import { tracesOf } from './trace-change.ts';
import { untilItHolds } from './until-it-holds.ts';
import { nextVersion } from './writes.ts';

/** What the gate answers to a resource it let in. */
export interface AdmittedResource {
  readonly stored: Stored;
  readonly created: boolean;
  /** Warnings: what the law says is owed, what could not be checked. */
  readonly findings: readonly Finding[];
}

/**
 * The gate for one resource from a caller (REST, console): the same structure, profile and law as for partners, on the
 * record as it would become. Never merges: an update says which version it was made from.
 *
 * @param options.expectedVersion the version an update was made from; absent for a create
 * @throws SamplanError `invalid` with every finding, `stale-version`, `duplicate`, `not-found`
 * @example
 * await admitResource(context, caller, goal, { expectedVersion: 3 });
 */
export function admitResource(
  context: Context,
  caller: Party,
  resource: Resource,
  options: { readonly expectedVersion?: number },
): Promise<AdmittedResource> {
  return untilItHolds(() => admitOnce(context, caller, resource, options.expectedVersion), 'stale-record');
}

async function admitOnce(
  context: Context,
  caller: Party,
  given: Resource,
  expectedVersion: number | undefined,
): Promise<AdmittedResource> {
  const { validator } = context;
  const created = expectedVersion === undefined;
  const id = created ? context.newId() : (given.id ?? '');
  const resource = contentOf({ ...given, id } as Resource);
  if (kindOf(resource) === 'conflict') throw decidedElsewhere();
  const profiles = profilesAskedOf(context, caller, resource);
  refuse(validator.validate(resource, { expectedType: resource.resourceType, profiles }));
  const previous = created ? undefined : await current(context, resource, expectedVersion);
  return isDirectoryType(resource.resourceType)
    ? admitEntry(context, caller, resource, previous)
    : admitPart(context, caller, resource, previous);
}

async function current({ store }: Context, resource: Resource, expectedVersion: number): Promise<Stored> {
  const stored = await store.read(resource.resourceType, resource.id ?? '');
  if (!stored) throw notFound(resource.resourceType);
  if (stored.version === expectedVersion && !stored.deleted) return stored;
  throw new SamplanError(
    'stale-version',
    {
      nb: 'Ressursen er endret siden du leste den. Les den på nytt, og gjør endringen i det som står der nå.',
      nn: 'Ressursen er endra sidan du las han. Les han på nytt, og gjer endringa i det som står der no.',
      en: 'The resource has changed since you read it. Read it again and make your change to what stands there now.',
    },
    { where: 'If-Match', expected: `W/"${stored.version}"`, found: `W/"${expectedVersion}"` },
  );
}

async function admitEntry(
  context: Context,
  caller: Party,
  resource: Resource,
  previous: Stored | undefined,
): Promise<AdmittedResource> {
  const at = context.now();
  const write: Write = { ...nextVersion(resource, previous, at), owner: previous?.owner ?? caller.organization };
  const traces = tracesOf(context, {
    by: caller,
    interaction: previous ? 'update' : 'create',
    activity: 'admit',
    writes: [write],
    at,
  });
  const [stored] = await context.store.commit({ writes: [write, ...traces] });
  return { stored: stored as Stored, created: !previous, findings: [] };
}

async function admitPart(
  context: Context,
  caller: Party,
  resource: Resource,
  previous: Stored | undefined,
): Promise<AdmittedResource> {
  const person = await personOf(context, resource, previous);
  const amendment = await amend(context, await loadRecord(context.store, person), [resource], caller);
  const { findings } = amendment;
  refuse(findings);

  const patient = resource.resourceType === 'Patient' ? resource : undefined;
  const [stored] = await commitAmendment(
    context,
    amendment,
    { by: caller, interaction: previous ? 'update' : 'create', activity: 'admit' },
    { identifiers: (patient ? personIdentifiers(patient) : []).map((identifier) => ({ ...identifier, person })) },
  );
  return { stored: stored as Stored, created: !previous, findings: [...findings, ...numberFindings(resource)] };
}

/** Whose record it goes into: a new person for a new Patient, else the person it says, whom we must know. */
async function personOf(context: Context, resource: Resource, previous: Stored | undefined): Promise<string> {
  const person = resource.resourceType === 'Patient' ? resource.id : patientIdOf(resource);
  if (resource.resourceType === 'Patient' && !previous) await refuseKnownPerson(context, resource);
  // Nor is there anybody in the record of one who was joined with another.
  if (resource.resourceType !== 'Patient' && (await context.store.record(person ?? '')).parts.length === 0)
    throw unknownPerson(resource.resourceType);
  if (previous && previous.record !== person) throw unknownPerson(resource.resourceType);
  return person ?? '';
}

/** Elements that say whose resource it is. */
function patientIdOf(resource: Resource): string | undefined {
  const json = resource as unknown as Record<string, Reference | undefined>;
  const participants =
    'participant' in resource ? (resource.participant as { readonly actor?: Reference }[] | undefined) : undefined;
  const candidates = [json['subject'], json['patient'], json['for'], ...(participants ?? []).map(({ actor }) => actor)];
  for (const reference of candidates) {
    const target = reference?.reference && isRelative(reference.reference) ? targetOf(reference.reference) : undefined;
    if (target?.type === 'Patient') return target.id;
  }
  return undefined;
}

async function refuseKnownPerson({ store }: Context, patient: Patient): Promise<void> {
  if ((await store.persons(personIdentifiers(patient))).length === 0) return;
  throw new SamplanError(
    'duplicate',
    {
      nb: 'Personen finnes her allerede. Søk med POST Patient/_search og identifier, og bruk den som finnes.',
      nn: 'Personen finst her allereie. Søk med POST Patient/_search og identifier, og bruk den som finst.',
      en: 'The person is here already. Search with POST Patient/_search and identifier, and use the one there is.',
    },
    { where: 'Patient.identifier' },
  );
}

function refuse(findings: readonly Finding[]): void {
  if (!hasErrors(findings)) return;
  throw new SamplanError(
    'invalid',
    {
      nb: 'Ressursen er ikke gyldig. Hvert funn sier hva som er galt, hvor, og hva du kan gjøre.',
      nn: 'Ressursen er ikkje gyldig. Kvart funn seier kva som er gale, kvar, og kva du kan gjere.',
      en: 'The resource is not valid. Each finding says what is wrong, where, and what to do.',
    },
    { findings },
  );
}

function decidedElsewhere(): SamplanError {
  return new SamplanError(
    'method-not-allowed',
    {
      nb: 'En konflikt lages og avsluttes bare av Samplan. Avgjør den med Task/[id]/$resolve-conflict.',
      nn: 'Ein konflikt blir laga og avslutta berre av Samplan. Avgjer han med Task/[id]/$resolve-conflict.',
      en: 'A conflict is made and ended by Samplan only. Decide it with Task/[id]/$resolve-conflict.',
    },
    { where: 'Task.code' },
  );
}

function notFound(where: string): SamplanError {
  return new SamplanError(
    'not-found',
    { nb: 'Ressursen finnes ikke.', nn: 'Ressursen finst ikkje.', en: 'There is no such resource.' },
    { where },
  );
}

function unknownPerson(type: string): SamplanError {
  const message = {
    nb: 'Ressursen viser ikke til en person som har en plan, et team eller et samtykke her.',
    nn: 'Ressursen viser ikkje til ein person som har ein plan, eit team eller eit samtykke her.',
    en: 'The resource does not point at a person who is known here.',
  };
  return new SamplanError('invalid', message, {
    findings: [
      {
        severity: 'error',
        code: 'not-found',
        rule: 'known-person',
        path: type,
        reference: 'pjl § 16',
        expected: 'a reference Patient/id to a person known here',
        message,
        action: {
          nb: 'Opprett Patient først, og vis til den med Patient/id.',
          nn: 'Opprett Patient først, og vis til han med Patient/id.',
          en: 'Create the Patient first and point at it with Patient/id.',
        },
      },
    ],
  });
}
