import type { Resource, Task } from '@medplum/fhirtypes';
import type { Connector } from '../../src/connector/connector.ts';
import { createLiftedConnector } from '../../src/connector/lifted/create-lifted-connector.ts';
import type { MeasureForm } from '../../src/connector/lifted/memory.ts';
import type { Context, Mode, Partner } from '../../src/exchange/context.ts';
import { loadRecord } from '../../src/exchange/load-record.ts';
import { type Log, openLog } from '../../src/observe/log.ts';
import { openConflicts, type PlanRecord } from '../../src/record/record.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Link, Store } from '../../src/store/store.ts';
import { type RunOptions, type RunSummary, runPass } from '../../src/sync/run.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { PartnerInMemory } from '../sync/partner-in-memory.ts';
import { directory, FJORDVIK, INGRID, Papers, TRUST } from './papers.ts';
import { watchTraces } from './watch-traces.ts';

const validator = createValidator({ packages: ['profiles/package'] });

/** Sunday morning, before Norway is up. */
const START = Date.parse('2026-11-22T06:00:00.000Z');

/** A log that nobody reads; what is written to it is watched all the same (test/observe/watch-logs.ts). */
export const SILENT: Log = openLog({ level: 'debug', to: { write() {} } });

export type StagedPartner = Partner & { readonly connector: PartnerInMemory };

/** Two partners in memory and an installation between them, on a clock that moves a millisecond a look. */
export interface Stage {
  readonly context: Context;
  readonly store: Store;
  readonly fjordvik: StagedPartner;
  readonly trust: StagedPartner;
  /** One pass over a partner; links that wait for a retry are tried at once unless told. */
  pass(partner: StagedPartner, options?: Partial<RunOptions>): Promise<RunSummary>;
  /** Passes over both until neither has anything to do; fails when that never comes. */
  settle(): Promise<void>;
  /** The clock goes forward. */
  later(milliseconds: number): void;
  person(number?: string): Promise<string>;
  record(number?: string): Promise<PlanRecord>;
  conflicts(number?: string): Promise<readonly Task[]>;
  link(partner: Partner, number?: string): Promise<Link | undefined>;
  standing(partner: Partner, number?: string): Promise<string | undefined>;
  /** Everything a partner holds, as the exchange sees it: inline measures as resources of their own. */
  seen(partner: StagedPartner): Promise<readonly Resource[]>;
  /** Every resource of a type in the store. */
  stored<R extends Resource>(type: R['resourceType']): Promise<readonly R[]>;
  /** Commits what no gate would write, and no trace is asked for. */
  readonly pastTheGate: Store['commit'];
  /** Throws where anything was written without its traces (invariant I7). */
  close(): Promise<void>;
}

interface StageOptions {
  readonly modes?: { readonly fjordvik?: Mode; readonly trust?: Mode };
  readonly measures?: { readonly fjordvik?: MeasureForm; readonly trust?: MeasureForm };
  /** One that fails, or is watched. */
  readonly store?: Store;
  readonly pageSize?: number;
}

