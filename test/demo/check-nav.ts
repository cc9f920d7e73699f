import { isDeepStrictEqual } from 'node:util';
import type { NavOffice } from './nav-office.ts';
import type { Calendar } from './people/calendar.ts';
import { EMIL, EMIL_GOAL_AFTER, EMIL_HIDDEN } from './people/emil.ts';
import { EVERYONE } from './people/everyone.ts';
import { NILS, NILS_ACTIVITY } from './people/nils.ts';
import { identify, type Person } from './people/person.ts';

const LET_IT_SEE: readonly Person[] = [NILS, EMIL];

/** What the story promises of the NAV office, and of every file that it ever got; the sentences that do not hold. */
export async function navFaults(office: NavOffice, when: Calendar): Promise<readonly string[]> {
  const text = office.received.join('\n');
  const plansOf = ({ profile }: Person) => office.plans.filter(({ bruker }) => bruker.navn === nameOf(profile));
  const activities = (person: Person) => plansOf(person)[0]?.aktiviteter?.map(({ tittel }) => tittel) ?? [];
  const goals = plansOf(EMIL)[0]?.mal?.map(({ tekst }) => tekst) ?? [];
  const others = EVERYONE.filter((person) => !LET_IT_SEE.includes(person));
  const claims: readonly (readonly [sentence: string, holds: boolean])[] = [
    ...LET_IT_SEE.map(
      (person) => [`it holds one plan of ${person.profile.given}`, plansOf(person).length === 1] as const,
    ),
    ['it holds the plan of nobody else', office.plans.length === LET_IT_SEE.length],
    ...others.map(
      ({ profile }) =>
        [
          `nothing of ${profile.given} ever reached it`,
          ![nameOf(profile), identify(profile, when).fnr].some((word) => text.includes(word)),
        ] as const,
    ),
    ['the measure that Emil leaves out never reached it', !text.includes(EMIL_HIDDEN)],
    [
      'the rest of his measures stand there',
      isDeepStrictEqual([...activities(EMIL)], ['Møte med lærebedriften om arbeidstid']),
    ],
    ['what the municipality wrote in his goal reached it', isDeepStrictEqual([...goals], [EMIL_GOAL_AFTER])],
    ['what it added to the plan of Nils stands there', activities(NILS).includes(NILS_ACTIVITY)],
    ['beside the measure of the municipality', activities(NILS).length === 2],
    ['its view is the smaller one', !withheld(when).some((one) => text.includes(one))],
    ['none of its files was refused', (await office.refused()).length === 0],
  ];
  return claims.flatMap(([sentence, holds]) => (holds ? [] : [sentence]));
}

/** What plans and measures say that an activity plan has no place for. */
function withheld(when: Calendar): readonly string[] {
  const papers = LET_IT_SEE.flatMap(({ profile, seed }) => Object.values(seed(identify(profile, when), when)).flat());
  return papers.flatMap((paper) => {
    if (paper.resourceType === 'CarePlan') return paper.description ?? [];
    return paper.resourceType === 'ServiceRequest' ? (paper.note ?? []).flatMap(({ text }) => text ?? []) : [];
  });
}

function nameOf({ given, family }: Person['profile']): string {
  return `${given} ${family}`;
}
