import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { type MortalStore, mortalStore } from '../exchange/mortal-store.ts';
import { directory, Papers, PER } from '../exchange/papers.ts';
import { INGRIDS, openStage, type Stage } from '../exchange/stage.ts';

let stage: Stage;
let mortal: MortalStore;
const pers = new Papers('p', PER);
beforeEach(async () => {
  mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
  stage = await openStage({ store: mortal.store, pageSize: 3 });
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole(), ...pers.whole());
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

const waiting = () => stage.store.arrivedPatientCount(stage.fjordvik.name);
const arrived = () => stage.store.arrivedPatients(stage.fjordvik.name, { count: 99 });

describe('what comes', () => {
  test('waits until the whole of it is there, so that a person’s papers of many pages are one admission', async () => {
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ pulled: 24, admitted: 2, setAside: 0 });
    expect(await waiting()).toBe(0);
    expect(await stage.store.arrivedEntries(stage.fjordvik.name, { count: 99 })).toEqual([]);
    expect((await stage.record()).parts.size).toBe(10);
  });

  test('waits for the next pass when the partner goes away between two pages', async () => {
    const { connector } = stage.fjordvik;
    connector.onRequest = () => {
      connector.isDown = connector.requests.filter(({ what }) => what === 'changes').length === 4;
    };
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'unreachable', admitted: 0 });
    expect(await arrived()).toEqual(['f-patient']);
    expect((await stage.store.overview()).records).toBe(0);
    connector.onRequest = () => {};
    connector.isDown = false;
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'completed', admitted: 2 });
  });

  test('and was not taken in when a process was killed is taken in by the next one, once', async () => {
    for (let commit = 1; commit <= 12; commit += 1) {
      mortal.diesAt(commit, commit % 2 === 0);
      await stage.pass(stage.fjordvik).catch(() => undefined);
      mortal.restart();
    }
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 2, setAside: 0 });
    expect(await waiting()).toBe(0);
    for (const number of [undefined, PER]) {
      for (const { resource } of (await stage.record(number)).parts.values()) {
        expect((await stage.store.history(resource.resourceType, resource.id ?? '')).length).toBe(1);
      }
    }
  });

  test('twice in one pull is taken in its newest version', async () => {
    const { connector } = stage.fjordvik;
    connector.onRequest = ({ what }) => {
      if (what !== 'changes' || connector.requests.filter((one) => one.what === 'changes').length !== 5) return;
      connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Nyere' } }));
    };
    await stage.pass(stage.fjordvik);
    const { parts } = await stage.record();
    const goals = [...parts.values()].flatMap(({ resource }) => (resource.resourceType === 'Goal' ? [resource] : []));
    expect(goals.map(({ description }) => description.text).toSorted()).toEqual(['Lese høyt for barnebarna', 'Nyere']);
    expect(
      await stage.store.history('Goal', goals.find(({ description }) => description.text === 'Nyere')?.id ?? ''),
    ).toHaveLength(1);
  });
});

describe('persons', () => {
  const atOnce = async (concurrency: number): Promise<number> => {
    let running = 0;
    let most = 0;
    const connector = new Proxy(stage.fjordvik.connector, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name === 'knowing') return () => connector;
        if (name !== 'read') return typeof value === 'function' ? value.bind(target) : value;
        return async (type: string, id: string) => {
          running += 1;
          most = Math.max(most, running);
          await new Promise(setImmediate);
          running -= 1;
          return target.read(type, id);
        };
      },
    });
    // Their notes lead to what has to be read by id.
    for (const papers of [INGRIDS, pers]) {
      const lead = {
        ...papers.goal('goal-1', 'x'),
        note: [{ text: 'x', authorReference: { reference: 'Practitioner/away' } }],
      };
      stage.fjordvik.connector.put(lead as Goal);
    }
    await stage.pass({ ...stage.fjordvik, connector }, { settings: { concurrency } });
    return most;
  };

  test('are taken in so many at once, and no more', async () => {
    expect(await atOnce(4)).toBe(2);
  });

  test('are taken in one by one where the configuration says so', async () => {
    expect(await atOnce(1)).toBe(1);
  });

  test('of whom a partner has several Patients are one, though both come at once', async () => {
    for (const id of ['f-patient-2', 'f-patient-3', 'f-patient-4']) {
      stage.fjordvik.connector.put({ ...INGRIDS.patient(), id });
    }
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 2, setAside: 0 });
    expect((await stage.record()).parts.size).toBe(10);
  });
});
