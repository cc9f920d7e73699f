import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Patient, Reference, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { withRecordBegun } from '../../src/connector/file-drop/begun-record.ts';
import { createMappedFormat } from '../../src/connector/file-drop/mapped-format.ts';
import { mappingHolds } from '../../src/connector/file-drop/mapping-holds.ts';
import type { Context, Partner } from '../../src/exchange/context.ts';
import { listDisclosures } from '../../src/exchange/list-disclosures.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { loadMapping } from '../../src/source/load-mapping.ts';
import { runPass } from '../../src/sync/run.ts';
import { Office } from '../connector/file-drop/office.ts';
import { directory, FJORDVIK, INGRID, Papers, PER, TRUST } from './papers.ts';
import { INGRIDS, openStage, SILENT, type Stage } from './stage.ts';

interface SamProGoal {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly tekst: string;
  readonly status: string;
  readonly delmal?: readonly SamProGoal[];
  readonly tiltak?: readonly SamProMeasure[];
}
interface SamProMeasure {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly tittel: string;
  readonly status: string;
}
interface Participant {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly organisasjon?: { readonly orgnr: string };
  readonly tilgang?: { readonly status: string; readonly gitt?: string; readonly rettigheter: readonly string[] };
}
interface SamProPlan {
  readonly [field: string]: unknown;
  readonly planId: string;
  readonly planeier: { readonly id: string; readonly fodselsnummer?: string };
  readonly deltakere: readonly Participant[];
  readonly hovedmal: readonly SamProGoal[];
  readonly tiltakUtenMal: readonly SamProMeasure[];
}

const EVERYTHING = ['se-plan', 'se-mal', 'se-tiltak', 'se-moter', 'se-referat'];
const mapping = await loadMapping('mappings/sampro');
/** As a municipality exports it that lets itself see what others add, and the health trust the plan, its goals and measures. */
const INGRIDS_PLAN = withAccess(
  JSON.parse(await readFile('mappings/sampro/examples/ingrid.source.json', 'utf8')) as SamProPlan,
  (one) => {
    const isTrust = one.organisasjon?.orgnr === TRUST.organization;
    if (one.id !== 'u-12' && !isTrust) return one;
    const rettigheter = isTrust ? ['se-plan', 'se-mal', 'se-tiltak'] : EVERYTHING;
    const orgnr = isTrust ? TRUST.organization : FJORDVIK.organization;
    return {
      ...one,
      organisasjon: { orgnr },
      tilgang: { status: 'gitt', gitt: '28.08.2026', rettigheter },
      sistInnlogget: '2026-10-02',
    };
  },
);

function withAccess(plan: SamProPlan, edit: (one: Participant) => Participant): SamProPlan {
  return { ...plan, deltakere: plan.deltakere.map(edit) };
}
const letTrust = (plan: SamProPlan, access: Partial<Participant['tilgang']>): SamProPlan =>
  withAccess(plan, (one) =>
    one.organisasjon?.orgnr === TRUST.organization && one.tilgang
      ? { ...one, tilgang: { ...one.tilgang, ...access } }
      : one,
  );

let stage: Stage;
let office: Office;
let sampro: Partner;
let context: Context;
beforeEach(async () => {
  stage = await openStage();
  const format = withRecordBegun(createMappedFormat(mapping), mapping.document);
  office = await Office.open({ store: stage.store, format });
  sampro = {
    ...stage.fjordvik,
    ...{ configuration: 'sampro-1', base: 'https://sampro.file-drop.invalid' },
    connector: office.connector,
    holds: mappingHolds(mapping.document),
  };
  context = { ...stage.context, partners: [sampro, stage.trust] };
});
afterEach(async () => {
  await stage.close();
  await office.close();
});

const passAt = (partner: Partner) =>
  runPass(context, partner, { owner: 'test', atOnce: true, random: () => 0.5, log: SILENT });
