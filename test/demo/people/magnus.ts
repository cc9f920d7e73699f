import { Chart } from './chart.ts';
import { FJORDVIK, organizationAt, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** The trust's active plan has no period and no consent that it is made: set aside with two findings, until it is mended. */
export const MAGNUS: Person = {
  profile: { number: 6, given: 'Magnus', family: 'Hegg', gender: 'male', age: 29, daysSinceBirthday: 188 },
  situation: 'active plan at the trust without a period and without the consent that it is made',
  seed(who, when) {
    const chart = new Chart(TRUST, who, when);
    return {
      [FJORDVIK]: [],
      [TRUST]: [
        chart.patient(),
        chart.team('hege', -20, [
          chart.participant('coordinating-unit', organizationAt(TRUST, 'trust-coordinating-unit')),
          chart.participant('specialist-service', postAt(TRUST, 'marit'), -20),
        ]),
        chart.access({ recipient: 'fjordvik', given: -21, until: 344, by: 'number', identified: true }),
        chart.access({ recipient: 'trust', given: -21, until: 344, by: 'reference', identified: true }),
        chart.goal(1, 'Eg vil ha mi eiga leilegheit og bestemme kven som har nøkkel.', { identified: true }),
        chart.measure(1, {
          what: 'Ambulant team heime',
          how: 'Magnus vel kva dag. Teamet ringjer før dei kjem.',
          performer: organizationAt(TRUST, 'trust-psychiatry'),
          times: 2,
          per: 'wk',
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Magnus',
          description: 'Magnus spelar bass og har vener som står han nær. Han treng ro rundt bustad og medisinar.',
          author: 'hege',
          goals: [1],
          measures: [1],
          identified: true,
        }),
      ],
    };
  },
  acts: [
    {
      moment: 'repair',
      at: TRUST,
      line: 'the trust records the consent that the plan is made',
      async perform(system, who, when) {
        const patient = await system.patient(who.fnr);
        const chart = new Chart(TRUST, who, when);
        const person = { reference: `Patient/${patient.id}` };
        const { id: _ours, ...consent } = chart.planMade('active', when.now(), 'trust', { identified: true });
        await system.create({ ...consent, patient: person, performer: [person] });
      },
    },
    {
      moment: 'repair',
      at: TRUST,
      line: 'the trust gives the plan its period',
      async perform(system, who, when) {
        const plan = await system.only('CarePlan', await system.patient(who.fnr));
        await system.change(plan, (current) => ({ ...current, period: { start: when.day(-20), end: when.day(345) } }));
      },
    },
  ],
};
