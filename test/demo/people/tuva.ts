import type { Consent, RelatedPerson } from '@medplum/fhirtypes';
import { Chart } from './chart.ts';
import { FJORDVIK, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** Her mother consented while Tuva was 15. Since three days Tuva decides: days of grace, and a new consent is owed. */
export const TUVA: Person = {
  profile: { number: 12, given: 'Tuva', family: 'Lervik', gender: 'female', age: 16, daysSinceBirthday: 3 },
  situation: 'turned 16 three days ago; her mother consented before',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    const mother: RelatedPerson = {
      resourceType: 'RelatedPerson',
      id: chart.id('mother'),
      active: true,
      patient: chart.person,
      relationship: [{ coding: [{ system: 'http://hl7.no/fhir/CodeSystem/no-basis-family-relation', code: 'mor' }] }],
      name: [{ family: who.family, given: ['Silje'] }],
    };
    const byHerMother = (consent: Consent): Consent => ({
      ...consent,
      performer: [{ reference: `RelatedPerson/${chart.id('mother')}` }],
    });
    return {
      [FJORDVIK]: [
        chart.patient(),
        mother,
        chart.team('kari', -200, [
          chart.participant('municipal-service', postAt(FJORDVIK, 'turid'), -200),
          chart.participant('specialist-service', postAt(FJORDVIK, 'bjorn'), -190),
        ]),
        byHerMother(chart.planMade('active', when.morning(-201), 'fjordvik')),
        byHerMother(chart.access({ recipient: 'trust', given: -201, until: 164, by: 'number' })),
        byHerMother(chart.access({ recipient: 'fjordvik', given: -201, until: 164, by: 'number' })),
        chart.goal(1, 'Jeg vil sykle til skolen selv, uten følge.'),
        chart.measure(1, {
          what: 'Trening med tilpasset sykkel',
          how: 'Først på skoleplassen, så på turveien. Tuva velger musikken.',
          performer: postAt(FJORDVIK, 'turid'),
          times: 1,
          per: 'wk',
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Tuva',
          description: 'Cerebral parese. Tuva vil klare mest mulig alene nå som hun begynner på videregående.',
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
  acts: [],
};
