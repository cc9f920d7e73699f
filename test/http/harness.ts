import { randomUUID } from 'node:crypto';
import type { Express } from 'express';
import type { Access } from '../../src/access/create-access.ts';
import { composeGate } from '../../src/compose/gate.ts';
import { ownDefinitions } from '../../src/config/own-definitions.ts';
import type { Context } from '../../src/exchange/context.ts';
import { subscriptionsOf } from '../../src/exchange/subscriptions.ts';
import { createFhirApi, type FhirApi, type OnFault } from '../../src/fhir/api.ts';
import type { Gate } from '../../src/fhir/gate.ts';
import { type AppOptions, createApp } from '../../src/http/app.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
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
export async function createWiredApp(options: Partial<AppOptions> = {}): Promise<{
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
  return { ...wireApp(context, options), store };
}

/** The application of an installation. */
export function wireApp(
  context: Context,
  options: Partial<AppOptions> = {},
): { readonly app: Express; readonly faults: readonly Fault[] } {
  const { api, faults, onFault } = apiOf(context);
  return { app: createApp({ api, ready: async () => [], newId: randomUUID, onFault, ...options }), faults };
}

/** The FHIR API of an installation, as compose wires it, but for what of its gate is to be otherwise. */
export function apiOf(
  context: Context,
  access?: Access,
  otherwise: Partial<Gate> = {},
): { readonly api: FhirApi; readonly faults: readonly Fault[]; readonly onFault: OnFault } {
  const subscriptions = subscriptionsOf(context, { endpoints: ['https://ehr.example.no'] });
  const gate: Gate = { ...composeGate(context, { runPasses: async () => [], subscriptions }), ...otherwise };
  const faults: Fault[] = [];
  const onFault: OnFault = (fault) => faults.push(fault);
  return {
    api: createFhirApi({ context, gate, definitions: ownDefinitions(), onFault, ...(access ? { access } : {}) }),
    faults,
    onFault,
  };
}
