import { Chart } from './chart.ts';
import { FJORDVIK, GRANLI, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** Written at Granli after she moved: nothing of it reaches Fjordvik. */
export const HANNA_GOAL_AFTER = 'Jeg vil bli kjent i Granli, og ta bussen dit jeg skal.';

/** Moves: responsibility is transferred, Fjordvik's access ends, and Granli's begins. */
export const HANNA: Person = {
  profile: { number: 16, given: 'Hanna', family: 'Dale', gender: 'female', age: 49, daysSinceBirthday: 33 },
  situation: 'moves to Granli kommune',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    return {
      [FJORDVIK]: [
        chart.patient(),
        chart.team('kari', -200, [chart.participant('specialist-service', postAt(FJORDVIK, 'hege'), -200)]),
        chart.planMade('active', when.morning(-201), 'fjordvik'),
        chart.access({ recipient: 'trust', given: -201, until: 164, by: 'number' }),
        chart.access({ recipient: 'fjordvik', given: -201, until: 164, by: 'reference' }),
        chart.goal(1, 'Jeg vil bo for meg selv, med noen å ringe til.'),
        chart.measure(1, {
          what: 'Oppfølging i bolig',
          how: 'Et besøk i uken, og telefon når det trengs.',
          performer: postAt(FJORDVIK, 'kari'),
          times: 1,
          per: 'wk',
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Hanna',
          description: 'Hjerneskade etter en ulykke. Hanna holder orden med lister, og vil lage dem selv.',
          author: 'kari',
          from: -200,
          revision: 30,
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
      line: 'Hanna consents that Granli kommune sees her plan: she is about to move there',
      async perform(system, who, when) {
        const patient = await system.patient(who.fnr);
        const person = { reference: `Patient/${patient.id}` };
        const chart = new Chart(FJORDVIK, who, when);
        const { id: _ours, ...consent } = chart.access({
          recipient: 'granli',
          given: 0,
          until: 365,
          by: 'number',
          identified: true,
        });
        await system.create({ ...consent, patient: person, performer: [person] });
      },
    },
    {
      moment: 'outage',
      at: GRANLI,
      line: 'Granli kommune appoints Astrid coordinator, and Hanna says what she wants there',
      async perform(system, who, when) {
        const patient = await system.patient(who.fnr);
        const team = await system.only('CareTeam', patient);
        const chart = new Chart(GRANLI, who, when);
        await system.change(team, (current) => ({
          ...current,
          participant: [
            ...(current.participant ?? []),
            chart.participant('responsible-coordinator', postAt(GRANLI, 'astrid'), 0),
          ],
        }));
        const goal = await system.only('Goal', patient);
        await system.change(goal, (current) => ({ ...current, description: { text: HANNA_GOAL_AFTER } }));
      },
    },
  ],
  transfer: { line: 'responsibility for Hanna’s plan goes over to Granli kommune', to: 'granli' },
};