/** @example const stage = await openStage(); stage.fjordvik.connector.put(...new Papers('f', INGRID).whole()); */
export async function openStage({
  modes = {},
  measures = {},
  store: given,
  pageSize = 20,
}: StageOptions = {}): Promise<Stage> {
  const store = given ?? (await openSqliteStore({ file: ':memory:' }));
  // One that a test brings along is its own: it may die, or be watched already.
  const { untraced, pastTheGate } = given
    ? { untraced: [], pastTheGate: given.commit.bind(given) }
    : watchTraces(store);
  const fjordvik: StagedPartner = {
    ...FJORDVIK,
    mode: modes.fjordvik ?? 'both',
    agreement: 'https://avtale.example.no/fjordvik',
    profiles: [],
    base: 'https://fjordvik.example.no/fhir',
    configuration: 'fjordvik-1',
    connector: new PartnerInMemory('fjordvik', { pageSize }),
  };
  const trust: StagedPartner = {
    ...TRUST,
    mode: modes.trust ?? 'both',
    agreement: 'https://avtale.example.no/trust',
    profiles: [],
    base: 'https://trust.example.no/fhir',
    configuration: 'trust-1',
    connector: new PartnerInMemory('trust', { pageSize }),
  };
  // As compose.ts wires every partner.
  const lifted = (partner: StagedPartner, inner: Connector): Connector => {
    const form = partner.name === fjordvik.name ? measures.fjordvik : measures.trust;
    return createLiftedConnector(inner, { store, partner, measures: form ?? 'requests' });
  };
  let now = START;
  let ids = 0;
  const context: Context = {
    store,
    validator,
    controller: { name: 'Samplan', organization: '310600016', sector: 'municipal' },
    partners: [fjordvik, trust],
    now: () => {
      now += 1;
      return new Date(now).toISOString();
    },
    newId: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
  };
  const pass: Stage['pass'] = (partner, options = {}) =>
    runPass(
      context,
      { ...partner, connector: lifted(partner, partner.connector) },
      { owner: 'test', atOnce: true, random: () => 0.5, log: SILENT, ...options },
    );
  const person = async (number = INGRID): Promise<string> => {
    const [found] = await store.persons([{ system: NATIONAL.birthNumber, value: number }]);
    return found ?? '';
  };
  const record = async (number?: string): Promise<PlanRecord> => (await loadRecord(store, await person(number))).record;
  const writes = (): number =>
    [fjordvik, trust]
      .flatMap(({ connector }) => connector.requests)
      .filter(({ what }) => what === 'create' || what === 'update').length;
  return {
    context,
    store,
    fjordvik,
    trust,
    pass,
    async settle() {
      for (let round = 0; round < 10; round += 1) {
        const before = writes();
        const { seq } = await store.changedSince(0);
        await pass(fjordvik);
        await pass(trust);
        if (writes() === before && (await store.changedSince(0)).seq === seq) return;
      }
      throw new Error('Ten rounds, and still something moves');
    },
    later(milliseconds) {
      now += milliseconds;
    },
    person,
    record,
    conflicts: async (number) => openConflicts(await record(number)),
    link: async (partner, number) => store.link(await person(number), partner.name),
    standing: async (partner, number) => (await store.link(await person(number), partner.name))?.standing,
    async seen(partner) {
      const feed = lifted(partner, snapshotOf(partner.connector)).changes({});
      const page = await feed.next();
      return page.done ? [] : page.value.resources.map(({ resource }) => resource as Resource);
    },
    async stored<R extends Resource>(type: R['resourceType']) {
      const found: R[] = [];
      let after: string | undefined;
      do {
        const page = await store.search({ type, filters: [], count: 1_000, ...(after ? { after } : {}) });
        found.push(...page.resources.map(({ resource }) => resource as R));
        after = page.next;
      } while (after !== undefined);
      return found;
    },
    pastTheGate,
    async close() {
      await store.close();
      if (untraced.length > 0) throw new Error(`written without a trace (I7): ${untraced.join(', ')}`);
    },
  };
}

/** A feed of everything that a partner holds now, without asking it. */
function snapshotOf(partner: PartnerInMemory): Connector {
  const resources = partner.all().map((resource) => ({
    type: resource.resourceType,
    peerId: resource.id ?? '',
    version: resource.meta?.versionId ?? '',
    resource,
  }));
  const changes: Connector['changes'] = async function* () {
    yield { resources, unreadable: [] };
    return {};
  };
  return { changes } as Connector;
}

/** A stage on which Ingrid's plan stands at the municipality, and has flowed to the trust. */
export async function openSharedStage(options: StageOptions = {}): Promise<Stage> {
  const stage = await openStage(options);
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  stage.trust.connector.put(...directory('trust'));
  await stage.settle();
  return stage;
}

/** Ingrid's papers as the municipality keeps them. */
export const INGRIDS = new Papers('f', INGRID);
