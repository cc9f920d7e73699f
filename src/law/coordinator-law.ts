import { birthday, dayOf, hasCome } from '../record/day.ts';
import { responsibleCoordinators } from '../record/organizations.ts';
import type { PlanRecord } from '../record/record.ts';
import {
  hasRole,
  isHealthPersonnel,
  isSameMember,
  owedByOf,
  type Participation,
  participants,
  sectorOf,
} from './participation.ts';
import { personIn } from './person.ts';
import { activePlans } from './plan-law.ts';
import { type LawRule, worldRule } from './rule.ts';

/** Age at which the right to a child coordinator ends (hol § 7-2 a). */
export const GROWN_UP = 18;

/** What the law asks of who coordinates. */
export const COORDINATOR_LAW: readonly LawRule[] = [
  worldRule({
    key: 'responsible-coordinator',
    content: ['c'],
    reference: 'pbrl § 2-5 b',
    message: {
      nb: 'Den som har en individuell plan skal til enhver tid ha én ansvarlig koordinator.',
      nn: 'Den som har ein individuell plan skal til kvar tid ha éin ansvarleg koordinator.',
      en: 'A person with an individual plan shall have one responsible coordinator at all times.',
    },
    action: {
      nb: 'Koordinerende enhet oppnevner én ansvarlig koordinator i CareTeam.participant.',
      nn: 'Koordinerande eining nemner opp éin ansvarleg koordinator i CareTeam.participant.',
      en: 'The koordinerende enhet appoints one responsible coordinator in CareTeam.participant.',
    },
    expected: 'one responsible coordinator',
    lacks: ({ record, at }) =>
      activePlans(record).flatMap((plan) => {
        const count = responsibleCoordinators(record, at).length;
        return count === 1 ? [] : [{ about: plan, found: `${count} responsible coordinators` }];
      }),
  }),
  worldRule({
    key: 'municipality-coordinates',
    content: ['c'],
    reference: 'hol § 7-1',
    message: {
      nb: 'Når både kommunen og spesialisthelsetjenesten deltar, skal kommunen koordinere planen.',
      nn: 'Når både kommunen og spesialisthelsetenesta er med, skal kommunen koordinere planen.',
      en: 'Where both the municipality and the specialist health service take part, the municipality shall coordinate the plan.',
    },
    action: {
      nb: 'Kommunens koordinerende enhet oppnevner ansvarlig koordinator. Helseforetakets koordinator kan fortsette som koordinator.',
      nn: 'Den koordinerande eininga i kommunen nemner opp ansvarleg koordinator. Koordinatoren i helseføretaket kan halde fram som koordinator.',
      en: 'The koordinerende enhet of the municipality appoints the responsible coordinator. That of the health trust may go on as coordinator.',
    },
    expected: 'a responsible coordinator of the municipality',
    lacks: ({ record, at, members }) => {
      const all = participants(record, at);
      const municipality = all.find(({ participant }) => sectorOf(record, members, participant) === 'municipal');
      const levels = responsibleCoordinators(record, at).map((one) => sectorOf(record, members, one));
      if (!municipality || !levels.includes('specialist') || levels.includes('municipal')) return [];
      return activePlans(record).map((plan) => ({
        about: plan,
        found: 'a responsible coordinator of the health trust',
        ...owedByOf(record, municipality.participant),
      }));
    },
  }),
  worldRule({
    key: 'child-coordinator-leads',
    content: ['c'],
    reference: 'pbrl § 2-5 c',
    validFrom: '2022-08-01',
    message: {
      nb: 'Når barnekoordinator er oppnevnt, er barnekoordinatoren den ansvarlige koordinatoren.',
      nn: 'Når barnekoordinator er nemnd opp, er barnekoordinatoren den ansvarlege koordinatoren.',
      en: 'Where a child coordinator is appointed, the child coordinator is the responsible coordinator.',
    },
    action: {
      nb: 'Gi barnekoordinatoren også rollen responsible-coordinator, og de andre rollen coordinator.',
      nn: 'Gi barnekoordinatoren òg rolla responsible-coordinator, og dei andre rolla coordinator.',
      en: 'Give the child coordinator the role responsible-coordinator too, and the others the role coordinator.',
    },
    expected: 'the child coordinator as responsible coordinator',
    lacks: ({ record, at }) =>
      childCoordinators(record, at).flatMap(({ team, participant }) =>
        responsibleCoordinators(record, at).some((one) => !isSameMember(one, participant))
          ? [
              {
                about: team,
                element: 'participant',
                found: 'another responsible coordinator',
                ...owedByOf(record, participant),
              },
            ]
          : [],
      ),
  }),
  worldRule({
    key: 'child-coordinator-ends',
    content: ['c'],
    reference: 'hol § 7-2 a',
    validFrom: '2022-08-01',
    message: {
      nb: 'Retten til barnekoordinator varer til barnet fyller 18 år.',
      nn: 'Retten til barnekoordinator varer til barnet fyller 18 år.',
      en: 'The right to a child coordinator lasts until the child turns 18.',
    },
    action: {
      nb: 'Avtal med personen hvem som koordinerer videre, oppnevn koordinatoren, og avslutt rollen child-coordinator.',
      nn: 'Avtal med personen kven som koordinerer vidare, nemn opp koordinatoren, og avslutt rolla child-coordinator.',
      en: 'Agree with the person on who coordinates from then on, appoint that coordinator, and end the role child-coordinator.',
    },
    expected: 'a coordinator who takes over',
    term: 'the day the person turns 18',
    lacks: ({ record, at }) => {
      const due = birthday(personIn(record)?.birthDate, GROWN_UP);
      if (due === undefined) return [];
      return participants(record, at)
        .filter(({ participant }) => hasRole(participant, CHILD))
        .filter(({ participant: { period } }) => (dayOf(period?.end) ?? LATER) > due)
        .map(({ team, participant }) => ({
          about: team,
          element: 'participant',
          found: 'a child coordinator',
          due,
          ...owedByOf(record, participant),
        }));
    },
  }),
  worldRule({
    key: 'trust-coordinator-personnel',
    content: ['c'],
    reference: 'sphl § 2-5 a',
    message: {
      nb: 'Koordinatoren i spesialisthelsetjenesten skal være helsepersonell.',
      nn: 'Koordinatoren i spesialisthelsetenesta skal vere helsepersonell.',
      en: 'The coordinator of the specialist health service shall be health personnel.',
    },
    action: {
      nb: 'Oppgi HPR-nummeret i Practitioner.identifier, eller oppnevn helsepersonell som koordinator.',
      nn: 'Oppgi HPR-nummeret i Practitioner.identifier, eller nemn opp helsepersonell som koordinator.',
      en: 'State the HPR number in Practitioner.identifier, or appoint health personnel as coordinator.',
    },
    expected: 'an HPR number',
    lacks: ({ record, at, members }) =>
      participants(record, at)
        .filter(({ participant }) => COORDINATORS.some((code) => hasRole(participant, code)))
        .filter(({ participant }) => sectorOf(record, members, participant) === 'specialist')
        .filter(({ participant: { member } }) => !isHealthPersonnel(record, member))
        .map(({ team, participant }) => ({
          about: team,
          element: 'participant',
          found: 'a coordinator without one',
          ...owedByOf(record, participant),
        })),
  }),
];

const COORDINATORS: readonly string[] = ['responsible-coordinator', 'coordinator'];
const CHILD = 'child-coordinator';

/** Later than any day. */
const LATER = '9999-12-31';

/** Of a child: somebody who is grown up has none, whatever still stands there. */
function childCoordinators(record: PlanRecord, at: string): readonly Participation[] {
  if (hasCome(birthday(personIn(record)?.birthDate, GROWN_UP), at)) return [];
  return participants(record, at).filter(({ participant }) => hasRole(participant, CHILD));
}
