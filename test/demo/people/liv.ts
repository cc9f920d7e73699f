import { Chart } from './chart.ts';
import { addMeasure } from './measure-added.ts';
import { FJORDVIK, ORGANIZATIONS, organizationNumber, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

const FIRST = 'Jeg vil orke søndagsmiddagen med hele familien.';

/** Written at the municipality after she withdrew her consent for the trust. */
export const LIV_GOAL_AFTER = 'Jeg vil orke søndagsmiddagen, og snakke med noen her hjemme om det jeg er redd for.';
export const LIV_MEASURE_AFTER = 'Samtaler med kreftkoordinator i kommunen';

/** Shared for a year; she withdraws the consent for the trust, and nothing more goes there. */
export const LIV: Person = {
  profile: { number: 7, given: 'Liv', family: 'Tangen', gender: 'female', age: 66, daysSinceBirthday: 64 },
  situation: 'withdraws her consent for the trust',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    return {
      [FJORDVIK]: [
        chart.patient(),
        chart.team('kari', -365, [
          chart.participant('general-practitioner', postAt(FJORDVIK, 'knut')),
          chart.participant('municipal-service', postAt(FJORDVIK, 'lise'), -300),
        ]),
        chart.planMade('active', when.morning(-366), 'fjordvik'),
        chart.access({ recipient: 'trust', given: -365, until: 365, by: 'reference', identified: true }),
        chart.access({ recipient: 'fjordvik', given: -365, until: 365, by: 'reference', identified: true }),
        chart.goal(1, FIRST),
        chart.measure(1, {
          what: 'Hjemmesykepleie ved behov',
          how: 'Liv ringer selv. Hun vil ikke ha faste tider.',
          performer: postAt(FJORDVIK, 'lise'),
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Liv',
          description: 'Etter brystkreft. Søsteren Gerd og menigheten er viktige for Liv.',
          author: 'kari',
          from: -365,
          revision: 20,
          goals: [1],
          measures: [1],
          identified: true,
        }),
      ],
      [TRUST]: [],
    };
  },
  acts: [
    {
      moment: 'sharing',
      at: FJORDVIK,
      line: 'Liv withdraws her consent for the trust: a neighbour works there',
      async perform(system, who) {
        const consent = await system.only('Consent', await system.patient(who.fnr), (found) =>
          JSON.stringify(found.provision ?? {}).includes(ORGANIZATIONS.trust.name),
        );
        await system.change(consent, (current) => ({ ...current, status: 'inactive' }));
      },
    },
    {
      moment: 'outage',
      at: FJORDVIK,
      line: 'Liv says more in her goal, meant for the municipality only',
      async perform(system, who) {
        const goal = await system.only('Goal', await system.patient(who.fnr));
        await system.change(goal, (current) => ({ ...current, description: { text: LIV_GOAL_AFTER } }));
      },
    },
    {
      moment: 'outage',
      at: FJORDVIK,
      line: 'the municipality adds a measure to her plan',
      async perform(system, who, when) {
        const patient = await system.patient(who.fnr);
        const measure = new Chart(FJORDVIK, who, when).measure(2, {
          what: LIV_MEASURE_AFTER,
          how: 'Hver onsdag på helsehuset, så lenge Liv vil.',
          performer: postAt(FJORDVIK, 'kari'),
          times: 1,
          per: 'wk',
          identified: true,
        });
        await addMeasure(system, patient, measure);
      },
    },
    {
      moment: 'repair',
      at: FJORDVIK,
      line: 'Liv consents again: she wants the hospital to know before the next operation',
      async perform(system, who, when) {
        const patient = await system.patient(who.fnr);
        const person = { reference: `Patient/${patient.id}` };
        const { id: _ours, ...consent } = new Chart(FJORDVIK, who, when).access({
          recipient: 'trust',
          given: 0,
          until: 365,
          by: 'number',
          identified: true,
          name: `access-again-${organizationNumber('trust')}`,
        });
        await system.create({ ...consent, patient: person, performer: [person] });
      },
    },
  ],
};
