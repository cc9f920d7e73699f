import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, Consent, Goal, Provenance, ServiceRequest, Task } from '@medplum/fhirtypes';
import { keyOf } from '../../src/record/record.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Commit } from '../../src/store/store.ts';
import { labelled } from './labels.ts';
import { mortalStore } from './mortal-store.ts';
import { directory, INGRID, NAV, Papers, PER } from './papers.ts';
import { INGRIDS, openSharedStage, openStage, type Stage } from './stage.ts';

let stage: Stage;
afterEach(() => stage.close());

const texts = async (): Promise<readonly string[]> =>
  labelled([...(await stage.record()).parts.values()].map(({ resource }) => resource));

describe('what a partner sends about someone nobody knew', () => {
  let commits: readonly Commit[];
  beforeEach(async () => {
    const mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
    stage = await openStage({ store: mortal.store });
    stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole(), INGRIDS.weight(), INGRIDS.visit());
    await stage.pass(stage.fjordvik);
    ({ commits } = mortal);
  });

  test('becomes one record: the person, her team, consents, plan, goals and measures', async () => {
    const { parts } = await stage.record();
    const kinds = [...parts.values()].map(({ kind }) => kind).sort();
    expect(kinds).toEqual(
      ['consent', 'consent', 'consent', 'goal', 'goal', 'measure', 'measure', 'person', 'plan', 'team'].sort(),
    );
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
  });

  test('stands there under our own ids, and what pointed within it still does', async () => {
    const { parts } = await stage.record();
    const theirs = new Set(stage.fjordvik.connector.all().map(({ id }) => id));
    for (const { resource } of parts.values()) expect(theirs).not.toContain(resource.id);
    const plan = [...parts.values()].find(({ kind }) => kind === 'plan')?.resource as CarePlan;
    const targets = [plan.subject, ...(plan.goal ?? []), ...(plan.activity ?? []).map(({ reference }) => reference)];
    expect(targets).toHaveLength(5);
    for (const target of targets) expect([...parts.keys()]).toContain(target?.reference);
    const author = plan.author?.reference?.split('/')[1] ?? '';
    expect(await stage.store.read('PractitionerRole', author)).toBeDefined();
  });

  test('leaves out what the record system knows about the person besides', async () => {
    expect(await stage.stored('Observation')).toEqual([]);
    expect(await stage.stored('Encounter')).toEqual([]);
    expect(await stage.store.counterparts(stage.fjordvik.name, await stage.person())).toHaveLength(10);
  });

  test('is owned by who sent it, unless it says otherwise', async () => {
    const owners = new Map(
      [...(await stage.record()).parts.values()].map(({ resource, owner }) => [
        resource.resourceType === 'ServiceRequest' ? resource.code?.text : resource.resourceType,
        owner,
      ]),
    );
    expect(owners.get('Goal')).toBe(stage.fjordvik.organization);
    expect(owners.get('Gangtrening')).toBe(stage.fjordvik.organization);
    expect(owners.get('Kontroll på slagpoliklinikken')).toBe(stage.trust.organization);
  });

  test('is traced in the commit that writes it: Provenance and AuditEvent name every version', () => {
    const writing = commits.filter(({ writes }) =>
      writes?.some(({ resource }) => resource.resourceType === 'CarePlan'),
    );
    expect(writing).toHaveLength(1);
    const written = writing[0]?.writes?.map(({ resource }) => resource) ?? [];
    const parts = written.filter(({ resourceType }) => !['Provenance', 'AuditEvent'].includes(resourceType));
    const versions = parts.map((part) => `${keyOf(part)}/_history/1`).sort();
    const provenance = written.find(({ resourceType }) => resourceType === 'Provenance') as Provenance;
    const audit = written.find(({ resourceType }) => resourceType === 'AuditEvent') as AuditEvent;
    expect(parts).toHaveLength(10);
    expect(provenance.target.map(({ reference }) => reference).sort()).toEqual(versions);
    expect(audit.subtype?.[0]?.code).toBe('receive');
    expect(audit.entity?.map(({ what }) => what?.reference).sort()).toEqual(
      [...versions, `Patient/${versions.find((v) => v.startsWith('Patient/'))?.split('/')[1]}`].sort(),
    );
    expect(JSON.stringify([provenance, audit])).not.toContain(INGRID);
  });
});

describe('what comes again', () => {
  beforeEach(async () => {
    stage = await openSharedStage();
  });

  test('changes nothing: neither the echo of what we sent nor a page given before', async () => {
    const before = { texts: await texts(), seq: (await stage.store.changedSince(0)).seq };
    stage.fjordvik.connector.repeatsPages = true;
    stage.trust.connector.repeatsPages = true;
    for (const partner of [stage.trust, stage.fjordvik]) {
      expect(await stage.pass(partner)).toMatchObject({ pulled: 0, admitted: 0, delivered: 0 });
    }
    expect({ texts: await texts(), seq: (await stage.store.changedSince(0)).seq }).toEqual(before);
  });

  test('changes nothing when it is an older version, read before what is newer came', async () => {
    stage.trust.connector.edit<Goal>('Goal', goalAt('Gå til butikken alene'), (goal) => ({
      ...goal,
      priority: { text: 'viktigst' },
    }));
    await stage.settle();
    const before = await texts();
    stage.trust.connector.repeatsPages = true;
    stage.fjordvik.connector.repeatsPages = true;
    await stage.settle();
    expect(await texts()).toEqual(before);
    expect(before.join()).toContain('viktigst');
  });

  test('changes nothing when only the partner’s version moved', async () => {
    const { seq } = await stage.store.record(await stage.person());
    const goal = stage.trust.connector.get<Goal>('Goal', goalAt('Gå til butikken alene'));
    stage.trust.connector.put(goal);
    expect(await stage.pass(stage.trust)).toMatchObject({ pulled: 1, admitted: 1, delivered: 0 });
    expect((await stage.store.record(await stage.person())).seq).toBe(seq);
  });

  test('an edit is taken back as an edit: a deliberate revert is no echo', async () => {
    const id = goalAt('Gå til butikken alene');
    const write = (text: string) =>
      stage.trust.connector.edit<Goal>('Goal', id, (goal) => ({ ...goal, description: { text } }));
    write('Gå til kirken');
    await stage.settle();
    write('Gå til butikken alene');
    await stage.settle();
    expect(stage.fjordvik.connector.get<Goal>('Goal', 'f-goal-1').description.text).toBe('Gå til butikken alene');
    expect(await stage.conflicts()).toEqual([]);
  });
});

