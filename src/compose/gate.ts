import { admitChanges } from '../exchange/admit-changes.ts';
import type { Context } from '../exchange/context.ts';
import type { Subscriptions } from '../exchange/subscriptions.ts';
import { auditRead, auditRefusal } from '../exchange/trace-access.ts';
import type { Gate } from '../fhir/gate.ts';
import type { RunSummary } from '../store/partner-memory.ts';
import { checkRequest } from '../sync/requested.ts';
import { printPlanDocument } from './print.ts';

/** What the gate needs besides the context. */
export interface GateParts {
  readonly runPasses: (options: { readonly partner?: string }) => Promise<readonly RunSummary[]>;
  readonly subscriptions: Subscriptions;
}

/**
 * The use cases behind the FHIR endpoint.
 *
 * @example
 * const gate = composeGate(context, { runPasses, subscriptions });
 */
export function composeGate(context: Context, { runPasses, subscriptions }: GateParts): Gate {
  return {
    admitChanges: (caller, changes) => admitChanges(context, caller, changes),
    auditRead: (caller, ...shown) => auditRead(context, caller, ...shown),
    auditRefusal: (caller, what) => auditRefusal(context, caller, what),
    subscriptions,
    printPlanDocument,
    sync: async (caller, { partner }) => {
      checkRequest(context, caller, partner);
      return runPasses(partner === undefined ? {} : { partner });
    },
    // Loaded when somebody asks: a start need not wait for them.
    proposeGoal: async (...asked) => (await import('../exchange/propose-goal.ts')).proposeGoal(context, ...asked),
    resolveConflict: async (...asked) =>
      (await import('../exchange/resolve-conflict.ts')).resolveConflict(context, ...asked),
    duties: async (...asked) => (await import('../exchange/list-duties.ts')).listDuties(context, ...asked),
    disclosures: async (person) => (await import('../exchange/list-disclosures.ts')).listDisclosures(context, person),
    evidence: async (...asked) => (await import('../exchange/export-evidence.ts')).exportEvidence(context, ...asked),
    planDocument: async (...asked) =>
      (await import('../exchange/write-plan-document.ts')).writePlanDocument(context, ...asked),
    reviewEmergency: async (...asked) =>
      (await import('../exchange/review-emergency.ts')).reviewEmergency(context, ...asked),
    undo: async (...asked) => (await import('../exchange/undo.ts')).undo(context, ...asked),
    transferResponsibility: async (...asked) =>
      (await import('../exchange/transfer-responsibility.ts')).transferResponsibility(context, ...asked),
    appointCoordinator: async (...asked) =>
      (await import('../exchange/appoint-coordinator.ts')).appointCoordinator(context, ...asked),
    recordConsent: async (...asked) => (await import('../exchange/record-consent.ts')).recordConsent(context, ...asked),
    withdrawConsent: async (...asked) =>
      (await import('../exchange/withdraw-consent.ts')).withdrawConsent(context, ...asked),
    reportNeed: async (...asked) => (await import('../exchange/report-need.ts')).reportNeed(context, ...asked),
    answerNeed: async (...asked) => (await import('../exchange/answer-need.ts')).answerNeed(context, ...asked),
  };
}
