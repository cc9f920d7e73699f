import type { Consent, Resource } from '@medplum/fhirtypes';
import { createLiftedConnector } from '../../src/connector/lifted/create-lifted-connector.ts';
import { createNhnCareplanConnector } from '../../src/connector/nhn-careplan/create-nhn-careplan-connector.ts';
import { storeHolds } from '../../src/connector/nhn-careplan/holds.ts';
import { createPersonsKnown } from '../../src/connector/nhn-careplan/persons.ts';
import type { Context, Mode, Partner } from '../../src/exchange/context.ts';
import { recordConsent } from '../../src/exchange/record-consent.ts';
import { withdrawConsent } from '../../src/exchange/withdraw-consent.ts';
import { type Log, openLog } from '../../src/observe/log.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import type { Link, Store } from '../../src/store/store.ts';
import { type RunOptions, type RunSummary, runPass } from '../../src/sync/run.ts';
import { openTokens } from '../connector/national-store/callers.ts';
import { type NationalStore, startNationalStore } from '../connector/national-store/national-store.ts';
import { STORE_TYPES } from '../connector/national-store/plans.ts';
import { STORE } from '../record/fixtures.ts';
import { directory, INGRID } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

/** A municipality, an installation, and a national store over HTTP. */
export interface StoreStage {
  readonly stage: Stage;
  readonly national: NationalStore;
  readonly partner: Partner;
  readonly context: Context;
  /** Every line that was logged. */
  readonly logged: readonly string[];
  /** One pass over the store; what waits for a retry is tried at once unless told. */
  pass(options?: Partial<RunOptions>): Promise<RunSummary>;
  /** Passes over the municipality and the store until nothing is written any more. */
  settle(): Promise<void>;
  /** She lets it be published. */
  publish(more?: Partial<Consent>): Promise<void>;
  /** She withdraws that. */
  withdraw(): Promise<void>;
  link(): Promise<Link | undefined>;
  /** What the store holds now. */
  held(): readonly Resource[];
  close(): Promise<void>;
}

interface StoreStageOptions {
  readonly mode?: Mode;
  /** One that dies. */
  readonly store?: Store;
}

const CONSENT_SCOPE = 'http://terminology.hl7.org/CodeSystem/consentscope';

/** @example const { publish, settle, held } = await openStoreStage(); */
export async function openStoreStage({ mode = 'both', store: given }: StoreStageOptions = {}): Promise<StoreStage> {
  const stage = await openStage(given ? { store: given } : {});
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  await stage.pass(stage.fjordvik);
  const tokens = await openTokens();
  const national = await startNationalStore(tokens.letIn);
  const token = await tokens.token();
  const { store } = stage;
  const place = { name: STORE.name, base: national.url };
  const inner = createNhnCareplanConnector({
    url: national.url,
    sourceSystem: 'Samplan',
    userRole: 'LE',
    accessBasis: 'consent',
    persons: createPersonsKnown(store, STORE.name),
    newId: stage.context.newId,
    now: () => Date.parse(stage.context.now()),
    authorize: ({ headers }) => headers.set('authorization', `Bearer ${token}`),
  });
  const partner: Partner = {
    ...STORE,
    mode,
    agreement: 'Avtale med lageret',
    profiles: [],
    base: national.url,
    configuration: 'store-1',
    holds: storeHolds,
    // As compose.ts wires every partner.
    connector: createLiftedConnector(inner, { store, partner: place, measures: 'requests' }),
  };
  const context: Context = { ...stage.context, partners: [stage.fjordvik, partner] };
  const logged: string[] = [];
  const log: Log = openLog({ level: 'debug', to: { write: (line: string) => logged.push(line) } });
  const run = (one: Partner, options: Partial<RunOptions> = {}): Promise<RunSummary> =>
    runPass(context, one, {
      owner: 'test',
      atOnce: true,
      random: () => 0.5,
      log,
      settings: { pull: one === partner ? 'per-person' : 'auto' },
      ...options,
    });
  const { controller } = context;
  let published: string | undefined;
  const writes = (): number => national.asked.filter((line) => /^(?:PUT|DELETE|POST [A-Z]\w+$)/u.test(line)).length;
  return {
    stage,
    national,
    partner,
    context,
    logged,
    pass: (options) => run(partner, options),
    async settle() {
      for (let round = 0; round < 10; round += 1) {
        const before = [writes(), (await store.changedSince(0)).seq].join();
        await run(stage.fjordvik);
        await run(partner);
        if ([writes(), (await store.changedSince(0)).seq].join() === before) return;
      }
      throw new Error('Ten rounds, and still something moves');
    },
    async publish(more = {}) {
      const person = await stage.person(INGRID);
      const { stored } = await recordConsent(context, controller, person, {
        consent: {
          resourceType: 'Consent',
          status: 'active',
          scope: { coding: [{ system: CONSENT_SCOPE, code: 'patient-privacy' }] },
          category: [{ coding: [{ system: SAMPLAN.consentKind, code: 'publish' }] }],
          patient: { reference: `Patient/${person}` },
          policyRule: { coding: [{ system: SAMPLAN.legalBasis, code: 'PBRL4-1' }] },
          provision: { type: 'permit' },
          ...more,
        } as Consent,
      });
      published = stored.resource.id;
    },
    async withdraw() {
      await withdrawConsent(context, controller, published ?? '');
    },
    link: async () => store.link(await stage.person(INGRID), STORE.name),
    held: () => STORE_TYPES.flatMap((type) => national.memory.all(type).flatMap(({ resource }) => resource ?? [])),
    async close() {
      await national.close();
      await stage.close();
    },
  };
}
