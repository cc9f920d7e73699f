import type { Patient } from '@medplum/fhirtypes';
import { inSpan } from '../observe/tracing.ts';
import { nationalIdentifiers } from '../record/identity.ts';
import type { Fence } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import type { Admission } from './admission.ts';
import { admitDeletions } from './admit-deletions.ts';
import { noteBarred } from './barred.ts';
import { candidateKeys, separate, withEarlier } from './candidates.ts';
import { commitAdmission } from './commit-admission.ts';
import type { Context } from './context.ts';
import type { Incoming, Translated } from './incoming.ts';
import { protectionOnly } from './keep-protection.ts';
import { loadRecord } from './load-record.ts';
import { rejoin } from './rejoin.ts';
import { release } from './release.ts';
import { restrict } from './restrict.ts';
import { setAside } from './set-aside.ts';
import { sift } from './sift.ts';
import { personDeleted, severalPersons } from './unplaced-findings.ts';
import { untilItHolds } from './until-it-holds.ts';
import { weigh } from './weigh.ts';

/** The record changed while we thought about it, or somebody else was given its number. */
const MOVED = ['stale-record', 'stale-version', 'duplicate'] as const;

/**
 * The gate for what a partner sent about one person: it becomes part of that person's record, or is set aside whole.
 *
 * what was deleted → what was set aside earlier joins in → structure of what came, and which of it is the plan's → put back, merge and
 * settle → another plan than the record's is kept outside → profile and law on the *merged* record → one commit.
 *
 * A consent that the person withdrew never waits for what is wrong with the rest.
 *
 * @throws SamplanError `lease-lost`, or `stale-record` after several attempts; what is wrong with the content is an
 * outcome, not an error.
 * @example
 * await admit(context, { partner, person, identifiers, resources }, fence); // { outcome: 'admitted', changed: 7, … }
 */
export async function admit(context: Context, incoming: Incoming, fence: Fence): Promise<Admission> {
  return inSpan(context, 'admit', { partner: incoming.partner.name }, async (tell) => {
    const admission = await admitAll(context, incoming, fence);
    tell({ outcome: admission.outcome });
    return admission;
  });
}

async function admitAll(context: Context, incoming: Incoming, fence: Fence): Promise<Admission> {
  const deletions = await untilItHolds(() => admitDeletions(context, incoming, fence), ...MOVED);
  const admission = await untilItHolds(() => admitOnce(context, incoming, fence), ...MOVED);
  if (!deletions || admission.outcome === 'set-aside') return admission;
  if (admission.outcome === 'no-plan') return deletions;
  return {
    ...admission,
    changed: admission.changed + deletions.changed,
    conflicts: admission.conflicts + deletions.conflicts,
  };
}

async function admitOnce(context: Context, latest: Incoming, fence: Fence): Promise<Admission> {
  const person = await context.store.survivor(latest.person);
  // Joined with another since: what waits under that one has not joined in yet.
  const incoming = await rejoin(context, person === latest.person ? latest : { ...latest, person, joined: false });
  const { partner } = incoming;
  const loaded = await loadRecord(context.store, person);
  const protection = await protectionOnly(context, incoming);
  const aside = async (findings: readonly Finding[], consents: readonly Translated[] = []): Promise<Admission> =>
    setAside(context, incoming, findings, fence, await restrict(context, partner, loaded, consents, protection));
  const problems = incoming.problems ?? ((await leadsElsewhere(context, incoming)) ? [severalPersons()] : []);
  if (problems.length > 0) return aside(problems);

  const followed = candidateKeys(await context.store.setAside(partner.name, person));
  const { parts, broken, barred } = await inSpan(context, 'sift', {}, () =>
    sift(context, incoming, loaded, protection, followed),
  );
  await noteBarred(context, incoming, barred, fence);
  if (hasErrors(broken)) return aside(broken, parts);
  if (!(await isPersonThere(context, incoming, parts))) return aside([personDeleted()], parts);
  if (parts.length === 0 && followed.size === 0) {
    const earlier = await context.store.setAside(partner.name, person);
    if (earlier) await release(context, earlier, [], fence);
    return { outcome: 'no-plan' };
  }

  const whole = await inSpan(context, 'weigh', {}, () => weigh(context, partner, loaded, parts, 'edited', []));
  const separation = await separate(context, partner, loaded, parts, whole.after);
  const { candidates } = separation;
  const isWhole = separation.loaded === loaded;
  const change = isWhole
    ? whole
    : await inSpan(context, 'weigh', {}, () =>
        weigh(context, partner, separation.loaded, separation.parts, 'edited', candidates),
      );
  const { findings } = change;
  if (hasErrors(findings)) return aside(findings, parts);

  const kept = await withEarlier(context, separation);
  await inSpan(context, 'write', {}, () => commitAdmission(context, incoming, kept, change, fence));
  return { outcome: 'admitted', changed: change.changed.size, conflicts: change.opened, findings };
}

/** A partner that deleted its Patient and sends none ends nothing by it (pjl § 16): it must say whose this is. */
async function isPersonThere(
  { store }: Context,
  { partner, person }: Incoming,
  parts: readonly Translated[],
): Promise<boolean> {
  const own = await store.counterpart(partner.name, 'Patient', person);
  if (own?.peerId && !own.gone) return true;
  const rows = (await store.counterparts(partner.name, person)).filter(
    ({ type, peerId }) => type === 'Patient' && peerId,
  );
  const isDeleted = rows.length > 0 && rows.every(({ gone }) => gone);
  return !isDeleted || parts.some(({ resource }) => resource.resourceType === 'Patient');
}

/** A Patient that carries another known person's number: whose it is, a person must say. */
async function leadsElsewhere({ store }: Context, { person, resources }: Incoming): Promise<boolean> {
  const numbers = resources
    .filter(({ type }) => type === 'Patient')
    .flatMap(({ resource }) => nationalIdentifiers(resource as Patient));
  return (await store.persons(numbers)).some((one) => one !== person);
}
