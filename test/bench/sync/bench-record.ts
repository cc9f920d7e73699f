import type { Annotation, Resource, Task } from '@medplum/fhirtypes';
import { type Calendar, calendar } from '../../demo/people/calendar.ts';
import { Chart } from '../../demo/people/chart.ts';
import { FJORDVIK, organizationAt, postAt, practitionerAt } from '../../demo/people/organizations.ts';
import type { Stamp } from './mould.ts';

/** Size of a bench record (design: Budgets). */
export const RESOURCES = 10;
export const BYTES = 25_000;

/** What is written in a plan over a year, in no person's words. */
const SENTENCES = [
  'Tiltaket er gjennomgått på møtet i ansvarsgruppen, og alle var enige om å fortsette som før.',
  'Fysioterapeuten melder om framgang, og foreslår at øvelsene tas ute når været tillater det.',
  'Transport til dagsenteret er ordnet på tirsdager og torsdager, med henting ved inngangsdøren.',
  'Hjelpemiddelet er levert og tilpasset, og de som kommer hjem, har fått opplæring i bruken.',
  'Målet står fast, men tempoet er satt ned etter sykdom, og det skal vurderes igjen på neste møte.',
];

/**
 * One person's record as the municipality's system keeps it: ten resources, 25 KB, valid under our profiles, with a
 * consent for the trust.
 *
 * @param when its day is the day of the run
 */
export function benchRecord(stamp: Stamp, when: Calendar = calendar(() => new Date())): readonly Resource[] {
  const chart = new Chart(
    FJORDVIK,
    {
      number: Number(stamp.number),
      fnr: stamp.fnr,
      birthDate: stamp.birthDate,
      given: 'Prøve',
      family: 'Målesen',
      gender: 'female',
      age: 90,
      daysSinceBirthday: 1,
    },
    when,
  );
  const notes = (count: number): Annotation[] =>
    Array.from({ length: count }, (_, index) => ({
      time: when.morning(-2 * index - 1),
      authorReference: practitionerAt(FJORDVIK, index % 2 === 0 ? 'kari' : 'turid'),
      text: `${index + 1}. ${SENTENCES[index % SENTENCES.length]} ${SENTENCES[(index + 2) % SENTENCES.length]}`,
    }));
  const evaluation: Task = {
    resourceType: 'Task',
    id: chart.id('task'),
    status: 'in-progress',
    intent: 'order',
    description: 'Følge med på de første turene, og evaluere etterpå',
    basedOn: [{ reference: `ServiceRequest/${chart.id('measure-1')}` }],
    for: chart.person,
    owner: postAt(FJORDVIK, 'eirik'),
    note: notes(4),
  };
  const measures = [
    chart.measure(1, {
      what: 'Gangtrening utendørs med fysioterapeut',
      how: 'Først rundt kvartalet, så til busstoppet, så til butikken.',
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
  ].map((measure) => ({ ...measure, note: [...(measure.note ?? []), ...notes(8)] }));
  const record: readonly Resource[] = [
    chart.patient(),
    {
      ...chart.team('kari', -60, [
        chart.participant('coordinating-unit', organizationAt(FJORDVIK, 'fjordvik-coordinating-unit')),
        chart.participant('municipal-service', postAt(FJORDVIK, 'eirik'), -58),
        chart.participant('municipal-service', postAt(FJORDVIK, 'turid'), -58),
        chart.participant('general-practitioner', postAt(FJORDVIK, 'knut')),
        chart.participant('specialist-service', postAt(FJORDVIK, 'bjorn'), -60),
      ]),
      note: notes(3),
    },
    chart.planMade('active', when.morning(-62), 'fjordvik', { identified: true }),
    chart.access({ recipient: 'trust', given: -62, until: 303, by: 'number', identified: true }),
    { ...chart.goal(1, 'Jeg vil gå til butikken alene igjen.', { identified: true }), note: notes(6) },
    { ...chart.goal(2, 'Jeg vil lese høyt igjen, og ikke bare lytte.'), note: notes(6) },
    ...measures,
    evaluation,
    {
      ...chart.plan({
        status: 'active',
        title: 'Individuell plan',
        description: 'Tilbake til hverdagen slik den var.',
        author: 'kari',
        from: -60,
        revision: 30,
        goals: [1, 2],
        measures: [1, 2],
        identified: true,
      }),
      note: notes(10),
    },
  ];
  return record.map((resource) => ownIdentifiers(resource, stamp));
}

/** Identifiers that end in her number, so that what is cast from her papers is nobody else's. */
function ownIdentifiers<R extends Resource>(resource: R, { number }: Stamp): R {
  if (!('identifier' in resource) || !Array.isArray(resource.identifier)) return resource;
  const identifier = resource.identifier.map((one) =>
    one.value?.startsWith('urn:uuid:') ? { ...one, value: `${one.value.slice(0, -12)}000000${number}` } : one,
  );
  return { ...resource, identifier };
}
