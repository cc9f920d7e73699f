import type { Patient, Resource, Task } from '@medplum/fhirtypes';
import { deciderOf } from '../consent/decider.ts';
import { type ConsentKind, consentKind } from '../consent/kind.ts';
import { strictestOf } from '../consent/strictest-of.ts';
import { whatFollows } from '../consent/what-follows.ts';
import { isError } from '../errors.ts';
import { lawFindings } from '../law/law-findings.ts';
import { conflictTask } from '../record/conflict.ts';
import { nationalIdentifiers } from '../record/identity.ts';
import { type JoinedRecord, joinRecords, replacedBy } from '../record/joined-record.ts';
import { asJson } from '../record/json.ts';
import { firstOwner } from '../record/owner.ts';
import { personNumber } from '../record/person-number.ts';
import { type Part, type PlanRecord, recordOf } from '../record/record.ts';
import type { Fence, Write } from '../store/store.ts';
import type { Finding } from '../validation/finding.ts';
import type { Context, Partner } from './context.ts';
import { type HeldOfBoth, heldOfBoth, holdingsAfter, keyOfRow } from './joined-holdings.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import { profilesAskedOf } from './profile-findings.ts';
import { tracesOf } from './trace-change.ts';
import { nextVersion, writesOf } from './writes.ts';

/** The person who stands for all of them, or why their records cannot be one. */
export type Joining = { readonly survivor: string } | { readonly findings: readonly Finding[] };

/** A record changed while we thought about it: think again, at most this often. */
const ATTEMPTS = 5;

/**
 * Several persons here turn out to be one: a D-number and a fødselsnummer of one person, a newborn who got a number. The
 * parts of the others move to the survivor's record in one commit, with what partners hold of them, what is set aside and
 * the identifiers. Their own Patients stay, inactive and replaced by the survivor's, and so does all history.
 *
 * That they are one, the caller has decided. What they come to together must be lawful; otherwise nothing is changed.
 *
 * @param by the partner whose Patient says so
 * @throws SamplanError `lease-lost`, or `stale-record` after several attempts
 * @example
 * await joinPersons(context, fjordvik, [byDNumber, byNumber], fence); // { survivor: byNumber }
 */
export async function joinPersons(
  context: Context,
  by: Partner,
  persons: readonly string[],
  fence: Fence,
): Promise<Joining> {
  let [survivor = ''] = persons;
  for (const other of persons.slice(1)) {
    const joining = await joinTwo(context, by, [survivor, other], fence);
    if ('findings' in joining) return joining;
    survivor = joining.survivor;
  }
  return { survivor };
}

async function joinTwo(context: Context, by: Partner, two: readonly string[], fence: Fence): Promise<Joining> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await joinOnce(context, by, two, fence);
    } catch (error) {
      if (attempt === ATTEMPTS || !isError(error, 'stale-record', 'stale-version')) throw error;
    }
  }
}

async function joinOnce(context: Context, by: Partner, two: readonly string[], fence: Fence): Promise<Joining> {
  const { store } = context;
  const persons = new Set(await Promise.all(two.map((person) => store.survivor(person))));
  const loaded = await Promise.all([...persons].map((person) => loadRecord(store, person)));
  const [into, from] = loaded.sort((left, right) => compare(survivalRank(left), survivalRank(right)));
  if (!into || !from) return { survivor: [...persons][0] ?? '' };

  const { person } = into.record;
  const at = context.now();
  const held = await heldOfBoth(store, person, from.record.person);
  const joined = joinRecords(into.record, from.record, {
    prefers: (one, other) => compare(ownerRank(context, one), ownerRank(context, other)) <= 0,
    areApart: (one, other) =>
      held.some((there) => holds(there.into, one) && holds(there.from, other)) ||
      kindIn(into, one) !== kindIn(from, other),
    // What she let somebody see under one number is not more than she did under the other, until a person decides.
    stands: (owners, others) =>
      owners.resourceType === 'Consent' && others.resourceType === 'Consent'
        ? strictestOf(owners, others, into.record)
        : undefined,
  });
  const findings = findingsOf(context, joined, into, at);
  if (findings.length > 0) return { findings };

  const entailed = [
    ...conflictsOf(context, joined, held, at),
    ...whatFollows(into.record, joined.after, at, context.newId),
  ];
  const whole = withParts(joined.after, entailed, by.organization);
  const stored = new Map([...from.stored, ...into.stored]);
  const writes = [
    ...writesOf([...joined.changed.values(), ...entailed], stored, whole, at),
    ...partsLeft(joined, from, at),
  ];
  const traces = tracesOf(context, { by, interaction: 'join', activity: 'join-persons', person, writes, at });
  await store.commit({
    fence,
    expect: [into, from].map(({ record, seq }) => ({ record: record.person, seq })),
    joined: { person: from.record.person, into: person },
    writes: [...writes, ...traces],
    ...holdingsAfter(held, joined, at),
  });
  return { survivor: person };
}

