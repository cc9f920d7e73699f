import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, CareTeam, Goal, Patient, Provenance, ServiceRequest } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { holdRecord, liftHold } from '../../src/exchange/hold-record.ts';
import type { RetentionSettings } from '../../src/law/kept.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { type RetentionReport, retain } from '../../src/sync/retain.ts';
import { leaseNameOf } from '../../src/sync/run.ts';
import { carriedBy } from '../contract/store/filled.ts';
import { mortalStore } from '../exchange/mortal-store.ts';
import { INGRID, Papers, PER } from '../exchange/papers.ts';
import { openSharedStage, openStage, type Stage } from '../exchange/stage.ts';

const SEED = Number(process.env['SEED'] ?? 20_261_127);
console.log(`retain: seed ${SEED}`);

const YEAR = 365.25 * 86_400_000;
const PERS = new Papers('p', PER);

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const run = (settings: RetentionSettings, isDryRun = false): Promise<RetentionReport> =>
  retain(stage.context, settings, { isDryRun, owner: 'retention' });
const dies = (): void =>
  stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({
    ...patient,
    deceasedDateTime: '2026-11-21',
  }));
/** The plan, its measures and the team end, and she lives. */
const ends = (): void => {
  const { connector } = stage.fjordvik;
  connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, status: 'completed' }));
  connector.edit<CareTeam>('CareTeam', 'f-team', (team) => ({ ...team, status: 'inactive' }));
  for (const name of ['f-measure-1', 'f-measure-2'])
    connector.edit<ServiceRequest>('ServiceRequest', name, (measure) => ({ ...measure, status: 'completed' }));
};
const everything = async (): Promise<string> => JSON.stringify([...(await carriedBy(stage.store))]);
const hash = async (): Promise<string> =>
  createHash('sha256')
    .update(await everything())
    .digest('hex');
/** Nothing that was told of her, by her number, her name or the words of her plan, stands anywhere. */
const expectGone = async (): Promise<void> => {
  const text = await everything();
  for (const told of [INGRID, 'Nesbakk', 'Gå til butikken alene', 'komme hjem igjen']) expect(text).not.toContain(told);
};

describe('the record of somebody who died', () => {
  beforeEach(async () => {
    dies();
    await stage.settle();
  });

  test('is kept for the years that the controller decided, and not shorter than the law’s own duty says', async () => {
    expect((await run({ recordYears: 5 })).records).toEqual({ erased: [], kept: 1, because: { recent: 1 } });
    stage.later(6 * YEAR);
    await stage.settle();
    expect((await run({ recordYears: 5 })).records).toEqual({ erased: [], kept: 1, because: { duty: 1 } });
    stage.later(5 * YEAR);
    await stage.settle();
    const person = await stage.person();
    expect((await run({ recordYears: 5 })).records).toEqual({ erased: [person], kept: 0, because: {} });
  });

  test('is not erased where nothing is configured', async () => {
    stage.later(50 * YEAR);
    const before = await hash();
    expect(await run({})).toMatchObject({ records: { erased: [] }, setAside: { erased: [] } });
    expect(await hash()).toBe(before);
  });

  test('is told by a dry run, which changes nothing', async () => {
    stage.later(11 * YEAR);
    await stage.settle();
    const before = await hash();
    const person = await stage.person();
    expect((await run({ recordYears: 10, setAsideDays: 1 }, true)).records.erased).toEqual([person]);
    expect(await hash()).toBe(before);
    expect((await run({ recordYears: 10 })).records.erased).toEqual([person]);
    expect(await hash()).not.toBe(before);
  });

  test('is gone with all that was told of it, and the access log says that it was done and nothing else', async () => {
    stage.later(11 * YEAR);
    await stage.settle();
    const person = await stage.person();
    const sent = stage.trust.connector.requests.length;
    const held = stage.trust.connector.all();
    await run({ recordYears: 10 });
    await expectGone();
    // What is left is of the directory.
    const targets = (await stage.stored<Provenance>('Provenance')).flatMap(({ target }) => target);
    expect(targets.filter(({ reference = '' }) => !/^(Practitioner|Organization)/u.test(reference))).toEqual([]);
    const traces = (await stage.stored<AuditEvent>('AuditEvent')).filter(({ subtype }) =>
      subtype?.some(({ code }) => code === 'retention'),
    );
    expect(traces).toHaveLength(1);
    expect(traces[0]?.entity?.map(({ what }) => what?.reference)).toEqual([`Patient/${person}`]);
    // What partners hold is theirs: nothing is sent.
    expect(stage.trust.connector.requests).toHaveLength(sent);
    expect(stage.trust.connector.all()).toEqual(held);
  });

  test('does not come again with what partners still show, in any pass', async () => {
    stage.later(11 * YEAR);
    await stage.settle();
    await run({ recordYears: 10 });
    // Touched there without a change, as by an upgrade.
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, language: 'nn' }));
    stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', (team) => ({ ...team, language: 'nn' }));
    stage.trust.connector.edit<Goal>('Goal', stage.trust.connector.all<Goal>('Goal')[0]?.id ?? '', (goal) => goal);
    await stage.settle();
    for (const partner of [stage.fjordvik, stage.trust]) await stage.pass(partner, { kind: 'reconciliation' });
    expect(await stage.person()).toBe('');
    expect(await stage.store.overview()).toMatchObject({ records: 0, setAside: 0 });
    await expectGone();
  });

  test('waits for a pass that is running over a partner that holds it', async () => {
    stage.later(11 * YEAR);
    await stage.settle();
    const at = stage.context.now();
    const until = new Date(Date.parse(at) + 60_000).toISOString();
    const fence = await stage.store.acquireLease(leaseNameOf(stage.trust.name), 'a pass', at, until);
    expect((await run({ recordYears: 10 })).records).toEqual({ erased: [], kept: 1, because: { busy: 1 } });
    if (fence) await stage.store.releaseLease(fence);
    expect((await run({ recordYears: 10 })).records.erased).toHaveLength(1);
  });

  test('waits while something that came about it has not been taken in', async () => {
    stage.later(11 * YEAR);
    await stage.settle();
    const arrival = { partner: stage.fjordvik.name, type: 'Goal', peerId: 'f-new', patient: 'f-patient' };
    await stage.pastTheGate({ arrived: [{ ...arrival, came: { version: '1', resource: {} } }] });
    expect((await run({ recordYears: 10 })).records).toEqual({ erased: [], kept: 1, because: { waits: 1 } });
  });

  test('is not touched while it is on hold, and is when the hold is lifted', async () => {
    const person = await stage.person();
    const hold = await holdRecord(stage.context, person, { reason: 'Klage', by: 'Jurist' });
    stage.later(11 * YEAR);
    await stage.settle();
    const before = await hash();
    expect((await run({ recordYears: 10 })).records).toEqual({ erased: [], kept: 1, because: { 'on-hold': 1 } });
    expect(await hash()).toBe(before);
    await liftHold(stage.context, hold.id, 'Jurist');
    expect((await run({ recordYears: 10 })).records.erased).toEqual([person]);
  });
});

