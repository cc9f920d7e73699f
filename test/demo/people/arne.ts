import { Chart } from './chart.ts';
import { FJORDVIK, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** The trust deletes its copy of the plan: a proposal to end it, which waits for the coordinator. */
export const ARNE: Person = {
  profile: { number: 13, given: 'Arne', family: 'Tangen', gender: 'male', age: 80, daysSinceBirthday: 76 },
  situation: 'plan at the municipality, shared with the trust',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    return {
      [FJORDVIK]: [
        chart.patient(),
        chart.team('kari', -300, [
          chart.participant('municipal-service', postAt(FJORDVIK, 'lise'), -300),
          chart.participant('specialist-service', postAt(FJORDVIK, 'hege'), -290),
        ]),
        chart.planMade('active', when.morning(-301), 'fjordvik'),
        chart.access({ recipient: 'trust', given: -301, until: 64, by: 'reference' }),
        chart.access({ recipient: 'fjordvik', given: -301, until: 64, by: 'number' }),
        chart.goal(1, 'Jeg vil bo hjemme med hunden så lenge beina bærer.'),
        chart.measure(1, {
          what: 'Trygghetsalarm og tilsyn',
          how: 'Morgen og kveld. Hunden bjeffer, men er snill.',
          performer: postAt(FJORDVIK, 'lise'),
          times: 2,
          per: 'd',
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Arne',
          description: 'Hjertesvikt og dårlig syn. Arne bor alene og vil helst klare seg selv.',
          author: 'kari',
          from: -300,
          revision: 20,
          goals: [1],
          measures: [1],
        }),
      ],
      [TRUST]: [],
    };
  },
  acts: [
    {
      moment: 'sharing',
      at: TRUST,
      line: 'the trust deletes its copy of the plan',
      async perform(system, who) {
        const patient = await system.patient(who.fnr);
        // With what hangs on it, as record systems do.
        const plan = await system.only('CarePlan', patient);
        await system.delete(plan, await system.only('ServiceRequest', patient), await system.only('Goal', patient));
      },
    },
  ],
};
