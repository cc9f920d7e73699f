import { Chart } from './chart.ts';
import { addMeasure } from './measure-added.ts';
import { FJORDVIK, postAt, type SystemName, TRUST } from './organizations.ts';
import type { Act, Person } from './person.ts';

const NURSE = 'Hjemmesykepleie: puste, vekt og medisiner';
const CLINIC = 'Kontroll på lungepoliklinikken';
const GROUP = 'KOLS-gruppe på frisklivssentralen';
const HOME_MONITORING = 'Hjemmemåling av oksygen og vekt hver morgen';

/** The four measures both sides hold in the end, with the text of the two that were changed. */
export const PER_MEASURES: Readonly<Record<string, string>> = {
  [NURSE]: 'Mandag, torsdag og nå også lørdag. Per veier seg før frokost og skriver det i permen.',
  [CLINIC]: 'Hver tredje måned etter innleggelsen i høst, annenhver gang på video.',
  [GROUP]: 'Tirsdager klokken elleve. Naboen Oddvar kjører.',
  [HOME_MONITORING]: 'Sykehuset ringer når tallene faller to dager på rad.',
};

/** Each side adds a measure and changes a different one: one merged plan on both sides. */
export const PER: Person = {
  profile: { number: 4, given: 'Per', family: 'Lunde', gender: 'male', age: 71, daysSinceBirthday: 17 },
  situation: 'each side adds a measure and changes a different one',
  seed(who, when) {
    const chart = new Chart(FJORDVIK, who, when);
    return {
      [FJORDVIK]: [
        chart.patient(),
        chart.team(
          'kari',
          -200,
          [
            chart.participant('municipal-service', postAt(FJORDVIK, 'lise'), -200),
            chart.participant('specialist-service', postAt(FJORDVIK, 'hege'), -180),
          ],
          { identified: true },
        ),
        chart.planMade('active', when.morning(-201), 'fjordvik'),
        chart.access({ recipient: 'trust', given: -201, until: 164, by: 'reference' }),
        chart.access({ recipient: 'fjordvik', given: -201, until: 164, by: 'number' }),
        chart.goal(1, 'Jeg vil være hjemme i huset vi bygde, og slippe ambulansen om natten.'),
        chart.measure(1, {
          what: NURSE,
          how: 'Mandag og torsdag formiddag.',
          performer: postAt(FJORDVIK, 'lise'),
          times: 2,
          per: 'wk',
          identified: true,
        }),
        chart.measure(2, {
          what: CLINIC,
          how: 'Hver sjette måned.',
          performer: postAt(FJORDVIK, 'hege'),
        }),
        chart.plan({
          status: 'active',
          title: 'Individuell plan for Per',
          description: 'KOLS og hjertesvikt. Per kjenner kroppen sin godt og vil klare mest mulig selv.',
          author: 'kari',
          from: -200,
          revision: 60,
          goals: [1],
          measures: [1, 2],
        }),
      ],
      [TRUST]: [new Chart(TRUST, who, when).patient()],
    };
  },
  acts: [
    changesMeasure(FJORDVIK, NURSE, 'the municipality adds Saturday to the home nursing'),
    addsMeasure(FJORDVIK, GROUP, 'the municipality adds the COPD group'),
    changesMeasure(TRUST, CLINIC, 'the trust sees him every third month from now on'),
    addsMeasure(TRUST, HOME_MONITORING, 'the trust adds measurements at home'),
  ],
};

function changesMeasure(at: SystemName, what: string, line: string): Act {
  return {
    moment: 'sharing',
    at,
    line,
    async perform(system, who) {
      const measure = await system.only(
        'ServiceRequest',
        await system.patient(who.fnr),
        (found) => found.code?.text === what,
      );
      await system.change(measure, (current) => ({ ...current, note: [{ text: PER_MEASURES[what] ?? '' }] }));
    },
  };
}

function addsMeasure(at: SystemName, what: string, line: string): Act {
  return {
    moment: 'sharing',
    at,
    line,
    async perform(system, who, when) {
      const patient = await system.patient(who.fnr);
      const measure = new Chart(at, who, when).measure(at === TRUST ? 4 : 3, {
        what,
        how: PER_MEASURES[what] ?? '',
        performer: postAt(at, at === TRUST ? 'samira' : 'lise'),
        times: 1,
        per: at === TRUST ? 'd' : 'wk',
        identified: at === TRUST,
      });
      await addMeasure(system, patient, measure);
    },
  };
}