describe('the record of somebody who lives', () => {
  test('is kept while anything in it goes on', async () => {
    stage.later(30 * YEAR);
    await stage.settle();
    const { records } = await run({ recordYears: 10 });
    expect(records).toMatchObject({ erased: [], kept: 1, because: { 'under-way': 1 } });
  });

  test('is erased when all of it has ended, and begins anew when she needs a plan again', async () => {
    ends();
    await stage.settle();
    stage.later(11 * YEAR);
    await stage.settle();
    const person = await stage.person();
    expect((await run({ recordYears: 10 })).records).toEqual({ erased: [person], kept: 0, because: {} });
    await expectGone();
    stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', (team) => ({ ...team, status: 'active' }));
    await stage.settle();
    expect(await stage.person()).not.toBe('');
    expect([...(await stage.record()).parts.values()].map(({ kind }) => kind)).toContain('team');
    // What comes later is taken in as of anybody.
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({ ...patient, language: 'nn' }));
    await stage.settle();
    const patient = (await stage.record()).parts.get(`Patient/${await stage.person()}`)?.resource as Patient;
    expect(patient.language).toBe('nn');
  });

  test('is kept while a partner lacks something', async () => {
    ends();
    await stage.pass(stage.fjordvik);
    stage.later(11 * YEAR);
    expect((await run({ recordYears: 10 })).records).toMatchObject({ erased: [], because: { owed: 1 } });
  });
});

