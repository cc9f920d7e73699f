import type { Patient } from '@medplum/fhirtypes';
import { Chart } from './chart.ts';
import { FJORDVIK, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** Her address, which nobody but the municipality may have. */
export const BERIT_ADDRESS = 'Sperret vei 7';

/** What the municipality writes in her plan, and nobody else gets to know. */
export const BERIT_GOAL_AFTER = 'Jeg vil at barna skal ha en vanlig hverdag igjen, og en skole de trives på.';

/** Plan at the municipality, address strengt fortrolig: pulled from its owner, and nothing is sent to others. */
export const BERIT: Person = {
  profile: { number: 11, given: 'Berit', family: 'Strand', gender: 'female', age: 37, daysSinceBirthday: 301 },
  situation: 'her address is strengt fortrolig',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    const patient: Patient = {
      ...chart.patient(),
      meta: {
        security: [{ system: 'http://ehelse.no/fhir/CodeSystem/gd-address-confidentiality', code: 'strengtFortrolig' }],
      },
      address: [{ use: 'home', line: [BERIT_ADDRESS] }],
    };
    return {
      [FJORDVIK]: [
        patient,
        chart.team('kari', -80, [chart.participant('municipal-service', postAt(FJORDVIK, 'lise'), -80)]),
        chart.planMade('active', when.morning(-81), 'fjordvik'),
        chart.access({ recipient: 'trust', given: -81, until: 284, by: 'number' }),
        chart.access({ recipient: 'fjordvik', given: -81, until: 284, by: 'number' }),
        chart.goal(1, 'Jeg vil at barna skal ha en vanlig hverdag igjen.'),
        chart.measure(1, {
          what: 'Samtaler og praktisk hjelp i den nye boligen',
          how: 'Lise kommer til avtalt tid, og ringer alltid før hun går hjemmefra.',
          performer: postAt(FJORDVIK, 'lise'),
          times: 1,
          per: 'wk',
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Berit',
          description: 'Etter samlivsbrudd og flytting. Berit bestemmer selv hvem som får vite noe.',
          author: 'kari',
          from: -80,
          revision: 100,
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
      line: 'the municipality writes in Berit’s plan, and it stays there',
      async perform(system, who) {
        const goal = await system.only('Goal', await system.patient(who.fnr));
        await system.change(goal, (current) => ({
          ...current,
          description: { text: BERIT_GOAL_AFTER },
        }));
      },
    },
  ],
};
