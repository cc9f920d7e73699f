import { Chart } from './chart.ts';
import { FJORDVIK, postAt, type SystemName, TRUST } from './organizations.ts';
import type { Act, Person } from './person.ts';

const FIRST = 'Jeg vil tilbake i jobb på biblioteket.';

/** What each side makes of the same goal. */
export const SOLVEIG_GOAL: Readonly<Record<SystemName, string>> = {
  [FJORDVIK]: 'Jeg vil tilbake på biblioteket i 40 prosent til våren, med to faste hviledager i uken.',
  [TRUST]: 'Jeg vil først og fremst bli frisk nok til å sove hele natten; jobben på biblioteket får vente.',
};

/** Written at the municipality at the same time, in another part: goes on in spite of the conflict. */
export const SOLVEIG_OTHER = 'Arbeidsleder Anne er med på møtet i måneden som kommer.';

/** Both sides rewrite the goal that the municipality owns: a conflict, in which neither text is lost. */
export const SOLVEIG: Person = {
  profile: { number: 5, given: 'Solveig', family: 'Bakken', gender: 'female', age: 45, daysSinceBirthday: 300 },
  situation: 'both sides rewrite the same goal',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    return {
      [FJORDVIK]: [
        chart.patient(),
        chart.team('kari', -90, [
          chart.participant('general-practitioner', postAt(FJORDVIK, 'knut')),
          chart.participant('specialist-service', postAt(FJORDVIK, 'marit'), -90),
        ]),
        chart.planMade('active', when.morning(-92), 'fjordvik', { identified: true }),
        chart.access({ recipient: 'trust', given: -92, until: 273, by: 'number' }),
        chart.access({ recipient: 'fjordvik', given: -92, until: 273, by: 'number' }),
        chart.goal(1, FIRST, { identified: true }),
        chart.goal(2, 'Jeg vil gå tur med hunden hver dag, også når det er tungt.', { identified: true }),
        chart.measure(1, {
          what: 'Samtale med arbeidsgiver og koordinator',
          how: 'Én gang i måneden på biblioteket, Solveig leder møtet.',
          performer: postAt(FJORDVIK, 'kari'),
          times: 1,
          per: 'mo',
          identified: true,
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Solveig',
          description: 'Langvarig depresjon. Solveig vil ha få mål, og at alle følger de samme.',
          author: 'kari',
          from: -90,
          revision: 45,
          goals: [1, 2],
          measures: [1],
          identified: true,
        }),
      ],
      [TRUST]: [new Chart(TRUST, who, when).patient()],
    };
  },
  acts: [
    rewritesGoal(FJORDVIK, 'the municipality rewrites her goal about work'),
    rewritesGoal(TRUST, 'the trust rewrites the same goal differently'),
    {
      moment: 'sharing',
      at: FJORDVIK,
      line: 'the municipality also changes a measure, which goes on in spite of the conflict',
      async perform(system, who) {
        const measure = await system.only('ServiceRequest', await system.patient(who.fnr));
        await system.change(measure, (current) => ({
          ...current,
          note: [...(current.note ?? []), { text: SOLVEIG_OTHER }],
        }));
      },
    },
  ],
  decision: { line: 'the coordinator and Solveig decide which text stands', take: 'record' },
};

function rewritesGoal(at: SystemName, line: string): Act {
  return {
    moment: 'sharing',
    at,
    line,
    async perform(system, who) {
      const patient = await system.patient(who.fnr);
      const goal = await system.only('Goal', patient, (found) => found.description.text === FIRST);
      await system.change(goal, (current) => ({ ...current, description: { text: SOLVEIG_GOAL[at] } }));
    },
  };
}
