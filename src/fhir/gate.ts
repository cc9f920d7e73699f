import type { Bundle, Consent, DocumentReference, Goal, Resource } from '@medplum/fhirtypes';
import type { AccessReason } from '../access/refusal.ts';
import type { Verdict } from '../audit/emergency-reviews.ts';
import type { ErrorCode } from '../errors.ts';
import type { Done } from '../exchange/admit-changes.ts';
import type { AnswerNeed, NeedAnswered } from '../exchange/answer-need.ts';
import type { AppointCoordinator, CoordinatorAppointed } from '../exchange/appoint-coordinator.ts';
import type { Party } from '../exchange/context.ts';
import type { Evidence } from '../exchange/export-evidence.ts';
import type { Disclosures } from '../exchange/list-disclosures.ts';
import type { Duties, DutyFilter } from '../exchange/list-duties.ts';
import type { Asker } from '../exchange/may-reach.ts';
import type { RequestedChange } from '../exchange/prepare-change.ts';
import type { NeedReported, Reported } from '../exchange/report-need.ts';
import type { Subscriptions } from '../exchange/subscriptions.ts';
import type { Shown } from '../exchange/trace-access.ts';
import type { RunSummary } from '../store/partner-memory.ts';
import type { Stored } from '../store/store.ts';
import type { Finding, Language } from '../validation/finding.ts';

/** The decision on a conflict: whose value stands, or a new one; on two plans for one person, how they become one. */
export type Decision =
  | { readonly take: 'record' | 'partner' }
  | { readonly value: unknown }
  | { readonly as: 'sub-plan' | 'merge' | 'replaced' };

/** What the gate answers to a resource it let in. */
export interface Admitted {
  readonly stored: Stored;
  readonly created: boolean;
  /** Warnings and information; with an error it would not have been admitted. */
  readonly findings: readonly Finding[];
}

/**
 * The use cases and the audit that the FHIR API calls, bound to a context by `compose`.
 *
 * @example
 * const gate: Gate = composeGate(context, { runPasses, subscriptions });
 */
export interface Gate {
  /** All of them in one commit, or nothing; what came of each, in their order. */
  admitChanges(caller: Party, changes: readonly RequestedChange[]): Promise<readonly Done[]>;
  /** The person herself proposes a goal. */
  proposeGoal(caller: Asker, goal: Goal): Promise<Pick<Admitted, 'stored' | 'findings'>>;
  resolveConflict(caller: Party, taskId: string, decision: Decision): Promise<Stored>;
  /** One pass of each partner, or of one by its name; for the controller only. */
  sync(caller: Party, which: { readonly partner?: string }): Promise<readonly RunSummary[]>;
  /** What is owed by when; of others than the controller, what they owe themselves. */
  duties(caller: Party, filter: DutyFilter): Promise<Duties>;
  /** Who received or read a person's plan. */
  disclosures(person: string): Promise<Disclosures>;
  /** A plan as a document, out of what a caller sees of the record. */
  planDocument(
    seen: readonly Resource[],
    id: string,
    options: { readonly base: string; readonly language: Language },
  ): Promise<Bundle>;
  /** The same document as a PDF. */
  printPlanDocument(document: Bundle): Promise<Uint8Array>;
  /** Everything about a person's plan for a complaint. */
  evidence(person: string, options: { readonly base: string; readonly language: Language }): Promise<Evidence>;
  /** What was found of a reading in an emergency; the entry of the access log that says so. */
  reviewEmergency(caller: Party, id: string, verdict: Verdict): Promise<Stored>;
  undo(caller: Party, what: { readonly type: string; readonly id: string; readonly version: number }): Promise<Stored>;
  /** Another municipality (organization number) becomes responsible for a person's plan. */
  transferResponsibility(caller: Party, person: string, to: string): Promise<{ readonly findings: readonly Finding[] }>;
  /** The koordinerende enhet appoints a coordinator; what the law says of it. */
  appointCoordinator(caller: Party, person: string, given: AppointCoordinator): Promise<CoordinatorAppointed>;
  /** What a person decided, with what it was signed on; for the controller, and for her. */
  recordConsent(
    caller: Asker,
    person: string,
    given: { readonly consent: Consent; readonly source?: DocumentReference },
  ): Promise<Pick<Admitted, 'stored' | 'findings'>>;
  /** The person withdraws a consent or lifts an opposition; for the controller, and for her. */
  withdrawConsent(caller: Asker, id: string): Promise<Stored>;
  /** Reports a need to a koordinerende enhet: that of the municipality `to`, else by the sender's level. */
  reportNeed(caller: Party, about: Reported, to?: string): Promise<NeedReported>;
  /** The koordinerende enhet answers a report of need, or an application. */
  answerNeed(caller: Party, taskId: string, given: AnswerNeed): Promise<NeedAnswered>;
  /** The topic-based subscriptions of each organization. */
  readonly subscriptions: Subscriptions;
  /** Resolves when the trace is durable: awaited before any byte leaves. */
  auditRead(caller: Party, ...shown: readonly Shown[]): Promise<void>;
  auditRefusal(
    caller: Party,
    what: {
      readonly interaction: string;
      readonly code: ErrorCode | AccessReason;
      readonly type?: string;
      readonly id?: string;
    },
  ): Promise<void>;
}