const rounds = async (times = 3): Promise<void> => {
  for (let round = 0; round < times; round += 1) {
    await passAt(sampro);
    await passAt(stage.trust);
  }
};
const exported = async (plan: SamProPlan): Promise<void> => {
  await office.drop(plan);
  await rounds();
  expect(await office.list('failed')).toEqual([]);
};
/** The municipality imports what lies there. */
async function taken(): Promise<SamProPlan> {
  const [name = '', another] = await office.list('out');
  expect(another).toBeUndefined();
  const plan = JSON.parse(await office.text('out', name)) as SamProPlan;
  await office.take();
  return plan;
}
const standings = async () => [(await stage.link(sampro))?.standing, (await stage.link(stage.trust))?.standing];
const trusts = <R extends Resource>(type: R['resourceType']): readonly R[] =>
  stage.trust.connector.all().filter((one): one is R => one.resourceType === type);
const goalAtTrust = (text: string): Goal => {
  const found = trusts<Goal>('Goal').find(({ description }) => description.text === text);
  if (!found) throw new Error(`no goal ${text}`);
  return found;
};
const measureAtTrust = (text: string): ServiceRequest => {
  const found = trusts<ServiceRequest>('ServiceRequest').find(({ code }) => code?.text === text);
  if (!found) throw new Error(`no measure ${text}`);
  return found;
};
const editGoal = (text: string, edit: Partial<Goal>): void =>
  stage.trust.connector.edit<Goal>('Goal', goalAtTrust(text).id ?? '', (one) => ({ ...one, ...edit }));
/** The trust's people add a goal to the plan, and a measure. */
function addAtTrust(goal: Partial<Goal>, measure: Partial<ServiceRequest>): void {
  const { subject } = goalAtTrust('Gå til butikken uten følge');
  const { category = [], basedOn = [], performer = [] } = measureAtTrust('Gangtrening');
  const [plan] = trusts<CarePlan>('CarePlan');
  stage.trust.connector.put(
    { resourceType: 'Goal', id: 't-goal', lifecycleStatus: 'active', description: { text: '' }, subject, ...goal },
    {
      ...{ resourceType: 'ServiceRequest', id: 't-measure', status: 'active', intent: 'plan' },
      ...{ subject: subject as Reference<Patient>, category, basedOn, performer, ...measure },
    } as ServiceRequest,
  );
  stage.trust.connector.edit<CarePlan>('CarePlan', plan?.id ?? '', (one) => ({
    ...one,
    goal: [...(one.goal ?? []), { reference: 'Goal/t-goal' }],
    activity: [...(one.activity ?? []), { reference: { reference: 'ServiceRequest/t-measure' } }],
  }));
}
const said = (what: unknown): string => JSON.stringify(what);

