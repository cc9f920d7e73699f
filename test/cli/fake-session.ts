import type { Bundle } from '@medplum/fhirtypes';
import { EXIT, type ExitCode } from '../../src/cli/exit-code.ts';
import { createProgram } from '../../src/cli/program.ts';
import type { Installation, Session } from '../../src/cli/session.ts';
import type { Configuration } from '../../src/config.ts';
import type { PartnerReport } from '../../src/connector/fhir-rest/probe/report.ts';
import type { Context } from '../../src/exchange/context.ts';
import type { Disclosures } from '../../src/exchange/list-disclosures.ts';
import { COMPLAINT, complaintAbout } from '../../src/law/complaint.ts';
import type { Duty } from '../../src/law/duties.ts';
import type { PartnerFinding } from '../../src/store/partner-memory.ts';
import type { Overview, SearchPage, SetAside, Store } from '../../src/store/store.ts';
import type { GivenUp } from '../../src/sync/jobs/job-engine.ts';
import type { RunSummary } from '../../src/sync/run.ts';
import { LOOPBACK } from '../config/loopback-settings.ts';
import { writtenTerminal } from './written-terminal.ts';

/** What an installation that is only told about answers to the commands. */
export interface Told {
  readonly disclosures?: Disclosures;
  readonly document?: Bundle;
  /** A real one, instead of what is told. */
  readonly store?: Store;
  /** Absent: always the same one. */
  readonly newId?: () => string;
  readonly overview?: Overview;
  readonly setAside?: readonly SetAside[];
  readonly pages?: readonly SearchPage[];
  readonly summaries?: readonly RunSummary[];
  readonly runs?: readonly RunSummary[];
  readonly partnerFindings?: readonly PartnerFinding[];
  readonly givenUp?: readonly GivenUp[];
  readonly passFails?: Error;
  readonly duties?: readonly Duty[];
  readonly states?: readonly { readonly seq: number; readonly at: string; readonly changed: readonly string[] }[];
  /** How many versions an undone record takes. */
  readonly rewritten?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly report?: PartnerReport;
  /** Whether another process is at work with every partner. */
  readonly isBusy?: boolean;
  /** Replaces the partners of the configuration. */
  readonly partners?: Configuration['partners'];
  /** What loading the configuration fails with. */
  readonly configurationFails?: Error;
}

/** A partner as it is configured. */
export const partner = (name: string, port: number): Configuration['partners'][number] => ({
  name,
  organization: '310000027',
  sector: 'municipal',
  agreement: 'Avtale 7',
  mode: 'both',
  measures: 'requests',
  schedule: '*/5 * * * *',
  reconcile: '30 3 * * *',
  quietHours: '',
  jitterSeconds: 0,
  concurrency: 4,
  headers: {},
  connector: {
    kind: 'fhir-rest',
    url: `http://127.0.0.1:${port}/fhir`,
    pull: 'auto',
    overlapSeconds: 60,
    pageSize: 200,
  },
  profiles: [],
});

