import type { Patient } from '@medplum/fhirtypes';
import { Chart } from './chart.ts';
import { DNR, dNumber, FNR } from './identity.ts';
import { FJORDVIK, postAt, TRUST } from './organizations.ts';
import type { Identity, Person } from './person.ts';

/** What the NAV office adds to his plan. */
export const NILS_ACTIVITY = 'Gradert arbeid på kaia';

/** D-number at the municipality, fødselsnummer at the trust. When the municipality links the two, it is one record. */
export const NILS: Person = {
  profile: { number: 10, given: 'Nils', family: 'Kowalski', gender: 'male', age: 31, daysSinceBirthday: 128 },
  situation: 'D-number at the municipality, fødselsnummer at the trust',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    const atTrust = new Chart(TRUST, who, when);
    return {
      [FJORDVIK]: [
        { ...chart.patient(), identifier: [{ system: DNR, value: numberAtFjordvik(who) }] },
        chart.team('kari', -120, [chart.participant('municipal-service', postAt(FJORDVIK, 'turid'), -120)]),
        chart.planMade('active', when.morning(-121), 'fjordvik'),
        chart.access({ recipient: 'fjordvik', given: -121, until: 244, by: 'reference' }),
        chart.access({ recipient: 'nav', given: -121, until: 244, by: 'number' }),
        chart.goal(1, 'Jeg vil tilbake på båten før sesongen.'),
        chart.measure(1, {
          what: 'Trening av skulderen på rehabiliteringen',
          how: 'To ganger i uken, og øvelser hjemme imellom.',
          performer: postAt(FJORDVIK, 'turid'),
          times: 2,
          per: 'wk',
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Nils',
          description: 'Etter en arbeidsulykke på kaia. Nils fikk norsk fødselsnummer mens han lå på sykehuset.',
          author: 'kari',
          from: -120,
          revision: 75,
          goals: [1],
          measures: [1],
        }),
      ],
      // What he agreed to there, before anybody knew that the municipality knows him too.
      [TRUST]: [atTrust.patient(), atTrust.access({ recipient: 'trust', given: -30, until: 335, by: 'reference' })],
    };
  },
  acts: [
    {
      moment: 'sharing',
      at: FJORDVIK,
      line: 'the municipality links Nils’s fødselsnummer with his D-number',
      async perform(system, who) {
        const patient = await system.patient(numberAtFjordvik(who), DNR);
        await system.change<Patient>(patient, (current) => ({
          ...current,
          identifier: [...(current.identifier ?? []), { system: FNR, value: who.fnr }],
        }));
      },
    },
  ],
  atNav: {
    line: 'the NAV office adds an activity to Nils’s plan, and drops its file',
    edit: (plan) => ({
      ...plan,
      aktiviteter: [...(plan.aktiviteter ?? []), { id: 'a-2', tittel: NILS_ACTIVITY, status: 'planlagt' }],
    }),
  },
};

/** The D-number under which the municipality has known him. */
export function numberAtFjordvik({ birthDate, gender, number }: Identity): string {
  return dNumber(birthDate, gender, number);
}