describe('a plan of SamPro', () => {
  beforeEach(() => exported(INGRIDS_PLAN));

  test('reaches the health trust as FHIR, as far as she lets it see', async () => {
    expect(await standings()).toEqual(['in-step', 'in-step']);
    expect(await office.list('out')).toEqual([]);
    expect(trusts<CarePlan>('CarePlan')).toMatchObject([{ status: 'active', title: 'Individuell plan for Ingrid' }]);
    const subgoal = goalAtTrust('Gå til butikken uten følge');
    expect(said(subgoal.extension)).toContain(`Goal/${goalAtTrust('Klare hverdagen på egen hånd').id}`);
    expect(measureAtTrust('Gangtrening').note).toMatchObject([{ text: 'Ingrid gikk helt til hjørnet.' }]);
    expect(trusts('Appointment')).toEqual([]);
    expect(said(stage.trust.connector.all())).not.toContain('Ingrid vil prøve butikken alene etter jul');
  });

  test('gets what the trust changes, in its own form, and keeps what no FHIR has a place for', async () => {
    editGoal('Gå til butikken uten følge', { description: { text: 'Gå til butikken alene' } });
    stage.trust.connector.edit<ServiceRequest>(
      'ServiceRequest',
      measureAtTrust('Gangtrening').id ?? '',
      (one): ServiceRequest => ({ ...one, status: 'completed' }),
    );
    await rounds();
    const [main] = INGRIDS_PLAN.hovedmal;
    const [sub] = main?.delmal ?? [];
    const [walking, ...others] = sub?.tiltak ?? [];
    expect(await taken()).toEqual({
      ...INGRIDS_PLAN,
      hovedmal: [
        {
          ...main,
          delmal: [{ ...sub, tekst: 'Gå til butikken alene', tiltak: [{ ...walking, status: 'fullfort' }, ...others] }],
        },
      ],
    });
  });

  test('gets the goal and the measure that the trust adds, and what it says of them goes back', async () => {
    addAtTrust(
      { description: { text: 'Trene balansen' }, note: [{ text: 'Bare hos oss' }] },
      { code: { text: 'Balansetrening' } },
    );
    await rounds();
    const plan = await taken();
    expect(plan.hovedmal.map(({ tekst }) => tekst)).toEqual(['Klare hverdagen på egen hånd', 'Trene balansen']);
    expect(plan.tiltakUtenMal.map(({ tittel }) => tittel)).toEqual(['Samtale med NAV', 'Balansetrening']);
    await exported({
      ...plan,
      hovedmal: plan.hovedmal.map((one) => (one.tekst === 'Trene balansen' ? { ...one, status: 'nadd' } : one)),
    });
    expect(trusts<Goal>('Goal').find(({ id }) => id === 't-goal')).toMatchObject({
      lifecycleStatus: 'completed',
      note: [{ text: 'Bare hos oss' }],
    });
    expect(await office.list('out')).toEqual([]);
    expect(await standings()).toEqual(['in-step', 'in-step']);
    expect(await stage.conflicts()).toEqual([]);
  });

  test('has no place for a goal below a subgoal: it stays in the plan, and is neither owed to SamPro nor in its access log', async () => {
    const subgoal = goalAtTrust('Gå til butikken uten følge');
    const target = { url: 'target', valueReference: { reference: `Goal/${subgoal.id}` } };
    const extension = (subgoal.extension ?? []).map((one) => ({
      ...one,
      extension: [...(one.extension ?? []).filter(({ url }) => url !== 'target'), target],
    }));
    addAtTrust({ description: { text: 'Gå til hjørnet' }, extension }, { code: { text: 'Balansetrening' } });
    await rounds();
    const plan = await taken();
    expect(said(plan)).not.toContain('Gå til hjørnet');
    await exported({ ...plan, tittel: 'Planen hennes' });
    expect(trusts<CarePlan>('CarePlan')).toMatchObject([
      { title: 'Planen hennes', goal: expect.arrayContaining([{ reference: 'Goal/t-goal' }]) },
    ]);
    expect(await standings()).toEqual(['in-step', 'in-step']);
    expect(await office.list('out')).toEqual([]);
    const held = await stage.store.counterparts(sampro.name, await stage.person());
    const key = `Goal/${held.find(({ type, sent }) => type === 'Goal' && said(sent).includes('Gå til hjørnet'))?.id}`;
    const { disclosures } = await listDisclosures(context, await stage.person());
    const keys = disclosures
      .filter(({ organization }) => organization === FJORDVIK.organization)
      .flatMap(({ parts }) => parts.map((part) => part.key));
    expect(keys).not.toContain(key);
    expect(keys.some((one) => one.startsWith('ServiceRequest/'))).toBe(true);
  });

  test('what hinders the whole file is refused, and said: the link is blocked, and the rest leaves', async () => {
    addAtTrust({ description: { text: 'Trene balansen' } }, { status: 'unknown' });
    await rounds();
    expect(await stage.link(sampro)).toMatchObject({ standing: 'blocked', reason: 'partner-refused' });
    expect((await taken()).hovedmal.map(({ tekst }) => tekst)).toContain('Trene balansen');
  });

  test('of which she lets the trust see less: no change of a measure goes there any more, and the goals go on', async () => {
    const narrowed = letTrust(INGRIDS_PLAN, { rettigheter: ['se-plan', 'se-mal'] });
    const [main] = narrowed.hovedmal;
    const text = said({ ...narrowed, hovedmal: [{ ...main, tekst: 'Klare seg selv' }] });
    await exported(JSON.parse(text.replace('Følge til butikken', 'Bare for kommunen')) as SamProPlan);
    expect(goalAtTrust('Klare seg selv')).toBeDefined();
    expect(measureAtTrust('Følge til butikken')).toBeDefined();
    expect(said(stage.trust.connector.all())).not.toContain('Bare for kommunen');
  });

  test('which the trust may see no more is held there, and nothing more of it leaves', async () => {
    const withdrawn = letTrust(INGRIDS_PLAN, { status: 'trukket' });
    await exported(withdrawn);
    expect(await standings()).toEqual(['in-step', 'held']);
    expect(trusts<Consent>('Consent').map(({ status }) => status)).toEqual(['inactive']);
    await exported({ ...withdrawn, bakgrunn: 'Bare for kommunen' });
    expect(said(stage.trust.connector.all())).not.toContain('Bare for kommunen');
  });
});

