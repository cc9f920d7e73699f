import { consentKind } from '../consent/kind.ts';
import { effectFor, organizationsNamed } from '../consent/provision.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { loadRecord } from '../exchange/load-record.ts';
import { kindOf } from '../record/kinds.ts';
import { isCurrent, organizationsOf, organizationsOfParticipant } from '../record/organizations.ts';
import { covers } from '../record/period.ts';
import { consentsOf, type PlanRecord, resourcesOf, teamsOf } from '../record/record.ts';
import type { Fence } from '../store/store.ts';

/** What opens a link for a person with a partner (design: enrolment). */
export type EnrolmentReason = 'consent' | 'team-membership' | 'need-report';

/** Why a partner takes part in a person's record; undefined when it does not. */
export function enrolmentReason(record: PlanRecord, partner: Partner, at: string): EnrolmentReason | undefined {
  const { organization } = partner;
  const { directory } = record;
  const consented = consentsOf(record).some(
    (consent) =>
      consent.status === 'active' &&
      consentKind(consent) === 'access' &&
      organizationsNamed(consent, directory).has(organization) &&
      effectFor(consent, organization, at, directory) === 'permit',
  );
  if (consented) return 'consent';
  const inTeam = teamsOf(record)
    .filter(isCurrent)
    .flatMap((team) => team.participant ?? [])
    .filter(({ period }) => covers(period, at))
    .some((participant) => organizationsOfParticipant(participant, directory).includes(organization));
  if (inTeam) return 'team-membership';
  const reported = resourcesOf(record).some(
    (resource) =>
      resource.resourceType === 'ServiceRequest' &&
      kindOf(resource) === 'need-report' &&
      resource.status !== 'entered-in-error' &&
      resource.performer?.some((performer) => organizationsOf(performer, directory).includes(organization)),
  );
  return reported ? 'need-report' : undefined;
}

/**
 * Opens the links that records changed since `seq` call for.
 *
 * @returns the seq up to which every record was looked at
 */
export async function enrol(context: Context, partner: Partner, seq: number, fence: Fence): Promise<number> {
  const changed = await context.store.changedSince(seq);
  for (const person of changed.persons) {
    if (await context.store.link(person, partner.name)) continue;
    const { record } = await loadRecord(context.store, person);
    const at = context.now();
    if (enrolmentReason(record, partner, at) === undefined) continue;
    await context.store.commit({
      fence,
      links: [{ person, partner: partner.name, standing: 'owed', attempts: 0, owedSince: at }],
    });
  }
  return changed.seq;
}
