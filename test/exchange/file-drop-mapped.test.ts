import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, CareTeam, Consent, Goal, ServiceRequest } from '@medplum/fhirtypes';
import { createMappedFormat } from '../../src/connector/file-drop/mapped-format.ts';
import { mappingHolds } from '../../src/connector/file-drop/mapping-holds.ts';
import type { Context, Partner } from '../../src/exchange/context.ts';
import { listDisclosures } from '../../src/exchange/list-disclosures.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { loadMapping } from '../../src/source/load-mapping.ts';
import { type RunSummary, runPass } from '../../src/sync/run.ts';
import { Office } from '../connector/file-drop/office.ts';
import { directory, INGRID, NAV } from './papers.ts';
import { INGRIDS, openStage, SILENT, type Stage } from './stage.ts';

interface ActivityPlan {
  readonly [field: string]: unknown;
  readonly aktivitetsplanId: string;
  readonly bruker: { readonly ident?: string; readonly navn?: string };
  readonly plan?: { readonly status: string; readonly tittel?: string };
  readonly kontakter: readonly { readonly navn?: string; readonly rolle?: string; readonly orgnr?: string }[];
  readonly mal: readonly { readonly id: string; readonly tekst?: string; readonly status?: string }[];
  readonly aktiviteter: readonly { readonly id: string; readonly tittel?: string; readonly status?: string }[];
}

const mapping = await loadMapping('mappings/nav-activity');
let stage: Stage;
let office: Office;
let nav: Partner;
let context: Context;
beforeEach(async () => {
  stage = await openStage();
  office = await Office.open({ store: stage.store, format: createMappedFormat(mapping) });
  nav = {
    ...NAV,
    ...{ mode: 'both', agreement: 'https://avtale.example.no/nav', profiles: [], configuration: 'nav-1' },
    connector: office.connector,
    base: 'https://nav.file-drop.invalid',
    holds: mappingHolds(mapping.document),
  };
  context = { ...stage.context, partners: [stage.fjordvik, nav] };
  const measures = { category: [{ coding: [{ system: SAMPLAN.serviceRequestKind, code: 'measure' }] }] };
  const papers = [...INGRIDS.whole(), INGRIDS.access(NAV)].map((one) =>
    one.resourceType === 'ServiceRequest' ? { ...one, ...measures } : one,
  );
  stage.fjordvik.connector.put(...directory('fjordvik'), ...papers);
});
afterEach(async () => {
  await stage.close();
  await office.close();
});

const passAt = (partner: Partner): Promise<RunSummary> =>
  runPass(context, partner, { owner: 'test', atOnce: true, random: () => 0.5, log: SILENT });
const rounds = async (times = 2): Promise<void> => {
  for (let round = 0; round < times; round += 1) {
    await passAt(stage.fjordvik);
    await passAt(nav);
  }
};
async function taken(): Promise<ActivityPlan> {
  const [name = '', another] = await office.list('out');
  expect(another).toBeUndefined();
  const plan = JSON.parse(await office.text('out', name)) as ActivityPlan;
  await office.take();
  return plan;
}
const standing = async () => (await stage.link(nav))?.standing;
const fjordviks = <R extends CarePlan | CareTeam | Goal | ServiceRequest>(type: R['resourceType'], id: string): R =>
  stage.fjordvik.connector.get<R>(type, id);

test('NAV gets what its form has a place for, in its own form', async () => {
  await rounds();
  expect(await standing()).toBe('in-step');
  const plan = await taken();
  expect(plan).toMatchObject({
    bruker: { ident: INGRID, navn: 'Ingrid Nesbakk' },
    plan: { status: 'aktiv', tittel: 'Individuell plan' },
    kontakter: [{ navn: 'Kari Holte', rolle: 'ansvarlig-koordinator', orgnr: '310601020' }],
  });
  expect(plan.mal.map(({ tekst }) => tekst)).toEqual(['Gå til butikken alene', 'Lese høyt for barnebarna']);
  expect(plan.aktiviteter.map(({ tittel }) => tittel).toSorted()).toEqual([
    'Gangtrening',
    'Kontroll på slagpoliklinikken',
  ]);
  // What the plan is about besides is not for NAV to know.
  expect(JSON.stringify(plan)).not.toContain('Det viktigste er å komme hjem igjen');
});

