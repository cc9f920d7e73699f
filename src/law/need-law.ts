import type { ServiceRequest } from '@medplum/fhirtypes';
import { dayOf, daysAfter } from '../record/day.ts';
import { isIndividualPlan, kindOf } from '../record/kinds.ts';
import { organizationsOf, responsibleCoordinators } from '../record/organizations.ts';
import { ownersOf } from '../record/owner.ts';
import { type PlanRecord, resourcesOf } from '../record/record.ts';
import { casesAbout } from './cases.ts';
import { participants, sectorOf } from './participation.ts';
import { type LawRule, type Member, worldRule } from './rule.ts';

/**
 * Days within which a report of need is answered where its case states no other term. The law says without delay; the
 * number is this installation's; `coordinatingUnits` in the configuration says another for one of them.
 */
export const ANSWER_DAYS = 14;

/** What the law asks before there is a plan. */
export const NEED_LAW: readonly LawRule[] = [
  worldRule({
    key: 'need-answered',
    reference: 'hol § 7-3',
    message: {
      nb: 'Koordinerende enhet skal svare på meldinger og søknader om individuell plan og koordinator.',
      nn: 'Koordinerande eining skal svare på meldingar og søknader om individuell plan og koordinator.',
      en: 'The koordinerende enhet shall answer reports of need and applications for a plan or a coordinator.',
    },
    action: {
      nb: 'Oppnevn koordinator i CareTeam.participant, eller svar på saken i Task.businessStatus.',
      nn: 'Nemn opp koordinator i CareTeam.participant, eller svar på saka i Task.businessStatus.',
      en: 'Appoint a coordinator in CareTeam.participant, or answer the case in Task.businessStatus.',
    },
    expected: 'a coordinator, or an answer',
    term: `the term of the case; without one, ${ANSWER_DAYS} days after the report`,
    lacks: ({ record, at }) =>
      openReports(record, at).map((report) => {
        const [unit] = (report.performer ?? []).flatMap((one) => organizationsOf(one, record.directory));
        const [stated] = casesAbout(record, report).flatMap(({ task }) => dayOf(task.restriction?.period?.end) ?? []);
        const reported = dayOf(report.authoredOn);
        const due = stated ?? (reported && daysAfter(reported, ANSWER_DAYS));
        return {
          about: report,
          element: 'status',
          found: 'no answer',
          ...(due === undefined ? {} : { due }),
          ...(unit === undefined ? {} : { owedBy: unit }),
        };
      }),
  }),
  worldRule({
    key: 'need-reported',
    reference: 'sphl § 2-5',
    message: {
      nb: 'Helseforetaket skal varsle kommunen så snart som mulig når det ser behovet for en felles plan.',
      nn: 'Helseføretaket skal varsle kommunen så snart som mogleg når det ser behovet for ein felles plan.',
      en: 'The health trust shall notify the municipality as soon as possible when it sees the need for a joint plan.',
    },
    action: {
      nb: 'Meld behovet til kommunens koordinerende enhet (ServiceRequest, need-report).',
      nn: 'Meld behovet til den koordinerande eininga i kommunen (ServiceRequest, need-report).',
      en: 'Report the need to the koordinerende enhet of the municipality (ServiceRequest, need-report).',
    },
    expected: 'a report of need, or the municipality in the team',
    owedBy: 'author',
    lacks: ({ record, at, members }) => {
      const isKnown =
        reportsIn(record).some((report) => !staysInTrust(record, report, members)) ||
        participants(record, at).some(({ participant }) => sectorOf(record, members, participant) === 'municipal');
      if (isKnown) return [];
      const isTrusts = (owners: readonly string[]): boolean =>
        members.some(({ organization, sector }) => sector === 'specialist' && owners.includes(organization));
      return [...record.parts.values()].flatMap((part) =>
        isUnderWay(part.resource) && isTrusts(ownersOf(part, record.directory))
          ? [{ about: part.resource, found: 'a plan of the trust alone' }]
          : [],
      );
    },
  }),
];

/** Reports of need, whatever became of them. */
function reportsIn(record: PlanRecord): readonly ServiceRequest[] {
  return resourcesOf(record).filter(
    (resource): resource is ServiceRequest =>
      resource.resourceType === 'ServiceRequest' &&
      kindOf(resource) === 'need-report' &&
      resource.status !== 'entered-in-error',
  );
}

/** A report to the koordinerende enhet of a health trust (hpl § 38 a) tells no municipality. */
function staysInTrust(record: PlanRecord, { performer = [] }: ServiceRequest, members: readonly Member[]): boolean {
  const told = performer.flatMap((one) => organizationsOf(one, record.directory));
  const sectors = members.filter(({ organization }) => told.includes(organization)).map(({ sector }) => sector);
  return sectors.length > 0 && sectors.every((sector) => sector === 'specialist');
}

/** Neither answered nor met: nobody coordinates yet. */
function openReports(record: PlanRecord, at: string): readonly ServiceRequest[] {
  return responsibleCoordinators(record, at).length > 0 ? [] : unansweredReports(record);
}

/** Reports whose case waits for an answer, whether somebody coordinates or not. */
export function unansweredReports(record: PlanRecord): readonly ServiceRequest[] {
  return reportsIn(record)
    .filter(({ status }) => status === 'active')
    .filter((report) => !casesAbout(record, report).some(({ status }) => status && status !== 'received'));
}

function isUnderWay(resource: Parameters<typeof isIndividualPlan>[0]): boolean {
  if (resource.resourceType !== 'CarePlan' || !isIndividualPlan(resource)) return false;
  return resource.status === 'draft' || resource.status === 'active';
}
