import { Chart } from './chart.ts';
import { FJORDVIK, organizationAt, practitionerAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** Says no to a plan and yes to a coordinator: a team and a rejected consent, no plan. */
export const OLE: Person = {
  profile: { number: 8, given: 'Ole', family: 'Strandheim', gender: 'male', age: 52, daysSinceBirthday: 81 },
  situation: 'no to a plan, yes to a coordinator',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    const team = chart.team('kari', -40, []);
    return {
      [FJORDVIK]: [
        chart.patient(),
        {
          ...team,
          participant: [
            chart.participant('the-person', chart.person),
            chart.participant('responsible-coordinator', practitionerAt(FJORDVIK, 'kari'), -40),
            {
              ...chart.participant('specialist-service', practitionerAt(FJORDVIK, 'hege'), -40),
              onBehalfOf: organizationAt(FJORDVIK, 'trust'),
            },
          ],
        },
        chart.planMade('rejected', when.morning(-41), 'fjordvik', { identified: true }),
      ],
      [TRUST]: [],
    };
  },
  acts: [],
};
