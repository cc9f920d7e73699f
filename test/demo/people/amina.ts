import type { Consent, RelatedPerson } from '@medplum/fhirtypes';
import { Chart } from './chart.ts';
import { FJORDVIK, organizationAt, postAt, TRUST } from './organizations.ts';
import type { Identity, Person } from './person.ts';

/** A child coordinator; her mother consents and takes part; the school takes part and sees her goals and measures only. */
export const AMINA: Person = {
  profile: { number: 3, given: 'Amina', family: 'Yusuf', gender: 'female', age: 8, daysSinceBirthday: 190 },
  situation: 'a child coordinator, her mother, and a school with a smaller view',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    const mother: RelatedPerson = {
      resourceType: 'RelatedPerson',
      id: chart.id('mother'),
      active: true,
      patient: chart.person,
      relationship: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH' }] }],
      name: [{ family: who.family, given: ['Hodan'] }],
    };
    const parent = { reference: `RelatedPerson/${chart.id('mother')}` };
    const byMother = (consent: Consent): Consent => ({ ...consent, performer: [parent] });
    const forSchool = byMother(chart.access({ recipient: 'fjordvik-school', given: -80, until: 200, by: 'reference' }));
    const coordinator = chart.participant('child-coordinator', postAt(FJORDVIK, 'lise'), -80);
    return {
      [FJORDVIK]: [
        chart.patient(),
        mother,
        {
          ...chart.team('lise', -80, [
            chart.participant('coordinating-unit', organizationAt(FJORDVIK, 'fjordvik-coordinating-unit')),
            chart.participant('next-of-kin', parent),
            chart.participant('school', organizationAt(FJORDVIK, 'fjordvik-school'), -80),
            chart.participant('specialist-service', postAt(FJORDVIK, 'bjorn'), -80),
          ]),
        },
        byMother(chart.planMade('active', when.morning(-82), 'fjordvik', { identified: true })),
        byMother(chart.access({ recipient: 'trust', given: -82, until: 283, by: 'number', identified: true })),
        byMother(chart.access({ recipient: 'fjordvik', given: -82, until: 283, by: 'reference' })),
        {
          ...forSchool,
          provision: {
            ...forSchool.provision,
            class: ['goal', 'measure'].map((code) => ({ system: 'http://samplan.no/fhir/CodeSystem/part-kind', code })),
          },
        },
        chart.goal(1, 'Jeg vil være med på alt i storefri, og få hvile når jeg er sliten uten at alle ser det.'),
        chart.measure(1, {
          what: 'Eget hvilerom på skolen',
          how: 'Amina går dit selv. Læreren vet hvorfor, klassen trenger ikke det.',
          performer: organizationAt(FJORDVIK, 'fjordvik-school'),
          times: 1,
          per: 'd',
        }),
        chart.measure(2, {
          what: 'Fysioterapi i skoletiden',
          how: 'På skolen, så hun ikke må reise.',
          performer: postAt(FJORDVIK, 'eirik'),
          times: 1,
          per: 'wk',
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Amina',
          description: 'Sjelden muskelsykdom. Amina er glad i å tegne, og har to gode venner i klassen.',
          author: 'lise',
          from: -80,
          revision: 60,
          goals: [1],
          measures: [1, 2],
        }),
      ].map((one) => (one.resourceType === 'CareTeam' ? withRole(one, coordinator.role ?? []) : one)),
      [TRUST]: [],
    };
  },
  acts: [],
};

type Team = ReturnType<Chart['team']>;

/** The responsible coordinator is the child coordinator too. */
function withRole(team: Team, role: NonNullable<NonNullable<Team['participant']>[number]['role']>): Team {
  return {
    ...team,
    participant: (team.participant ?? []).map((one) =>
      JSON.stringify(one.role).includes('responsible-coordinator')
        ? { ...one, role: [...(one.role ?? []), ...role] }
        : one,
    ),
  };
}

/** The day on which she turns 18. */
export function comesOfAge({ birthDate }: Identity): string {
  const day = `${Number(birthDate.slice(0, 4)) + 18}${birthDate.slice(4)}`;
  return Number.isNaN(Date.parse(day)) || new Date(day).toISOString().slice(0, 10) !== day
    ? day.replace('-29', '-28')
    : day;
}
