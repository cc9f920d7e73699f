import type { Patient, Reference, Resource } from '@medplum/fhirtypes';
import { isHealthService, type Party } from '../consent/party.ts';
import { SamplanError } from '../errors.ts';
import type { Conflict } from '../record/conflict.ts';
import { contentOf } from '../record/content-of.ts';
import { mayEnd } from '../record/ending.ts';
import { personIdentifiers } from '../record/identity.ts';
import { isDirectoryType, kindOf } from '../record/kinds.ts';
import { numberFindings } from '../record/number-findings.ts';
import { putBack } from '../record/put-back.ts';
import { keyOf } from '../record/record.ts';
import { isRelative, targetOf } from '../record/references.ts';
import type { Stored, Write } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import {
  anothersEntry,
  decidedElsewhere,
  knownAlready,
  notBroughtIn,
  notFound,
  unknownPerson,
} from './admission-refusals.ts';
import { amend, commitAmendment } from './amend.ts';
import { isBarred } from './barred.ts';
import type { Context } from './context.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import { isController, mayReach } from './may-reach.ts';
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
 * @param options.base the view of it that the update was made from, where the caller does not see the whole: what it changed there
 * is put back into the whole, and an end that is not its own to carry out is a proposal, open until a person decides
 * @throws SamplanError `invalid` with every finding, `stale-version`, `duplicate`, `not-found`
 * @example
 * await admitResource(context, caller, goal, { expectedVersion: 3 });
 */
export function admitResource(
  context: Context,
  caller: Party,
  resource: Resource,
  options: { readonly expectedVersion?: number; readonly base?: Resource },
): Promise<AdmittedResource> {
  return untilItHolds(() => admitOnce(context, caller, resource, options), 'stale-record');
}

async function admitOnce(
  context: Context,
  caller: Party,
  given: Resource,
  { expectedVersion, base }: { readonly expectedVersion?: number; readonly base?: Resource },
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
    : admitPart(context, caller, { resource, base }, previous);
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
  if (previous && !isController(context, caller) && previous.owner !== caller.organization) {
    throw anothersEntry(resource.resourceType);
  }
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
  { resource: given, base }: { readonly resource: Resource; readonly base: Resource | undefined },
  previous: Stored | undefined,
): Promise<AdmittedResource> {
  const person = await personOf(context, caller, given, previous);
  const loaded = await loadRecord(context.store, person);
  // What whom she opposes adds is its own record's, as in an exchange; and that she does is not told.
  const isAdded = !previous && !isController(context, caller);
  if (isAdded && isBarred(loaded.record, given, caller, context.now())) throw unknownPerson(given.resourceType);
  const { resource, conflicts } = base ? putBackInto(context, caller, loaded, given, base) : { resource: given };
  if (base) refuse(context.validator.validate(resource, { profiles: profilesAskedOf(context, caller, resource) }));
  const amendment = await amend(context, loaded, [resource], caller, conflicts ? { conflicts } : {});
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

/** What a view was changed to, in the whole part that it is a view of. */
function putBackInto(
  context: Context,
  caller: Party,
  { record }: LoadedRecord,
  theirs: Resource,
  base: Resource,
): { readonly resource: Resource; readonly conflicts: readonly Conflict[] } {
  const at = context.now();
  const { changed, disagreements, proposals } = putBack(record, [{ theirs, echoed: base, sent: base }], {
    partner: caller.name,
    mayEnd: (part, ending) => mayEnd(record, part, ending, caller.organization, at),
  });
  const key = keyOf(theirs);
  return {
    resource: changed.get(key) ?? record.parts.get(key)?.resource ?? theirs,
    conflicts: [...disagreements, ...proposals].map((one) => ({ ...one, partner: caller.name })),
  };
}

/**
 * Whose record it goes into: a new person for a new Patient, else the person it says, whom we must know and the caller must
 * reach.
 */
async function personOf(
  context: Context,
  caller: Party,
  resource: Resource,
  previous: Stored | undefined,
): Promise<string> {
  const person = resource.resourceType === 'Patient' ? resource.id : patientIdOf(resource);
  if (resource.resourceType === 'Patient' && !previous) await refuseKnownPerson(context, caller, resource);
  // Nor is there anybody in the record of one who was joined with another.
  if (resource.resourceType !== 'Patient' && !(await isReached(context, caller, person ?? '')))
    throw unknownPerson(resource.resourceType);
  if (previous && previous.record !== person) throw unknownPerson(resource.resourceType);
  return person ?? '';
}

async function isReached(context: Context, caller: Party, person: string): Promise<boolean> {
  const { record } = await loadRecord(context.store, person);
  return record.parts.size > 0 && (isController(context, caller) || (await mayReach(context.store, caller, record)));
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

/**
 * That a person is known here is told to nobody who does not reach her. A service outside health care brings in nobody: what it
 * may know of a person rests on her own consent (hpl § 22), and that is recorded first.
 */
async function refuseKnownPerson(context: Context, caller: Party, patient: Patient): Promise<void> {
  const persons = await context.store.persons(personIdentifiers(patient));
  if (isController(context, caller)) {
    if (persons.length > 0) throw knownAlready();
    return;
  }
  for (const person of persons) if (await isReached(context, caller, person)) throw knownAlready();
  if (persons.length > 0 || !isHealthService(caller)) throw notBroughtIn();
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