test('an edit of a goal counts, though the partner took the goal out of its plan at the same time', async () => {
  stage = await openSharedStage();
  const id = goalAt('Gå til butikken alene');
  const { connector } = stage.trust;
  const [plan] = connector.all<CarePlan>('CarePlan');
  const left = plan?.goal?.filter(({ reference }) => reference !== `Goal/${id}`) ?? [];
  connector.put({ ...(plan as CarePlan), goal: left });
  connector.edit<Goal>('Goal', id, (goal) => ({ ...goal, lifecycleStatus: 'completed' }));
  await stage.settle();
  expect(stage.fjordvik.connector.get<Goal>('Goal', 'f-goal-1').lifecycleStatus).toBe('completed');
  // That it is no goal of the plan any more is for the plan's owner to say.
  expect(stage.fjordvik.connector.get<CarePlan>('CarePlan', 'f-plan').goal).toHaveLength(2);
  expect(await stage.conflicts()).toHaveLength(1);
});

describe('an edit through a view', () => {
  const SECRET = 'Ruspoliklinikken';

  /** The trust sees everything but the consents that are not about it. */
  beforeEach(async () => {
    stage = await openStage();
    stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole(), {
      ...INGRIDS.access(NAV),
      provision: { type: 'permit', purpose: [{ display: SECRET }], actor: INGRIDS.access(NAV).provision?.actor ?? [] },
    });
    stage.trust.connector.put(...directory('trust'));
    await stage.settle();
  });

  test('never changes what lies outside it (invariant I5)', async () => {
    const hidden = async () =>
      [...(await stage.record()).parts.values()].filter(({ resource }) => JSON.stringify(resource).includes(SECRET));
    const before = await hidden();
    expect(before).toHaveLength(1);
    expect(JSON.stringify(stage.trust.connector.ever())).not.toContain(SECRET);
    for (const resource of stage.trust.connector.all()) {
      if (resource.resourceType === 'Goal')
        stage.trust.connector.put({ ...resource, description: { text: 'Alt er nytt' } });
      if (resource.resourceType === 'CarePlan') stage.trust.connector.put({ ...resource, title: 'Ny' });
    }
    await stage.settle();
    expect(await hidden()).toEqual(before);
    expect(stage.fjordvik.connector.get<Consent>('Consent', INGRIDS.access(NAV).id ?? '').status).toBe('active');
  });
});

// assemble lets a Task follow up a measure, and no longer a need report (src/record/assemble.ts, pointsBackAt).
test('a task that follows up a need report comes along with it', async () => {
  stage = await openStage();
  const report: ServiceRequest = {
    ...INGRIDS.measure('report', 'Behov for plan'),
    category: [{ coding: [{ system: SAMPLAN.serviceRequestKind, code: 'need-report' }] }],
  };
  const { basedOn: _, ...rootless } = report;
  const assess: Task = {
    resourceType: 'Task',
    id: 'f-assess',
    status: 'requested',
    intent: 'proposal',
    basedOn: [{ reference: `ServiceRequest/${report.id}` }],
    for: INGRIDS.person,
  };
  stage.fjordvik.connector.put(INGRIDS.patient(), rootless, assess);
  await stage.pass(stage.fjordvik);
  expect(await stage.stored('ServiceRequest')).toHaveLength(1);
  expect(await stage.stored('Task')).toHaveLength(1);
});

describe('one person at two systems', () => {
  test('is one record, by her identity number', async () => {
    stage = await openStage();
    const theirs = new Papers('t', INGRID);
    stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
    stage.trust.connector.put(...directory('trust'), theirs.patient());
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 1 });
    expect(stage.trust.connector.all('Patient')).toHaveLength(1);
    expect(stage.trust.connector.all<CarePlan>('CarePlan')[0]?.subject).toMatchObject(theirs.person);
  });

  test('is not mixed with another: each gets her own, whatever comes in one page', async () => {
    stage = await openStage();
    const pers = new Papers('p', PER);
    stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole(), ...pers.whole());
    stage.trust.connector.put(...directory('trust'));
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 2 });
    const ofPer = await stage.record(PER);
    const ofIngrid = await stage.record(INGRID);
    expect(ofPer.parts.size).toBe(ofIngrid.parts.size);
    for (const key of ofPer.parts.keys()) expect([...ofIngrid.parts.keys()]).not.toContain(key);
    expect(stage.trust.connector.all('Patient')).toHaveLength(2);
  });
});

/** The trust's id of the goal with this text. */
function goalAt(text: string): string {
  return stage.trust.connector.all<Goal>('Goal').find(({ description }) => description.text === text)?.id ?? '';
}
