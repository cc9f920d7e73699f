import type { Condition, Task } from '@medplum/fhirtypes';
import { Chart } from './chart.ts';
import { FJORDVIK, organizationAt, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** After a stroke: the municipality's plan flows to the trust. */
export const INGRID: Person = {
  profile: { number: 1, given: 'Ingrid', family: 'Nesbakk', gender: 'female', age: 58, daysSinceBirthday: 253 },
  situation: 'after a stroke; plan at the municipality, consent for the trust',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    const stroke: Condition = {
      resourceType: 'Condition',
      id: chart.id('condition'),
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
      code: {
        coding: [{ system: 'urn:oid:2.16.578.1.12.4.1.1.7110', code: 'I69.3' }],
        text: 'Følger etter hjerneinfarkt',
      },
      subject: chart.person,
      recordedDate: when.day(-120),
    };
    const walking: Task = {
      resourceType: 'Task',
      id: chart.id('task-walking'),
      status: 'in-progress',
      intent: 'order',
      description: 'Følge Ingrid på turen til butikken første gang, og evaluere etterpå',
      basedOn: [{ reference: `ServiceRequest/${chart.id('measure-1')}` }],
      for: chart.person,
      owner: postAt(FJORDVIK, 'eirik'),
    };
    return {
      [FJORDVIK]: [
        chart.patient(),
        stroke,
        chart.team('kari', -60, [
          chart.participant('coordinating-unit', organizationAt(FJORDVIK, 'fjordvik-coordinating-unit')),
          chart.participant('municipal-service', postAt(FJORDVIK, 'eirik'), -58),
          chart.participant('municipal-service', postAt(FJORDVIK, 'turid'), -58),
          chart.participant('general-practitioner', postAt(FJORDVIK, 'knut')),
          chart.participant('specialist-service', postAt(FJORDVIK, 'bjorn'), -60),
        ]),
        chart.planMade('active', when.morning(-62), 'fjordvik', { identified: true }),
        chart.access({ recipient: 'trust', given: -62, until: 303, by: 'number', identified: true }),
        chart.access({ recipient: 'fjordvik', given: -62, until: 303, by: 'reference' }),
        chart.goal(1, 'Jeg vil gå til butikken alene igjen, uten å være redd for å falle.', { identified: true }),
        chart.goal(2, 'Jeg vil lese høyt for barnebarna mine igjen, og ikke bare lytte.'),
        chart.measure(1, {
          what: 'Gangtrening utendørs med fysioterapeut',
          how: 'Først rundt kvartalet, så til busstoppet, så til butikken. Ingrid bestemmer når vi går lenger.',
          performer: postAt(FJORDVIK, 'eirik'),
          times: 2,
          per: 'wk',
          identified: true,
        }),
        chart.measure(2, {
          what: 'Ergoterapi hjemme: kjøkken og bad',
          how: 'Øve på å lage middag med én hånd. Rekkverk ved trappen er søkt om.',
          performer: postAt(FJORDVIK, 'turid'),
          times: 1,
          per: 'wk',
        }),
        chart.measure(3, {
          what: 'Kontroll på slagpoliklinikken',
          how: 'Ektefellen Arvid er med. Afasitreningen tas opp der.',
          performer: organizationAt(FJORDVIK, 'trust-rehabilitation'),
        }),
        walking,
        {
          ...chart.plan({
            status: 'active',
            title: 'Individuell plan for Ingrid',
            description:
              'Ingrid har godt mot og en familie som stiller opp. Hun vil tilbake til hverdagen hun hadde før slaget.',
            author: 'kari',
            from: -60,
            revision: 30,
            goals: [1, 2],
            measures: [1, 2, 3],
            identified: true,
          }),
          addresses: [{ reference: `Condition/${chart.id('condition')}` }],
        },
      ],
      [TRUST]: [],
    };
  },
  acts: [],
};