describe('what is set aside', () => {
  const breaks = (): void =>
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', ({ period: _, ...plan }) => plan as CarePlan);

  test('of a record goes after its days, and the record stays', async () => {
    breaks();
    await stage.settle();
    const record = await stage.record();
    expect((await run({ setAsideDays: 30 })).setAside).toEqual({ erased: [], kept: 1, because: { recent: 1 } });
    stage.later(31 * 86_400_000);
    const before = await hash();
    const person = await stage.person();
    expect((await run({ setAsideDays: 30 }, true)).setAside.erased).toEqual([person]);
    expect(await hash()).toBe(before);
    expect((await run({ setAsideDays: 30 })).setAside.erased).toEqual([person]);
    expect(await stage.store.allSetAside()).toEqual([]);
    expect(await stage.record()).toEqual(record);
    await stage.settle();
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
  });

  test('of a person of whom nothing else is kept goes with all that leads to her', async () => {
    const { connector } = stage.trust;
    connector.put(PERS.patient(), { ...PERS.plan([], []), author: { reference: 'PractitionerRole/hf-kari-post' } });
    await stage.settle();
    expect(await stage.store.allSetAside()).toHaveLength(1);
    expect(await everything()).toContain(PER);
    stage.later(31 * 86_400_000);
    expect((await run({ setAsideDays: 30 })).setAside.erased).toHaveLength(1);
    expect(await everything()).not.toContain(PER);
    expect(await everything()).toContain(INGRID);
  });

  test('on hold with its record is not touched', async () => {
    breaks();
    await stage.settle();
    await holdRecord(stage.context, await stage.person(), { reason: 'Klage', by: 'Jurist' });
    stage.later(31 * 86_400_000);
    const before = await hash();
    expect((await run({ setAsideDays: 30 })).setAside.because).toEqual({ 'on-hold': 1 });
    expect(await hash()).toBe(before);
  });
});

test('whoever is killed anywhere is gone on with: each record is there whole, or gone with its trace', async () => {
  for (let commit = 1; commit < 4; commit += 1) {
    for (const kept of [false, true]) {
      const mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
      const other = await openStage({ store: mortal.store });
      for (const papers of [new Papers('a', INGRID), PERS]) {
        other.fjordvik.connector.put(...papers.whole().filter(({ resourceType }) => resourceType !== 'CarePlan'));
      }
      await other.settle();
      for (const { id = '' } of other.fjordvik.connector.all<Patient>('Patient'))
        other.fjordvik.connector.edit<Patient>('Patient', id, (one) => ({ ...one, deceasedDateTime: '2026-11-21' }));
      await other.settle();
      other.later(11 * YEAR);
      await other.settle();
      const persons = (await other.store.changedSince(0)).persons;
      expect(persons).toHaveLength(2);
      mortal.diesAt(commit, kept);
      const once = () => retain(other.context, { recordYears: 10 }, { isDryRun: false, owner: 'retention' });
      await once().catch(() => undefined);
      mortal.restart();
      const left = (await other.store.changedSince(0)).persons;
      for (const person of persons) {
        const { parts } = await other.store.record(person);
        expect([person, parts.length > 0]).toEqual([person, left.includes(person)]);
      }
      other.later(120_000);
      await once();
      expect((await other.store.changedSince(0)).persons).toEqual([]);
      const logged = (await other.stored<AuditEvent>('AuditEvent')).filter(({ subtype }) =>
        subtype?.some(({ code }) => code === 'retention'),
      );
      expect(logged).toHaveLength(2);
      await other.close();
    }
  }
}, 120_000);

test('a record on hold is never erased, in whatever order holds, lifts, runs and years come', async () => {
  const step = fc.constantFrom('hold', 'lift', 'retain', 'years', 'erase');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const other = await openStage();
      try {
        other.fjordvik.connector.put(
          ...PERS.whole().filter(({ resourceType }) => resourceType === 'Patient' || resourceType === 'CareTeam'),
        );
        other.fjordvik.connector.edit<Patient>('Patient', 'p-patient', (one) => ({
          ...one,
          deceasedDateTime: '2026-11-21',
        }));
        await other.settle();
        const person = await other.person(PER);
        const standing = new Set<string>();
        for (const what of steps) {
          const isThere = (await other.store.record(person)).seq > 0;
          const [first] = standing;
          if (what === 'hold' && isThere)
            standing.add((await holdRecord(other.context, person, { reason: 'Klage', by: 'Jurist' })).id);
          else if (what === 'lift' && first !== undefined) {
            await liftHold(other.context, first, 'Jurist');
            standing.delete(first);
          } else if (what === 'years') {
            other.later(11 * YEAR);
            await other.settle();
          } else if (what === 'retain') {
            await retain(other.context, { recordYears: 10, setAsideDays: 1 }, { isDryRun: false, owner: 'r' });
          } else if (what === 'erase') {
            // Past every use case.
            const { writes } = { writes: [] };
            await other
              .pastTheGate({ writes, erased: { person, traces: [], at: other.context.now(), isDead: false } })
              .catch((error: { readonly code?: string }) => expect(error.code).toBe('on-hold'));
          }
          if (standing.size > 0) expect((await other.store.record(person)).parts).not.toEqual([]);
        }
      } finally {
        await other.close();
      }
    }),
    { seed: SEED, numRuns: 60 },
  );
}, 120_000);
