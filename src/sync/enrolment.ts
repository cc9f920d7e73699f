import type { Resource } from '@medplum/fhirtypes';
import { decide, nextChange } from '../consent/decide.ts';
import { forceOf } from '../consent/giver.ts';
import { consentKind } from '../consent/kind.ts';
import { isNationalStore } from '../consent/party.ts';
import { type Policy, SHIPPED_POLICY } from '../consent/policy.ts';
import { effectFor, organizationsNamed } from '../consent/provision.ts';
import { publication } from '../consent/publication.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { loadRecord } from '../exchange/load-record.ts';
import { isCurrent, organizationsOf, organizationsOfParticipant } from '../record/organizations.ts';
import { covers, startOf } from '../record/period.ts';
import { consentsOf, type PlanRecord, teamsOf } from '../record/record.ts';
import type { Commit, Fence, Link } from '../store/store.ts';

/** What opens a link for a person with a partner (design: enrolment). */
export type EnrolmentReason = 'consent' | 'team-membership' | 'need-report';

/** Why a partner takes part in a person's record; undefined when it does not. */
export function enrolmentReason(record: PlanRecord, partner: Partner, at: string): EnrolmentReason | undefined {
  // A national store is in nobody's team: the consent C alone opens its link.
  if (isNationalStore(partner)) return publication(record, partner, at) === 'permitted' ? 'consent' : undefined;
  const { organization } = partner;
  const { directory } = record;
  const consented = consentsOf(record).some(
    (consent) =>
      consent.status === 'active' &&
      consentKind(consent) === 'access' &&
      organizationsNamed(consent, record).has(organization) &&
      effectFor(consent, { audience: partner, at, where: record, purpose: 'coordination' }) === 'permit' &&
      forceOf(consent, record, partner.policy ?? SHIPPED_POLICY, at).isInForce,
  );
  if (consented) return 'consent';
  const inTeam = teamsOf(record)
    .filter(isCurrent)
    .flatMap((team) => team.participant ?? [])
    .filter(({ period }) => covers(period, at))
    .some((participant) => organizationsOfParticipant(participant, directory).includes(organization));
  if (inTeam) return 'team-membership';
  // A report is somebody else's word: it opens nothing to whom the person opposes.
  const reported = [...record.parts.values()].some(
    (part) =>
      part.kind === 'need-report' &&
      isReportTo(part.resource, organization, directory) &&
      decide(record, part, partner, 'coordination', at).effect === 'permit',
  );
  return reported ? 'need-report' : undefined;
}

function isReportTo(resource: Resource, organization: string, directory: PlanRecord['directory']): boolean {
  if (resource.resourceType !== 'ServiceRequest' || resource.status === 'entered-in-error') return false;
  return (resource.performer ?? []).some((performer) => organizationsOf(performer, directory).includes(organization));
}

/**
 * When a person who takes no part at a partner may begin to by the clock alone: a consent or a membership that begins,
 * or a denial that ends. Undefined when nothing is to come.
 */
export function enrolmentDate(record: PlanRecord, at: string, policy?: Policy): string | undefined {
  const memberships = teamsOf(record)
    .filter(isCurrent)
    .flatMap((team) => team.participant ?? [])
    .flatMap(({ period }) => (period?.start ? [startOf(period.start)] : []));
  const next = nextChange(record, at, policy);
  return [...memberships, ...(next ? [next] : [])].filter((date) => date > at).sort()[0];
}

/** Persons that are written of in one commit. */
const PAGE = 200;

/**
 * Opens the links that records changed since `seq` call for, and those whose day has come.
 *
 * @returns the seq up to which every record was looked at
 */
export async function enrol(context: Context, partner: Partner, seq: number, fence: Fence): Promise<number> {
  const { store } = context;
  const changed = await store.changedSince(seq);
  const due = await store.enrolmentsDue(partner.name, context.now());
  const isDue = new Set(due);
  const persons = [...new Set([...due, ...changed.persons])];
  while (persons.length > 0) {
    const links: Link[] = [];
    const dates: EnrolmentDate[] = [];
    for (const person of persons.splice(0, PAGE)) {
      const { link, date } = await enrolmentOf(context, partner, person);
      if (link) links.push(link);
      if (date !== undefined) dates.push({ partner: partner.name, person, at: date });
      else if (isDue.has(person)) dates.push({ partner: partner.name, person });
    }
    if (links.length + dates.length > 0) await store.commit({ fence, links, enrolmentDates: dates });
  }
  return changed.seq;
}

type EnrolmentDate = NonNullable<Commit['enrolmentDates']>[number];

/** The link to open for a person, or when to look at her again. */
async function enrolmentOf(
  context: Context,
  partner: Partner,
  person: string,
): Promise<{ readonly link?: Link; readonly date?: string | undefined }> {
  if (await context.store.link(person, partner.name)) return {};
  const { record } = await loadRecord(context.store, person);
  const at = context.now();
  if (enrolmentReason(record, partner, at) === undefined) return { date: enrolmentDate(record, at, partner.policy) };
  return { link: { person, partner: partner.name, standing: 'owed', attempts: 0, owedSince: at } };
}
