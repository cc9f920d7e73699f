import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { navFaults } from './check-nav.ts';
import { type ActivityPlan, NavOffice } from './nav-office.ts';
import { calendar } from './people/calendar.ts';
import { EMIL_GOAL_AFTER, EMIL_HIDDEN } from './people/emil.ts';
import { INGRID } from './people/ingrid.ts';
import { NILS_ACTIVITY } from './people/nils.ts';
import { identify } from './people/person.ts';

const when = calendar(() => new Date('2026-11-22T12:00:00Z'));

const EMILS: ActivityPlan = {
  aktivitetsplanId: 'ap-1',
  bruker: { navn: 'Emil Skogen' },
  mal: [{ tekst: EMIL_GOAL_AFTER }],
  aktiviteter: [{ id: 'a-1', tittel: 'Møte med lærebedriften om arbeidstid' }],
};
const NILSS: ActivityPlan = {
  aktivitetsplanId: 'ap-2',
  bruker: { navn: 'Nils Kowalski' },
  aktiviteter: [
    { id: 'a-1', tittel: 'Trening av skulderen på rehabiliteringen' },
    { id: 'a-2', tittel: NILS_ACTIVITY },
  ],
};

let folder: string;
let office: NavOffice;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samplan-nav-'));
  office = await NavOffice.open(folder);
  for (const each of ['out', 'failed']) await mkdir(path.join(office.shared, each));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Samplan puts files into `out/`, and the office takes them. */
async function got(...plans: readonly ActivityPlan[]): Promise<void> {
  for (const [index, plan] of plans.entries()) {
    await writeFile(path.join(office.shared, 'out', `${index}.json`), JSON.stringify(plan));
  }
  await office.take();
}
const faults = () => navFaults(office, when);

test('as the story says there is nothing to tell', async () => {
  await got(EMILS, NILSS);
  expect(await faults()).toEqual([]);
});

test('with nothing at all there is', async () => {
  expect(await faults()).toContain('it holds one plan of Emil');
});

test('somebody whom it must not see is told, by name or by number, also where she is gone since', async () => {
  await got(EMILS, NILSS, { ...EMILS, bruker: { navn: 'Ingrid Nesbakk' } });
  await got(EMILS);
  expect(await faults()).toEqual(['nothing of Ingrid ever reached it']);
});

test('a plan of somebody else is told', async () => {
  await got(EMILS, NILSS, { aktivitetsplanId: 'ap-3', bruker: { ident: identify(INGRID.profile, when).fnr } });
  expect(await faults()).toEqual(['it holds the plan of nobody else', 'nothing of Ingrid ever reached it']);
});

test('the measure that Emil leaves out is told, also where it is gone since', async () => {
  await got(NILSS, { ...EMILS, aktiviteter: [...(EMILS.aktiviteter ?? []), { id: 'a-9', tittel: EMIL_HIDDEN }] });
  expect(await faults()).toEqual([
    'the measure that Emil leaves out never reached it',
    'the rest of his measures stand there',
  ]);
  await got(EMILS);
  expect(await faults()).toEqual(['the measure that Emil leaves out never reached it']);
});

test('more than the smaller view is told', async () => {
  await got(EMILS, { ...NILSS, merknad: 'To ganger i uken, og øvelser hjemme imellom.' });
  expect(await faults()).toEqual(['its view is the smaller one']);
});

test('a file that was refused is told', async () => {
  await got(EMILS, NILSS);
  await writeFile(path.join(office.shared, 'failed', '0001.json'), '{}');
  expect(await faults()).toEqual(['none of its files was refused']);
});

test('the office takes each file once, and drops whole ones: its work, and all of it again', async () => {
  await got(NILSS);
  expect([office.moved, await readdir(path.join(office.shared, 'out'))]).toEqual([1, []]);
  await office.take();
  await office.work('Nils Kowalski', (plan) => ({ ...plan, navKontor: 'Fjordvik' }));
  const [name = '', ...others] = await readdir(path.join(office.shared, 'in'));
  expect([office.moved, others]).toEqual([2, []]);
  await rename(path.join(office.shared, 'in', name), path.join(folder, 'first.json'));
  await got(EMILS);
  expect(await office.exportAgain()).toBe(3);
  expect(await readdir(path.join(office.shared, 'in'))).toHaveLength(3);
  await expect(office.work('Ingrid Nesbakk', (plan) => plan)).rejects.toThrow('expected one plan');
});
