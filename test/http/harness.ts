import { randomUUID } from 'node:crypto';
import type { Express } from 'express';
import type { Access } from '../../src/access/create-access.ts';
import { ownPlanDefinitions } from '../../src/config/own-plan-definitions.ts';
import { admitChanges } from '../../src/exchange/admit-changes.ts';
import { answerNeed } from '../../src/exchange/answer-need.ts';
import { appointCoordinator } from '../../src/exchange/appoint-coordinator.ts';
import type { Context } from '../../src/exchange/context.ts';
import { exportEvidence } from '../../src/exchange/export-evidence.ts';
import { listDisclosures } from '../../src/exchange/list-disclosures.ts';
import { listDuties } from '../../src/exchange/list-duties.ts';
import { recordConsent } from '../../src/exchange/record-consent.ts';
import { reportNeed } from '../../src/exchange/report-need.ts';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { reviewEmergency } from '../../src/exchange/review-emergency.ts';
import { subscriptionsOf } from '../../src/exchange/subscriptions.ts';
import { auditRead, auditRefusal } from '../../src/exchange/trace-access.ts';
import { transferResponsibility } from '../../src/exchange/transfer-responsibility.ts';
import { undo } from '../../src/exchange/undo.ts';
import { withdrawConsent } from '../../src/exchange/withdraw-consent.ts';
import { writePlanDocument } from '../../src/exchange/write-plan-document.ts';
import { createFhirApi, type FhirApi, type OnFault } from '../../src/fhir/api.ts';
import type { Gate } from '../../src/fhir/gate.ts';
import { type AppOptions, createApp } from '../../src/http/app.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { checkRequest } from '../../src/sync/requested.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { createHarness, type Harness } from '../fhir/harness.ts';

type Fault = Parameters<OnFault>[0];

/** The application over the harness of the FHIR API. */
export async function createWebHarness(
  options: Partial<AppOptions> = {},
): Promise<Harness & { readonly app: Express }> {
  const harness = await createHarness();
  const app = createApp({
    api: harness.api,
    ready: async () => [],
    newId: harness.newId,
    onFault: (fault) => harness.faults.push(fault),
    ...options,
  });
  return { ...harness, app };
}

/** The application on the real gate, validator and store, as compose wires it. */
export async function createWiredApp(): Promise<{
  readonly app: Express;
  readonly store: Store;
  readonly faults: readonly Fault[];
}> {
  const store = await openSqliteStore({ file: ':memory:' });
  const context: Context = {
    store,
    validator: createValidator({ packages: ['profiles/package'] }),
    controller: { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' },
    partners: [],
    now: () => new Date().toISOString(),
    newId: randomUUID,
  };
  return { ...wireApp(context), store };
}

/** The application of an installation. */
export function wireApp(context: Context): { readonly app: Express; readonly faults: readonly Fault[] } {
  const { api, faults, onFault } = apiOf(context);
  return { app: createApp({ api, ready: async () => [], newId: randomUUID, onFault }), faults };
}

/** The FHIR API of an installation, as compose wires it, but for what of its gate is to be otherwise. */
export function apiOf(
  context: Context,
  access?: Access,
  otherwise: Partial<Gate> = {},
): { readonly api: FhirApi; readonly faults: readonly Fault[]; readonly onFault: OnFault } {
  const gate: Gate = {
    admitChanges: (caller, changes) => admitChanges(context, caller, changes),
    resolveConflict: (caller, taskId, decision) => resolveConflict(context, caller, taskId, decision),
    sync: async (caller, { partner }) => {
      checkRequest(context, caller, partner);
      return [];
    },
    duties: (caller, filter) => listDuties(context, caller, filter),
    disclosures: (person) => listDisclosures(context, person),
    evidence: (person, options) => exportEvidence(context, person, options),
    planDocument: (seen, id, options) => writePlanDocument(context, seen, id, options),
    reviewEmergency: (caller, id, verdict) => reviewEmergency(context, caller, id, verdict),
    undo: (caller, what) => undo(context, caller, what),
    transferResponsibility: (caller, person, to) => transferResponsibility(context, caller, person, to),
    appointCoordinator: (caller, person, given) => appointCoordinator(context, caller, person, given),
    recordConsent: (caller, person, given) => recordConsent(context, caller, person, given),
    withdrawConsent: (caller, id) => withdrawConsent(context, caller, id),
    reportNeed: (caller, about, to) => reportNeed(context, caller, about, to),
    answerNeed: (caller, taskId, given) => answerNeed(context, caller, taskId, given),
    subscriptions: subscriptionsOf(context, { endpoints: ['https://ehr.example.no'] }),
    auditRead: (caller, what) => auditRead(context, caller, what),
    auditRefusal: (caller, what) => auditRefusal(context, caller, what),
    ...otherwise,
  };
  const faults: Fault[] = [];
  const onFault: OnFault = (fault) => faults.push(fault);
  return {
    api: createFhirApi({ context, gate, definitions: ownPlanDefinitions(), onFault, ...(access ? { access } : {}) }),
    faults,
    onFault,
  };
}
