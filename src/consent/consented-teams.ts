import type { CareTeam, CareTeamParticipant, Period } from '@medplum/fhirtypes';
import { asJson, equal } from '../record/json.ts';
import { organizationsOfParticipant } from '../record/organizations.ts';
import { afterEnd, startOf } from '../record/period.ts';
import { consentsOf, type Directory, type PlanRecord } from '../record/record.ts';
import { referencesIn, targetOf } from '../record/references.ts';

/**
 * Teams that a consent of the person's names: who is in one, and when, is whom she consented to.
 *
 * @returns `CareTeam/id`
 */
export function teamsConsentedTo(record: PlanRecord): ReadonlySet<string> {
  const inForce = consentsOf(record).filter(({ status }) => status === 'active' || status === 'proposed');
  const targets = inForce.flatMap(referencesIn).map(targetOf);
  return new Set(targets.flatMap((target) => (target?.type === 'CareTeam' ? [`CareTeam/${target.id}`] : [])));
}

/** Instants at which somebody comes into a team that a consent names, or leaves it. */
export function membershipBoundaries(record: PlanRecord): readonly string[] {
  return [...teamsConsentedTo(record)].flatMap((key) => {
    const team = record.parts.get(key)?.resource;
    const participants = team?.resourceType === 'CareTeam' ? (team.participant ?? []) : [];
    return participants.flatMap(({ period }) => [
      ...(period?.start ? [startOf(period.start)] : []),
      ...(period?.end ? [afterEnd(period.end)] : []),
    ]);
  });
}

/**
 * Whether an edit of a team brings an organization in, for a time at which it was not in it; or somebody whose organization can't be
 * told.
 */
export function letsIn({ participant: were = [] }: CareTeam, after: CareTeam, directory: Directory): boolean {
  const stays = (organization: string, period: Period | undefined): boolean =>
    were.some(
      (one) => organizationsOfParticipant(one, directory).includes(organization) && isWithin(period, one.period),
    );
  return (after.participant ?? []).some((one) => {
    const isAsItWas = were.some((other) => equal(asJson(one), asJson(other)));
    if (isAsItWas || isOfTheFamily(one)) return false;
    const organizations = organizationsOfParticipant(one, directory);
    return organizations.length === 0 || organizations.some((number) => !stays(number, one.period));
  });
}

function isWithin(period: Period | undefined, other: Period | undefined): boolean {
  const startsLater = !other?.start || (period?.start && startOf(period.start) >= startOf(other.start));
  const endsEarlier = !other?.end || (period?.end && afterEnd(period.end) <= afterEnd(other.end));
  return Boolean(startsLater && endsEarlier);
}

/** The person and her relatives are no organization: a consent to the team is none to them. */
function isOfTheFamily({ member, onBehalfOf }: CareTeamParticipant): boolean {
  const type = targetOf(member?.reference)?.type;
  return onBehalfOf === undefined && (type === 'Patient' || type === 'RelatedPerson');
}
