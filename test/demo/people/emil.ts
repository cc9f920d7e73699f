import type { Consent, ConsentProvisionData } from '@medplum/fhirtypes';
import { Chart } from './chart.ts';
import { FJORDVIK, organizationByNumber, postAt, TRUST } from './organizations.ts';
import type { Person } from './person.ts';

/** The measure from psychiatry that the municipality does not see. */
export const EMIL_HIDDEN = 'Samtaler på DPS om det som skjedde i fjor';

/** What the municipality does with the rest of his plan. */
export const EMIL_GOAL_AFTER = 'Jeg vil ta fagbrevet som kokk, og bo for meg selv når læretiden er over.';

/** Opposes that the municipality sees one measure, and leaves it out of what he lets NAV see: the municipality sees and edits the rest, and the measure survives unseen. */
export const EMIL: Person = {
  profile: { number: 15, given: 'Emil', family: 'Skogen', gender: 'male', age: 19, daysSinceBirthday: 150 },
  situation: 'opposes that the municipality sees one measure from psychiatry',
  seed(who, when) {
    const chart = new Chart(TRUST, who, when);
    const hidden: ConsentProvisionData = {
      meaning: 'instance',
      reference: { reference: `ServiceRequest/${chart.id('measure-2')}` },
    };
    const { provision: permitted, ...access } = chart.access({
      recipient: 'fjordvik',
      given: -40,
      until: 325,
      by: 'number',
      name: 'opposition',
    });
    const opposition: Consent = {
      ...access,
      category: [{ coding: [{ system: 'http://samplan.no/fhir/CodeSystem/consent-kind', code: 'opposition' }] }],
      policyRule: { coding: [{ system: 'http://samplan.no/fhir/CodeSystem/legal-basis', code: 'PBRL5-3' }] },
      provision: {
        type: 'deny',
        ...(permitted?.actor ? { actor: permitted.actor } : {}),
        data: [hidden],
      },
    };
    // An opposition covers whom it names, so what he lets NAV see says for itself what it leaves out.
    const forNav = chart.access({ recipient: 'nav', given: -61, until: 304, by: 'number' });
    const forNavButOne: Consent = {
      ...forNav,
      provision: { ...forNav.provision, provision: [{ type: 'deny', data: [hidden] }] },
    };
    return {
      [FJORDVIK]: [],
      [TRUST]: [
        chart.patient(),
        chart.team('kari', -60, [chart.participant('specialist-service', postAt(TRUST, 'marit'), -60)]),
        chart.planMade('active', when.morning(-61), 'trust'),
        chart.access({ recipient: 'fjordvik', given: -61, until: 304, by: 'reference' }),
        chart.access({ recipient: 'trust', given: -61, until: 304, by: 'number' }),
        opposition,
        forNavButOne,
        chart.goal(1, 'Jeg vil ta fagbrevet som kokk.'),
        chart.measure(1, {
          what: 'Møte med lærebedriften om arbeidstid',
          how: 'Emil, koordinator og kjøkkensjefen. Emil bestemmer hva som blir sagt.',
          performer: { ...organizationByNumber('fjordvik'), display: 'Fjordvik kommune' },
          times: 1,
          per: 'mo',
        }),
        chart.measure(2, {
          what: EMIL_HIDDEN,
          how: 'Hver onsdag. Bare Emil og Marit.',
          performer: postAt(TRUST, 'marit'),
          times: 1,
          per: 'wk',
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Emil',
          description: 'Læretid med tilrettelegging. Emil vil ha én plan, og ikke at alle vet alt.',
          author: 'kari',
          from: -60,
          revision: 60,
          goals: [1],
          measures: [1, 2],
        }),
      ],
    };
  },
  acts: [
    {
      moment: 'sharing',
      at: FJORDVIK,
      line: 'the municipality rewrites Emil’s goal and a measure; one measure it has never seen',
      async perform(system, who) {
        const patient = await system.patient(who.fnr);
        await system.change(await system.only('Goal', patient), (goal) => ({
          ...goal,
          description: { text: EMIL_GOAL_AFTER },
        }));
        // The only one there is, to the municipality.
        await system.change(await system.only('ServiceRequest', patient), (measure) => ({
          ...measure,
          note: [...(measure.note ?? []), { text: 'Kjøkkensjefen har sagt ja til fri onsdager.' }],
        }));
        await system.change(await system.only('CarePlan', patient), (plan) => ({
          ...plan,
          title: 'Individuell plan for Emil, andre år i lære',
        }));
      },
    },
  ],
};
