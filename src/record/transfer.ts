import type {
  CarePlan,
  CareTeam,
  CareTeamParticipant,
  Extension,
  Organization,
  Reference,
  Resource,
} from '@medplum/fhirtypes';
import { isOver } from './ending.ts';
import { hasCode, isIndividualPlan, isPlanTeam } from './kinds.ts';
import { isCurrent, organizationsOfParticipant, responsibleCoordinators } from './organizations.ts';
import { ownerOf, ownersOf } from './owner.ts';
import { covers } from './period.ts';
import { type PlanRecord, plansOf, recordOf, teamsOf } from './record.ts';
import { CUSTODIAN, NATIONAL, SAMPLAN } from './systems.ts';

/** Who hands over to whom, and when. */
export interface Transfer {
  /** Organization number of the municipality that was responsible. */
  readonly from: string;
  readonly to: string;
  /** Instant, ISO 8601 in UTC. */
  readonly at: string;
}

/** A record that another municipality is responsible for. */
export interface Transferred {
  /** With the new owners. */
  readonly record: PlanRecord;
  /** Parts that changed, be it only their owner. */
  readonly changed: readonly Resource[];
}

/**
 * The organization that answers for a person's plan: the responsible coordinator's, else whose the plan is, else whose the
 * team is; of a unit, what it is a part of.
 */
export function responsibleFor(record: PlanRecord, at: string): string | undefined {
  const plan = plansOf(record).find((one) => !isOver(one)) ?? teamsOf(record).find(isCurrent);
  const [coordinator] = responsibleCoordinators(record, at);
  const organizations = coordinator ? organizationsOfParticipant(coordinator, record.directory) : [];
  return organizations.at(-1) ?? (plan && ownerOf(record, plan, at).at(-1));
}

/**
 * The responsibility for a plan goes over (hol § 7-1): what the one municipality owns and is not over becomes the other's,
 * those who take part for it leave the team, and the new koordinerende enhet joins it. Consents are not touched here, and
 * what is over stays whose it was (hpl § 39).
 *
 * @example
 * transferred(record, { from: '310601012', to: '310604011', at }).record.parts.get('CarePlan/1')?.owner; // '310604011'
 */
export function transferred(record: PlanRecord, transfer: Transfer): Transferred {
  const changed: Resource[] = [];
  const parts = [...record.parts.values()].map((part) => {
    const { resource, owner } = part;
    const isTheirs = ownersOf(part, record.directory).includes(transfer.from) && !isOver(resource);
    const next = changedBy(resource, transfer, record, isTheirs);
    if (isTheirs || next !== resource) changed.push(next);
    return { resource: next, owner: isTheirs ? transfer.to : owner };
  });
  return { record: recordOf(record.person, parts, record.directory), changed };
}

/** Consents keep what they say; whoever owns one is told by its owner alone. */
function changedBy(resource: Resource, transfer: Transfer, record: PlanRecord, isTheirs: boolean): Resource {
  if (resource.resourceType === 'CareTeam' && isPlanTeam(resource) && isCurrent(resource)) {
    const team = withTeamOf(resource, transfer, record);
    return isTheirs ? withOwner(team, transfer.to) : team;
  }
  if (!isTheirs) return resource;
  if (resource.resourceType === 'CarePlan' && isIndividualPlan(resource)) {
    return withOwner(withCustodian(resource, transfer.to), transfer.to);
  }
  return withOwner(resource, transfer.to);
}

function withTeamOf(team: CareTeam, { from, to, at }: Transfer, { directory }: PlanRecord): CareTeam {
  const last = new Date(Date.parse(at) - 1).toISOString();
  const participant = (team.participant ?? []).map((one): CareTeamParticipant => {
    const isLeaving = organizationsOfParticipant(one, directory).includes(from) && covers(one.period, at);
    return isLeaving ? { ...one, period: { ...one.period, end: last } } : one;
  });
  const isThere = participant.some(
    (one) =>
      hasCode(one.role, SAMPLAN.participantRole, 'coordinating-unit') &&
      covers(one.period, at) &&
      organizationsOfParticipant(one, directory).includes(to),
  );
  const unit: CareTeamParticipant = {
    role: [{ coding: [{ system: SAMPLAN.participantRole, code: 'coordinating-unit' }] }],
    member: byNumber(to),
    period: { start: at },
  };
  return { ...team, participant: isThere ? participant : [...participant, unit] };
}

function withCustodian(plan: CarePlan, to: string): CarePlan {
  const others = (plan.extension ?? []).filter(({ url }) => url !== CUSTODIAN);
  return { ...plan, extension: [...others, { url: CUSTODIAN, valueReference: byNumber(to) }] };
}

/** A part that states its owner states the new one; one that does not needs no word of it. */
function withOwner(resource: Resource, to: string): Resource {
  const extension = 'extension' in resource ? (resource.extension as Extension[] | undefined) : undefined;
  if (!extension?.some(({ url }) => url === SAMPLAN.partOwner)) return resource;
  const stated = extension.map((one) =>
    one.url === SAMPLAN.partOwner ? { url: one.url, valueReference: byNumber(to) } : one,
  );
  return { ...resource, extension: stated } as Resource;
}

function byNumber(organization: string): Reference<Organization> {
  return { type: 'Organization', identifier: { system: NATIONAL.organization, value: organization } };
}
