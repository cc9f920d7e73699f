import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource, Task } from '@medplum/fhirtypes';
import { stringify } from 'yaml';
import { conflictTask } from '../../../src/record/conflict.ts';
import { hasCode } from '../../../src/record/kinds.ts';
import { SAMPLAN } from '../../../src/record/systems.ts';
import type { RunSummary } from '../../../src/store/partner-memory.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { Commit, Store } from '../../../src/store/store.ts';
import type { Finding } from '../../../src/validation/finding.ts';
import { organizationNumber } from '../../demo/people/organizations.ts';
import { CONTROLLER } from '../api/installation.ts';
import { NAMES } from '../sync/installation.ts';
import { prepareLarge } from '../sync/large.ts';
import { MOULD, stampOf } from '../sync/mould.ts';
import { stopPeers } from '../sync/stage.ts';

/** An installation to be looked at. */
export interface Prepared {
  readonly config: string;
  /** A person and the conflict about her that are opened. */
  readonly person: string;
  readonly task: string;
  /** What is searched for: one person's number, and a name that everybody has. */
  readonly number: string;
  readonly name: string;
}

/** Of every so many persons one is in conflict, held, set aside, or has a plan without a coordinator. */
const IN_CONFLICT = 500;
const HELD = 100;
const SET_ASIDE = 1_000;
const WITHOUT_COORDINATOR = 200;
const PASSES = 2_000;
/** As many commits are under way at once. */
const AT_ONCE = 200;

/**
 * Records in step with two partners, as test/bench/sync has them, of which some wait for somebody; and what passes came to.
 *
 * @param folder for the database and the configuration
 */
export async function prepare(folder: string, records: number, onProgress: (done: number) => void): Promise<Prepared> {
  const file = join(folder, `console-${records}.db`);
  await stopPeers(await prepareLarge(file, records, onProgress));
  return inTrouble(folder, file, records);
}

/** Of records in step some come to wait for somebody. */
async function inTrouble(folder: string, file: string, records: number): Promise<Prepared> {
  const store = await openSqliteStore({ file });
  try {
    const persons = await personsIn(store, records);
    const tasks = await troubled(store, persons);
    await passes(store);
    const [task] = tasks;
    const person = task?.for?.reference?.slice('Patient/'.length);
    if (!task?.id || !person) throw new Error('nobody is in conflict');
    return { config: configured(folder, file), person, task: task.id, number: stampOf(0).fnr, name: 'Målesen' };
  } finally {
    await store.close();
  }
}

async function personsIn(store: Store, count: number): Promise<readonly string[]> {
  const numbers = Array.from({ length: count }, (_, at) => stampOf(at).fnr);
  const persons: string[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = numbers.slice(from, from + AT_ONCE);
    persons.push(...(await store.persons(some.map((value) => ({ system: 'urn:oid:2.16.578.1.12.4.1.4.1', value })))));
  }
  if (persons.length !== count || persons.some((one) => one.includes(MOULD.number)))
    throw new Error('not everybody is there');
  return persons;
}

async function troubled(store: Store, persons: readonly string[]): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  const every = (count: number, offset: number): readonly string[] =>
    persons.filter((_, at) => at % Math.min(count, persons.length) === offset);
  const changes: (() => Promise<Commit>)[] = [
    ...every(IN_CONFLICT, 0).map((person) => async () => {
      const task = await conflictOf(store, person);
      tasks.push(task);
      const link = await store.link(person, NAMES.recipient);
      return {
        writes: [{ resource: task, version: 1, record: person }],
        links: link ? [{ ...link, standing: 'in-conflict' as const }] : [],
      };
    }),
    ...every(HELD, 1).map((person) => async () => {
      const link = await store.link(person, NAMES.recipient);
      return { links: link ? [{ ...link, standing: 'held' as const, reason: 'no-consent' }] : [] };
    }),
    ...every(SET_ASIDE, 2).map((person) => async () => ({
      setAside: [
        { partner: NAMES.source, person, resources: [], since: new Date().toISOString(), findings: [FINDING] },
      ],
    })),
    ...every(WITHOUT_COORDINATOR, 3).map((person) => async () => {
      const { parts } = await store.record(person);
      const team = parts.find(({ resource }) => resource.resourceType === 'CareTeam');
      if (team?.resource.resourceType !== 'CareTeam') throw new Error('she has no team');
      const { participant = [], ...rest } = team.resource;
      const { version, owner } = team;
      const others = participant.filter(
        ({ role }) => !hasCode(role, SAMPLAN.participantRole, 'responsible-coordinator'),
      );
      const resource: Resource = { ...rest, participant: others };
      return { writes: [{ resource, version: version + 1, record: person, ...(owner ? { owner } : {}) }] };
    }),
  ];
  for (let from = 0; from < changes.length; from += AT_ONCE)
    await Promise.all(changes.slice(from, from + AT_ONCE).map(async (change) => store.commit(await change())));
  return tasks;
}

async function conflictOf(store: Store, person: string): Promise<Task> {
  const { parts } = await store.record(person);
  const goal = parts.find(({ resource }) => resource.resourceType === 'Goal')?.resource;
  const conflict = {
    ...{ part: `Goal/${goal?.id}`, path: ['description', 'text'], partner: NAMES.recipient },
    ...{ base: 'Gå til butikken', ours: 'Gå til butikken alene', theirs: 'Gå en tur hver dag' },
  };
  return conflictTask(conflict, {
    ...{ id: randomUUID(), person, at: new Date().toISOString(), owner: undefined },
    resource: JSON.parse(JSON.stringify(goal)),
  });
}

const TEXT = { nb: 'Planen mangler periode.', nn: 'Planen manglar periode.', en: 'The plan has no period.' };
const FINDING: Finding = {
  ...{ code: 'required', path: 'CarePlan.period', profile: '', rule: 'plan-period' },
  ...{ reference: 'Forskrift om individuell plan, innhold g', expected: 'a period', found: 'none' },
  severity: 'error',
  message: TEXT,
  action: TEXT,
};

async function passes(store: Store): Promise<void> {
  const none = { pulled: 0, admitted: 0, merged: 0, setAside: 0, conflicts: 0, deleted: 0, notVisible: 0 };
  const one = (at: number): RunSummary => ({
    ...{ id: randomUUID(), kind: 'pass', outcome: 'completed', epoch: 1, ...none },
    ...{ partner: at % 2 === 0 ? NAMES.source : NAMES.recipient, delivered: at % 7, held: 0, blocked: 0, requests: 18 },
    ...{ started: new Date(Date.now() - at * 300_000).toISOString(), durationMs: 40, phases: {}, notices: [] },
  });
  for (let from = 0; from < PASSES; from += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => store.saveRun(one(from + at))));
}

/** Partners that nobody asks while the pages are looked at. */
function configured(folder: string, file: string): string {
  const config = join(folder, 'samplan.yaml');
  const partner = (side: 'source' | 'recipient'): object => ({
    ...{ name: NAMES[side], organization: organizationNumber(side === 'source' ? 'fjordvik' : 'trust') },
    ...{ sector: side === 'source' ? 'municipal' : 'specialist', agreement: 'Samarbeidsavtale 2026' },
    schedule: '0 3 * * *',
    connector: { kind: 'fhir-rest', url: `http://127.0.0.1:1/${side}` },
  });
  const settings = {
    controller: CONTROLLER,
    store: { kind: 'sqlite', file },
    http: { port: 0 },
    access: { requestsPerMinute: 1_000_000 },
    console: {},
    partners: [partner('source'), partner('recipient')],
  };
  writeFileSync(config, stringify(settings));
  return config;
}