describe('a plan that SamPro has not', () => {
  const measures = { category: [{ coding: [{ system: SAMPLAN.serviceRequestKind, code: 'measure' }] }] };
  const papersOf = (papers: Papers): readonly Resource[] =>
    papers.whole().map((one) => (one.resourceType === 'ServiceRequest' ? { ...one, ...measures } : one));
  beforeEach(async () => {
    stage.trust.connector.put(...directory('fjordvik'), ...papersOf(INGRIDS));
    await passAt(stage.trust);
    await rounds();
  });

  test('leaves as a file of its own, whole, and the export of it changes nothing', async () => {
    expect(await standings()).toEqual(['in-step', 'in-step']);
    const plan = await taken();
    expect(plan).toMatchObject({
      planeier: { fodselsnummer: INGRID, navn: 'Ingrid Nesbakk' },
      ...{ status: 'aktiv', tittel: 'Individuell plan', planperiode: { fra: '01.09.2026' } },
      samtykke: { status: 'gitt', gittAv: plan.planeier.id },
      deltakere: [{ navn: 'Kari Holte', rolle: 'ansvarlig-koordinator', organisasjon: { orgnr: '310601020' } }],
      hovedmal: [{ tekst: 'Gå til butikken alene' }, { tekst: 'Lese høyt for barnebarna' }],
      tiltakUtenMal: [{ tittel: 'Gangtrening' }, { tittel: 'Kontroll på slagpoliklinikken' }],
    });
    const before = stage.trust.connector.all();
    await exported(plan);
    expect(stage.trust.connector.all()).toEqual(before);
    expect(await office.list('out')).toEqual([]);
    expect(await standings()).toEqual(['in-step', 'in-step']);
    expect(await stage.conflicts()).toEqual([]);
  });

  test('what SamPro then says comes to the trust: a subgoal with a measure, under a goal of the trust’s', async () => {
    const plan = await taken();
    const [main, ...others] = plan.hovedmal;
    const [coordinator] = plan.deltakere;
    const measure = { id: 't-1', tittel: 'Tur', status: 'pagar', ansvarlige: [coordinator?.id] };
    const subgoal = { id: 'd-1', tekst: 'Gå til hjørnet', status: 'pagar', tiltak: [measure] };
    await exported({ ...plan, hovedmal: [{ ...main, delmal: [subgoal] } as SamProGoal, ...others] });
    expect(said(goalAtTrust('Gå til hjørnet').extension)).toContain('Goal/f-goal-1');
    expect(said(measureAtTrust('Tur').extension)).toContain(`Goal/${goalAtTrust('Gå til hjørnet').id}`);
    expect(trusts<Consent>('Consent').map(({ dateTime }) => dateTime)).toEqual(
      trusts<Consent>('Consent').map(() => INGRIDS.planMade().dateTime),
    );
  });

  test('has a name of its own, so that two persons’ are two', async () => {
    const first = await taken();
    stage.trust.connector.put(...papersOf(new Papers('p', PER)));
    await passAt(stage.trust);
    await rounds();
    const second = await taken();
    expect(second.planeier.fodselsnummer).toBe(PER);
    expect(second.planId).not.toBe(first.planId);
  });
});
