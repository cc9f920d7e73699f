import { Chart } from './chart.ts';
import { addMeasure } from './measure-added.ts';
import { FJORDVIK, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** Written at the municipality while the trust's system was down. */
export const RANDI_GOAL_AFTER = 'Jeg vil fullføre fagbrevet som gartner, og ta eksamen sammen med de andre i juni.';
export const RANDI_MEASURE_AFTER = 'Følge til eksamen og avtale om pauserom';

/** Edited while the trust's system is down; the answers are lost on the way back. Converges, nothing doubled. */
export const RANDI: Person = {
  profile: { number: 14, given: 'Randi', family: 'Vik', gender: 'female', age: 25, daysSinceBirthday: 222 },
  situation: 'edited while the trust is down; answers lost on the way back',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    return {
      [FJORDVIK]: [
        chart.patient(),
        chart.team('turid', -150, [chart.participant('specialist-service', postAt(FJORDVIK, 'bjorn'), -150)]),
        chart.planMade('active', when.morning(-151), 'fjordvik', { identified: true }),
        chart.access({ recipient: 'trust', given: -151, until: 214, by: 'number', identified: true }),
        chart.access({ recipient: 'fjordvik', given: -151, until: 214, by: 'number' }),
        chart.goal(1, 'Jeg vil fullføre fagbrevet som gartner.'),
        chart.measure(1, {
          what: 'Tilrettelagt praksisplass på gartneriet',
          how: 'Fire timer om dagen. Randi tar pause når hun kjenner at et anfall kan komme.',
          performer: postAt(FJORDVIK, 'turid'),
          times: 4,
          per: 'wk',
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Randi',
          description: 'Epilepsi etter hodeskade. Randi er god med planter og folk.',
          author: 'turid',
          from: -150,
          revision: 90,
          goals: [1],
          measures: [1],
        }),
      ],
      [TRUST]: [],
    };
  },
  acts: [
    {
      moment: 'outage',
      at: FJORDVIK,
      line: 'the municipality rewrites her goal while the trust is down',
      async perform(system, who) {
        const goal = await system.only('Goal', await system.patient(who.fnr));
        await system.change(goal, (current) => ({ ...current, description: { text: RANDI_GOAL_AFTER } }));
      },
    },
    {
      moment: 'outage',
      at: FJORDVIK,
      line: 'and adds a measure to her plan',
      async perform(system, who, when) {
        const patient = await system.patient(who.fnr);
        const measure = new Chart(FJORDVIK, who, when).measure(2, {
          what: RANDI_MEASURE_AFTER,
          how: 'Turid avtaler med eksamenskontoret.',
          performer: postAt(FJORDVIK, 'turid'),
        });
        await addMeasure(system, patient, measure);
      },
    },
  ],
};
