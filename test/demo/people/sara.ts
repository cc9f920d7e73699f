import { Chart } from './chart.ts';
import { FJORDVIK, organizationAt, postAt, type SystemName, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** Title and goal of each side's plan: nothing of the one ever stands at the other. */
export const SARA_PLANS: Readonly<Record<SystemName, { readonly title: string; readonly goal: string }>> = {
  [FJORDVIK]: {
    title: 'Individuell plan for Sara',
    goal: 'Jeg vil klare hverdagen hjemme med to barn, også de dagene jeg ikke kommer opp.',
  },
  [TRUST]: {
    title: 'Individuell plan for Sara, smerteklinikken',
    goal: 'Jeg vil trappe ned medisinene og sove om natten.',
  },
};

/** An active plan at each side, made without knowing of the other: the trust's is a candidate, never merged silently. */
export const SARA: Person = {
  profile: { number: 9, given: 'Sara', family: 'Vik', gender: 'female', age: 40, daysSinceBirthday: 214 },
  situation: 'a plan at each side, made without knowing of the other',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    const atTrust = new Chart(TRUST, who, when);
    return {
      [FJORDVIK]: [
        chart.patient(),
        chart.team('turid', -150, [chart.participant('municipal-service', postAt(FJORDVIK, 'lise'), -150)]),
        chart.planMade('active', when.morning(-151), 'fjordvik'),
        chart.access({ recipient: 'trust', given: -151, until: 214, by: 'number' }),
        chart.access({ recipient: 'fjordvik', given: -151, until: 214, by: 'reference' }),
        chart.goal(1, SARA_PLANS[FJORDVIK].goal),
        chart.measure(1, {
          what: 'Hjemmehjelp og avlastning',
          how: 'Tirsdag og fredag, og på telefon de dagene det trengs mer.',
          performer: postAt(FJORDVIK, 'lise'),
          times: 2,
          per: 'wk',
        }),
        chart.plan({
          status: 'active',
          title: SARA_PLANS[FJORDVIK].title,
          description: 'Langvarige smerter etter en bilulykke. Sara vet best selv hva som hjelper.',
          author: 'turid',
          from: -150,
          revision: 40,
          goals: [1],
          measures: [1],
        }),
      ],
      [TRUST]: [
        atTrust.patient(),
        atTrust.planMade('active', when.morning(-60), 'trust', { identified: true }),
        atTrust.access({ recipient: 'fjordvik', given: -60, until: 305, by: 'number', identified: true }),
        atTrust.access({ recipient: 'trust', given: -60, until: 305, by: 'reference', identified: true }),
        atTrust.goal(1, SARA_PLANS[TRUST].goal, { identified: true }),
        atTrust.measure(1, {
          what: 'Smertemestring i gruppe',
          how: 'Åtte ganger, og samtale alene når Sara ber om det.',
          performer: organizationAt(TRUST, 'trust-medicine'),
          times: 1,
          per: 'wk',
          identified: true,
        }),
        atTrust.plan({
          status: 'active',
          title: SARA_PLANS[TRUST].title,
          description: 'Laget på smerteklinikken, der ingen visste at kommunen har en plan.',
          author: 'hege',
          from: -60,
          revision: 120,
          goals: [1],
          measures: [1],
          team: false,
          identified: true,
        }),
      ],
    };
  },
  acts: [],
};
