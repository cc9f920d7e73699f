import type { Task } from '@medplum/fhirtypes';
import { Chart } from './chart.ts';
import { FJORDVIK, organizationAt, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** The trust sees the need: a draft plan and a need report flow to the municipality, which coordinates from then on. */
export const JONAS: Person = {
  profile: { number: 2, given: 'Jonas', family: 'Myrvold', gender: 'male', age: 34, daysSinceBirthday: 101 },
  situation: 'long-term illness; the trust reports the need with a draft plan',
  seed(who, when) {
    const chart = new Chart(TRUST, who, when);
    const assess: Task = {
      resourceType: 'Task',
      id: chart.id('task-assess'),
      status: 'requested',
      intent: 'proposal',
      description: 'Vurdere behov for individuell plan og oppnevne koordinator',
      basedOn: [{ reference: `ServiceRequest/${chart.id('need-report')}` }],
      for: chart.person,
      authoredOn: when.morning(-3),
      requester: postAt(TRUST, 'hege'),
      owner: organizationAt(TRUST, 'fjordvik-coordinating-unit'),
    };
    return {
      [FJORDVIK]: [],
      [TRUST]: [
        chart.patient(),
        chart.needReport(
          'hege',
          -3,
          'Multippel sklerose med økende fatigue. Trenger samordning av hjemmetjeneste, tilrettelegging på arbeidsplassen og oppfølging herfra.',
        ),
        assess,
        chart.access({ recipient: 'fjordvik', given: -3, until: 362, by: 'reference', identified: true }),
        chart.access({ recipient: 'trust', given: -3, until: 362, by: 'number', identified: true }),
        chart.goal(1, 'Jeg vil fortsette på verkstedet halve dager så lenge kroppen holder.', { identified: true }),
        chart.goal(2, 'Jeg vil følge Emma til skolen om morgenen uten å bruke opp hele dagen på det.', {
          identified: true,
        }),
        chart.measure(1, {
          what: 'Samtale med MS-sykepleier',
          how: 'Medisiner, energi og søvn. Telefon mellom timene når det trengs.',
          performer: postAt(TRUST, 'tore'),
          times: 1,
          per: 'mo',
          identified: true,
        }),
        chart.plan({
          status: 'draft',
          title: 'Utkast til individuell plan for Jonas',
          description:
            'Laget sammen med Jonas på poliklinikken. Kommunen koordinerer når den har oppnevnt koordinator.',
          author: 'hege',
          goals: [1, 2],
          measures: [1],
          team: false,
          identified: true,
        }),
      ],
    };
  },
  acts: [
    {
      moment: 'sharing',
      at: FJORDVIK,
      line: 'the municipality appoints Turid coordinator and links the team from the draft',
      async perform(system, who, when) {
        const patient = await system.patient(who.fnr);
        const plan = await system.only('CarePlan', patient);
        const chart = new Chart(FJORDVIK, who, when);
        const person = { reference: `Patient/${patient.id}` };
        const { id: _ours, ...team } = chart.team('turid', 0, [
          chart.participant('coordinating-unit', organizationAt(FJORDVIK, 'fjordvik-coordinating-unit')),
          chart.participant('specialist-service', postAt(FJORDVIK, 'hege'), 0),
        ]);
        const [, ...others] = team.participant ?? [];
        const created = await system.create({
          ...team,
          subject: person,
          participant: [chart.participant('the-person', person), ...others],
        });
        await system.change(plan, (current) => ({ ...current, careTeam: [{ reference: `CareTeam/${created.id}` }] }));
      },
    },
  ],
};
