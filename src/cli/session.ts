import type { Bundle } from '@medplum/fhirtypes';
import type { Verdict } from '../audit/emergency-reviews.ts';
import type { Configuration } from '../config.ts';
import type { PartnerReport } from '../connector/fhir-rest/probe/report.ts';
import type { AnswerNeed, NeedAnswered } from '../exchange/answer-need.ts';
import type { AppointCoordinator } from '../exchange/appoint-coordinator.ts';
import type { Context } from '../exchange/context.ts';
import type { Disclosures } from '../exchange/list-disclosures.ts';
import type { DutyFilter } from '../exchange/list-duties.ts';
import type { GivenConsent } from '../exchange/record-consent.ts';
import type { NeedReported } from '../exchange/report-need.ts';
import type { HostConfiguration } from '../host-config.ts';
import type { Duty } from '../law/duties.ts';
import type { Log } from '../observe/log.ts';
import type { GivenUp, Role } from '../sync/jobs/job-engine.ts';
import type { RunSummary } from '../sync/run.ts';
import type { Finding, Language } from '../validation/finding.ts';
import type { Validator } from '../validation/validation.ts';
import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Where a pass stands. */
interface PassProgress {
  readonly partner: string;
  readonly done: number;
  readonly total: number;
}

/** What `serve` runs. */
export interface Served {
  start(role?: Role): Promise<{ readonly url: string }>;
  stop(): Promise<{ readonly isWhole: boolean }>;
}

/** What commands do with an installation: the part of compose.ts's Samplan that they use. */
export interface Installation extends Served {
  readonly context: Context;
  runPass(options: {
    readonly partner?: string;
    readonly kind?: RunSummary['kind'];
    readonly acceptMissing?: boolean;
    readonly onProgress?: (progress: PassProgress) => void;
  }): Promise<readonly RunSummary[]>;
  givenUp(): Promise<readonly GivenUp[]>;
}

/** A decision as it is given on the command line: whose value stands, or how two plans become one. */
export type Decided = { readonly take: 'record' | 'partner' } | { readonly as: 'sub-plan' | 'merge' | 'replaced' };

/** What a command has to work with. */
export interface Session {
  readonly terminal: Terminal;
  /** Loads and checks the configuration; `file` as `--config` gave it. */
  configuration(file: string): Promise<Configuration>;
  /** Loads and checks the file of a host; undefined when it is that of an installation. */
  host(file: string): Promise<HostConfiguration | undefined>;
  /** Wires a host: opens nothing yet. */
  openHost(host: HostConfiguration, log: Log): Promise<Served>;
  /** Wires an installation: opens its store, starts nothing. */
  open(configuration: Configuration, log: Log): Promise<Installation>;
  /** Decides a conflict in the name of the controller. */
  decide(installation: Installation, task: string, decision: Decided): Promise<void>;
  /** What is owed by when, the most urgent first. */
  duties(installation: Installation, filter: DutyFilter): Promise<readonly Duty[]>;
  /** Makes another municipality responsible; what is owed then. */
  transfer(installation: Installation, person: string, to: string): Promise<readonly Finding[]>;
  /** Reports a person's need to a koordinerende enhet; `to` is a municipality, absent: by the controller's level. */
  reportNeed(installation: Installation, person: string, to?: string): Promise<NeedReported>;
  /** Appoints a coordinator in the name of the controller; what the law says of it. */
  appoint(installation: Installation, person: string, given: AppointCoordinator): Promise<readonly Finding[]>;
  /** Answers a report of need or an application in the name of the controller. */
  answerNeed(installation: Installation, task: string, given: AnswerNeed): Promise<NeedAnswered>;
  /** Brings back an earlier version of a part in the name of the controller; the number of the version it is now. */
  undo(
    installation: Installation,
    what: { readonly type: string; readonly id: string; readonly version: number },
  ): Promise<number>;
  /** Brings a person's record back to how it stood after a change; how many versions that wrote. */
  undoRecord(installation: Installation, person: string, seq: number): Promise<number>;
  /** What waits for a retry at a partner is tried by the next pass. */
  retry(installation: Installation, person: string, partner: string): Promise<void>;
  /** The changes of a person's record, the oldest first. */
  recordStates(
    installation: Installation,
    person: string,
  ): Promise<readonly { readonly seq: number; readonly at: string; readonly changed: readonly string[] }[]>;
  /** Who received or read a person's plan; that the controller asked is traced. */
  disclosures(installation: Installation, person: string): Promise<Disclosures>;
  /** A plan as a document, as the controller sees it; that the controller made it is traced. */
  planDocument(
    installation: Installation,
    plan: string,
    options: { readonly base: string; readonly language: Language },
  ): Promise<Bundle>;
  /** Says what was found of a reading in an emergency; the id of the entry of the access log that says so. */
  reviewEmergency(installation: Installation, event: string, verdict: Verdict): Promise<string>;
  /** Records what a person decided in the name of the controller; the id of the Consent. */
  recordConsent(installation: Installation, person: string, given: GivenConsent): Promise<string>;
  /** Withdraws a consent or lifts an opposition in the name of the controller. */
  withdrawConsent(installation: Installation, consent: string): Promise<void>;
  /** Compiles profiles: Samplan's own and those of the packages. */
  openValidator(packages: readonly string[]): Promise<Validator>;
  /** Tries what a partner's system does, on a synthetic patient; an interrupt ends it, and it cleans up first. */
  probe(url: string, patient: string): Promise<PartnerReport>;
  /** Keeps what was found out about a configured partner. */
  rememberProbe(installation: Installation, partner: string, report: PartnerReport): Promise<void>;
  /** The exit code that the command ends with; `ok` unless told. */
  end(code: ExitCode): void;
}
