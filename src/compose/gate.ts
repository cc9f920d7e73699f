import { admitChanges } from '../exchange/admit-changes.ts';
import { answerNeed } from '../exchange/answer-need.ts';
import { appointCoordinator } from '../exchange/appoint-coordinator.ts';
import type { Context } from '../exchange/context.ts';
import { exportEvidence } from '../exchange/export-evidence.ts';
import { listDisclosures } from '../exchange/list-disclosures.ts';
import { listDuties } from '../exchange/list-duties.ts';
import { proposeGoal } from '../exchange/propose-goal.ts';
import { recordConsent } from '../exchange/record-consent.ts';
import { reportNeed } from '../exchange/report-need.ts';
import { resolveConflict } from '../exchange/resolve-conflict.ts';
import { reviewEmergency } from '../exchange/review-emergency.ts';
import type { Subscriptions } from '../exchange/subscriptions.ts';
import { auditRead, auditRefusal } from '../exchange/trace-access.ts';
import { transferResponsibility } from '../exchange/transfer-responsibility.ts';
import { undo } from '../exchange/undo.ts';
import { withdrawConsent } from '../exchange/withdraw-consent.ts';
import { writePlanDocument } from '../exchange/write-plan-document.ts';
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
    proposeGoal: (caller, goal) => proposeGoal(context, caller, goal),
    resolveConflict: (caller, taskId, decision) => resolveConflict(context, caller, taskId, decision),
    sync: async (caller, { partner }) => {
      checkRequest(context, caller, partner);
      return runPasses(partner === undefined ? {} : { partner });
    },
    duties: (caller, filter) => listDuties(context, caller, filter),
    disclosures: (person) => listDisclosures(context, person),
    evidence: (person, options) => exportEvidence(context, person, options),
    planDocument: (seen, id, options) => writePlanDocument(context, seen, id, options),
    printPlanDocument,
    reviewEmergency: (caller, id, verdict) => reviewEmergency(context, caller, id, verdict),
    undo: (caller, what) => undo(context, caller, what),
    transferResponsibility: (caller, person, to) => transferResponsibility(context, caller, person, to),
    appointCoordinator: (caller, person, given) => appointCoordinator(context, caller, person, given),
    recordConsent: (caller, person, given) => recordConsent(context, caller, person, given),
    withdrawConsent: (caller, id) => withdrawConsent(context, caller, id),
    reportNeed: (caller, about, to) => reportNeed(context, caller, about, to),
    answerNeed: (caller, taskId, given) => answerNeed(context, caller, taskId, given),
    subscriptions,
    auditRead: (caller, ...shown) => auditRead(context, caller, ...shown),
    auditRefusal: (caller, what) => auditRefusal(context, caller, what),
  };
}