const CONFIGURATION: Configuration = {
  file: '/etc/samplan.yaml',
  controller: { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' },
  timezone: 'Europe/Oslo',
  keepRuns: 90,
  retention: {},
  store: { kind: 'sqlite', file: '/nowhere/samplan.sqlite' },
  audit: { publicKeys: [] },
  ...LOOPBACK,
  profiles: [],
  requiredProfiles: [],
  coordinatingUnits: [],
  subscriptions: { endpoints: [], networks: [], everySeconds: 5 },
  consent: { policy: [], graceDays: {} },
  partners: [partner('Fjordvik kommune', 9001), partner('Helse Fjordvik HF', 9002)],
  warnings: [],
};

/** Runs a command on an installation that is only told about, and says what came of it. */
export async function runOn(told: Told, ...arguments_: readonly string[]) {
  const terminal = writtenTerminal(told.environment);
  const calls: unknown[] = [];
  let code: ExitCode = EXIT.ok;
  let page = 0;
  const installation: Installation = {
    // Only these of the store are asked by commands: another one fails the test.
    context: {
      store: told.store ?? {
        acquireLease: async (name: string) => {
          calls.push(['acquireLease', name]);
          return told.isBusy === true ? undefined : {};
        },
        releaseLease: async () => {
          calls.push(['releaseLease']);
        },
        overview: async () => told.overview,
        allSetAside: async () => told.setAside ?? [],
        partnerFindings: async () => told.partnerFindings ?? [],
        runs: async (which: unknown) => {
          calls.push(['runs', which]);
          return told.runs ?? [];
        },
        search: async (query: unknown) => {
          calls.push(['search', query]);
          return told.pages?.[page++];
        },
      },
      controller: CONFIGURATION.controller,
      partners: [],
      now: () => '2026-11-01T10:00:00.000Z',
      newId: told.newId ?? (() => '1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001'),
    } as unknown as Context,
    runPass: async ({ partner: name, kind, acceptMissing }) => {
      calls.push(['runPass', name, ...(kind ? [kind] : []), ...(acceptMissing ? ['accept-missing'] : [])]);
      if (told.passFails) throw told.passFails;
      return told.summaries ?? [];
    },
    givenUp: async () => told.givenUp ?? [],
    start: async (role) => {
      calls.push(['start', ...(role === 'all' || role === undefined ? [] : [role])]);
      return { url: 'http://127.0.0.1:8080/fhir' };
    },
    stop: async () => {
      calls.push(['stop']);
      return { isWhole: true };
    },
  };
  const session: Session = {
    terminal,
    host: async () => undefined,
    openHost: () => Promise.reject(new Error('no host')),
    configuration: async (file) => {
      if (told.configurationFails) throw told.configurationFails;
      return { ...CONFIGURATION, file, ...(told.partners ? { partners: told.partners } : {}) };
    },
    open: async () => installation,
    decide: async (_installation, task, decision) => {
      calls.push(['decide', task, decision]);
    },
    duties: async (_installation, filter) => {
      calls.push(['duties', filter]);
      return told.duties ?? [];
    },
    transfer: async (_installation, person, to) => {
      calls.push(['transfer', person, to]);
      return [];
    },
    reportNeed: async (_installation, person, to) => {
      calls.push(['reportNeed', person, to]);
      return { report: 'ServiceRequest/r1', task: 'Task/t1', to: to ?? '310000019', due: '2026-12-06', findings: [] };
    },
    appoint: async (_installation, person, given) => {
      calls.push(['appoint', person, given]);
      return [];
    },
    answerNeed: async (_installation, task, given) => {
      calls.push(['answerNeed', task, given]);
      const complaint = complaintAbout(COMPLAINT, '2026-11-22T10:00:00.000Z');
      return { task: `Task/${task}`, ...(given.answer === 'refused' ? { complaint } : {}) };
    },
    undo: async (_installation, what) => {
      calls.push(['undo', what]);
      return 7;
    },
    retry: async (_installation, person, partnerName) => {
      calls.push(['retry', person, partnerName]);
    },
    undoRecord: async (_installation, person, seq) => {
      calls.push(['undoRecord', person, seq]);
      return told.rewritten ?? 2;
    },
    recordStates: async (_installation, person) => {
      calls.push(['recordStates', person]);
      return told.states ?? [];
    },
    disclosures: async (_installation, person) => {
      calls.push(['disclosures', person]);
      if (!told.disclosures) throw new Error('nothing is told about disclosures');
      return told.disclosures;
    },
    planDocument: async (_installation, plan, options) => {
      calls.push(['planDocument', plan, options]);
      if (!told.document) throw new Error('nothing is told about a document');
      return told.document;
    },
    reviewEmergency: async (_installation, event, verdict) => {
      calls.push(['reviewEmergency', event, verdict]);
      return 'r1';
    },
    recordConsent: async (_installation, person, given) => {
      calls.push(['recordConsent', person, given]);
      return 'c1';
    },
    withdrawConsent: async (_installation, consent) => {
      calls.push(['withdrawConsent', consent]);
    },
    openValidator: () => Promise.reject(new Error('no command here validates')),
    probe: async (url, patient) => {
      calls.push(['probe', url, patient]);
      if (!told.report) throw new Error('nothing is told about probes');
      return told.report;
    },
    rememberProbe: async (_installation, name, report) => {
      calls.push(['rememberProbe', name, report.features]);
    },
    end: (ended) => {
      code = ended;
    },
  };
  const error = await createProgram(session)
    .parseAsync(arguments_, { from: 'user' })
    .then(
      () => undefined,
      (caught: unknown) => caught,
    );
  return { ...terminal.written, code, calls, error };
}