test('the access log names what left, and not what the form has no place for', async () => {
  await rounds();
  const { disclosures } = await listDisclosures(context, await stage.person());
  const types = disclosures
    .filter(({ organization }) => organization === NAV.organization)
    .flatMap(({ parts }) => parts.map(({ key }) => key.split('/')[0]));
  expect(new Set(types)).toEqual(new Set(['CareTeam', 'CarePlan', 'Goal', 'ServiceRequest', 'Patient']));
});

test('an export without a change changes nothing', async () => {
  await rounds();
  await office.drop(await taken());
  await rounds();
  expect(await office.list('failed')).toEqual([]);
  expect(await office.list('out')).toEqual([]);
  expect(await standing()).toBe('in-step');
  expect(await stage.conflicts()).toEqual([]);
  expect(fjordviks<CareTeam>('CareTeam', 'f-team')).toMatchObject(INGRIDS.team());
});

test('what NAV changes comes to the municipality, and nothing is lost that NAV does not see', async () => {
  await rounds();
  const plan = await taken();
  await office.drop({
    ...plan,
    navKontor: 'NAV Fjordvik',
    mal: plan.mal.map((goal) => (goal.tekst === 'Gå til butikken alene' ? { ...goal, status: 'nadd' } : goal)),
    aktiviteter: plan.aktiviteter.map((one) =>
      one.tittel === 'Gangtrening' ? { ...one, tittel: 'Gangtrening på jobben' } : one,
    ),
  });
  await rounds();
  expect(await office.list('failed')).toEqual([]);
  expect(fjordviks<Goal>('Goal', 'f-goal-1')).toMatchObject({ lifecycleStatus: 'completed' });
  expect(fjordviks<ServiceRequest>('ServiceRequest', 'f-measure-1')).toMatchObject({
    code: { text: 'Gangtrening på jobben' },
    performer: INGRIDS.measure('measure-1', '').performer,
  });
  expect(fjordviks<CarePlan>('CarePlan', 'f-plan').description).toBe('Det viktigste er å komme hjem igjen');
});

test('what the municipality changes then reaches NAV, whose own fields stay', async () => {
  await rounds();
  await office.drop({ ...(await taken()), navKontor: 'NAV Fjordvik' });
  await rounds();
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Gå på jobb' } }));
  await rounds();
  const plan = await taken();
  expect(plan.mal.map(({ tekst }) => tekst)).toContain('Gå på jobb');
  expect(plan['navKontor']).toBe('NAV Fjordvik');
});

test('a consent that is withdrawn takes the file back', async () => {
  await rounds();
  stage.fjordvik.connector.edit<Consent>('Consent', INGRIDS.access(NAV).id ?? '', (one) => ({
    ...one,
    status: 'inactive',
  }));
  await rounds();
  expect(await office.list('out')).toEqual([]);
  expect(await standing()).toBe('held');
});

test('a file that does not follow its schema is refused with the place, and nothing of it is taken in', async () => {
  await rounds();
  const plan = await taken();
  const name = await office.drop({ ...plan, mal: [{ tekst: 'uten id' }] });
  await rounds();
  const report = JSON.parse(await office.text('failed', `${name}.findings.json`)) as {
    readonly findings: readonly { readonly path: string; readonly severity: string }[];
  };
  expect(report.findings).toContainEqual(expect.objectContaining({ path: '/mal/0', severity: 'error' }));
  expect(JSON.stringify(report)).not.toContain('uten id');
});
