import type { Patient } from '@medplum/fhirtypes';
import { Chart } from './chart.ts';
import { FJORDVIK, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** How many days before today he dies. */
const DIED = -1;

/** Dies: the plan is completed with the date, and nobody edits it further. */
export const GUNNAR: Person = {
  profile: { number: 17, given: 'Gunnar', family: 'Berge', gender: 'male', age: 90, daysSinceBirthday: 300 },
  situation: 'plan at the municipality, consent for the trust',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    return {
      [FJORDVIK]: [
        chart.patient(),
        chart.team('turid', -90, [chart.participant('municipal-service', postAt(FJORDVIK, 'lise'), -90)]),
        chart.planMade('active', when.morning(-91), 'fjordvik'),
        chart.access({ recipient: 'trust', given: -91, until: 274, by: 'number' }),
        chart.access({ recipient: 'fjordvik', given: -91, until: 274, by: 'reference' }),
        chart.goal(1, 'Jeg vil være hjemme så lenge det går, og høre på radioen om kvelden.'),
        chart.measure(1, {
          what: 'Hjemmesykepleie',
          how: 'Morgen og kveld, av dem Gunnar kjenner.',
          performer: postAt(FJORDVIK, 'lise'),
          times: 2,
          per: 'd',
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Gunnar',
          description: 'Hjertesvikt. Datteren Sigrid bor på andre siden av veien.',
          author: 'turid',
          from: -90,
          revision: 45,
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
      at: FJORDVIK,
      line: 'Gunnar has died: the municipality records it',
      async perform(system, who, when) {
        const patient = await system.patient(who.fnr);
        await system.change<Patient>(patient, (current) => ({ ...current, deceasedDateTime: when.day(DIED) }));
      },
    },
  ],
};