/** Whoever has a fødselsnummer stands for both, then a D-number, then any number; who has a record at all before who waits. */
function survivalRank({ record, seq }: LoadedRecord): string {
  const patient = record.parts.get(`Patient/${record.person}`)?.resource as Patient | undefined;
  const numbers = patient ? nationalIdentifiers(patient) : [];
  const kinds = numbers.map((number) => personNumber(number)?.kind);
  const rank = kinds.includes('birth-number') ? 0 : kinds.includes('d-number') ? 1 : numbers.length > 0 ? 2 : 3;
  return `${seq > 0 ? 0 : 1} ${rank} ${record.person}`;
}

/** The municipality's word stands, then the trust's, then the smaller organization number: never who came first. */
function ownerRank({ partners }: Context, { owner = '' }: Part): string {
  const sector = partners.find(({ organization }) => organization === owner)?.sector;
  return `${sector === 'municipal' ? 0 : sector === 'specialist' ? 1 : 2} ${owner}`;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Of two kinds are two decisions of hers, whatever number they share. */
function kindIn({ record }: LoadedRecord, key: string): ConsentKind | undefined {
  const resource = record.parts.get(key)?.resource;
  return resource?.resourceType === 'Consent' ? consentKind(resource) : undefined;
}

function holds(rows: HeldOfBoth['into'], key: string): boolean {
  return rows.some((row) => row.peerId !== undefined && keyOfRow(row) === key);
}

/** What forbids it: both records were lawful, so only what they come to together, and what became of two parts in one. */
function findingsOf(
  context: Context,
  { after, changed }: JoinedRecord,
  into: LoadedRecord,
  at: string,
): readonly Finding[] {
  const merged = [...changed].filter(([key]) => into.record.parts.has(key));
  return [
    ...lawFindings(after, at, after),
    ...merged.flatMap(([, resource]) =>
      context.validator.validate(resource, { profiles: profilesAskedOf(context, undefined, resource) }),
    ),
  ].filter(({ severity }) => severity === 'error');
}

/** A part that both had and in which they differ: a conflict with whoever holds the value that stands no more. */
function conflictsOf(
  context: Context,
  { after, disagreements, replaced }: JoinedRecord,
  held: readonly HeldOfBoth[],
  at: string,
): readonly Task[] {
  return disagreements
    .filter(({ part }) => part !== `Patient/${after.person}`)
    .flatMap(({ part, path, ours, theirs, loser }) =>
      held
        .filter((there) =>
          there[loser].some((row) => row.peerId && (replaced.get(keyOfRow(row)) ?? keyOfRow(row)) === part),
        )
        .map(({ partner }) => {
          const conflict = { part, path, partner, base: undefined, ours, theirs };
          return conflictTask(conflict, {
            id: context.newId(),
            person: after.person,
            at,
            owner: deciderOf(after, conflict, context.partners, at),
            resource: asJson(after.parts.get(part)?.resource ?? {}),
          });
        }),
    );
}

function withParts(record: PlanRecord, resources: readonly Resource[], sender: string): PlanRecord {
  const owned = resources.map((resource) => ({ resource, owner: firstOwner(resource, record.directory, sender) }));
  return recordOf(record.person, [...record.parts.values(), ...owned], record.directory);
}

/** What stays of the other record: her Patient, replaced, and the end of what stands in the survivor's already. */
function partsLeft({ after, replaced }: JoinedRecord, from: LoadedRecord, at: string): readonly Write[] {
  return [...from.record.parts].flatMap(([key, { resource }]): Write[] => {
    if (!replaced.has(key)) return [];
    const previous = from.stored.get(key);
    return resource.resourceType === 'Patient'
      ? [nextVersion(replacedBy(after.person, resource), previous, at)]
      : [{ ...nextVersion(resource, previous, at), deleted: true }];
  });
}
