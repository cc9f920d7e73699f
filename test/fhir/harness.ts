import { randomUUID } from 'node:crypto';
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../../src/errors.ts';
import type { Context, Party } from '../../src/exchange/context.ts';
import { subscriptionsOf } from '../../src/exchange/subscriptions.ts';
import { createFhirApi, type FhirApi, type OnFault } from '../../src/fhir/api.ts';
import type { Gate } from '../../src/fhir/gate.ts';
import type { FhirResponse, Parameter } from '../../src/fhir/request.ts';
import { COMPLAINT, complaintAbout } from '../../src/law/complaint.ts';
import type { Duty } from '../../src/law/duties.ts';
import { LAW } from '../../src/law/table.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store, Write } from '../../src/store/store.ts';
import type { Finding } from '../../src/validation/finding.ts';
import type { Validator } from '../../src/validation/validation.ts';

export const BASE = 'http://localhost:8080/fhir';

export const FINDING: Finding = {
  severity: 'error',
  code: 'required',
  rule: 'cardinality-min',
  path: 'CarePlan.status',
  profile: 'http://samplan.no/fhir/StructureDefinition/ip-careplan',
  element: 'CarePlan.status',
  reference: 'profiling.html#cardinality',
  expected: 'at least 1',
  found: '0',
  message: { nb: 'status mangler', nn: 'status manglar', en: 'status is missing' },
  action: { nb: 'Legg til status.', nn: 'Legg til status.', en: 'Add status.' },
};

const [RULE] = LAW;
if (!RULE) throw new Error('no law');

/** What the gate says is owed. */
export const DUTY: Duty = {
  rule: RULE,
  person: 'p1',
  about: 'CarePlan/c1',
  due: '2026-12-24',
  isOverdue: false,
  owner: { type: 'Organization', identifier: { value: '310601012' } },
  organizations: ['310601012'],
};

export const CONTROLLER: Party = { name: 'Fjordvik kommune', organization: '999999999', sector: 'municipal' };

type Fault = Parameters<OnFault>[0];

type Trace = { readonly kind: 'read' | 'refusal' } & Readonly<Record<string, unknown>>;

/** An API on a real store in memory, with a gate that lets everything in but what says `title: "refuse"`. */
export interface Harness {
  readonly store: Store;
  readonly api: FhirApi;
  /** What the gate was asked to trace. */
  readonly traces: Trace[];
  readonly faults: Fault[];
  readonly decisions: unknown[];
  /** Passes that were asked for. */
  readonly passes: unknown[];
  readonly undone: unknown[];
  /** Filters of the duties that were asked for. */
  readonly askedDuties: unknown[];
  readonly gate: { -readonly [Name in keyof Gate]: Gate[Name] };
  readonly newId: () => string;
  send(method: string, address: string, options?: SendOptions): Promise<FhirResponse>;
  /** Puts a version into the store past the gate. */
  put(resource: Resource, version?: number, deleted?: boolean): Promise<void>;
  /** How many versions the store holds. */
  versions(): Promise<number>;
}

interface SendOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The one value set whose codes the validator below knows. */
export const VALUE_SET = 'http://example.org/ValueSet/cat';

/** Finds that a status is missing, and names the profiles asked for. */
const fakeValidator: Validator = {
  validate: (resource, options = {}) => [
    ...('status' in (resource as Resource) ? [] : [FINDING]),
    ...(options.profiles ?? []).map((profile) => ({ ...FINDING, severity: 'warning' as const, profile })),
  ],
  profiles: [{ url: 'http://example.org/ip', type: 'CarePlan', kind: 'resource', name: 'ip', package: 'p' }],
  typeOf: (profile) => (profile.startsWith('http://example.org/') ? 'CarePlan' : undefined),
  codesOf: (valueSet) => (valueSet === VALUE_SET ? new Map([['urn:cat', new Set(['ip', 'other'])]]) : undefined),
  unchecked: [],
  uncheckedOfOthers: [],
  uncheckedInvariants: () => [],
};

export async function createHarness(
  validator: Validator = fakeValidator,
  asked: Partial<Pick<Context, 'partners' | 'requiredProfiles'>> = {},
): Promise<Harness> {
  let clock = Date.parse('2026-11-22T08:00:00.000Z');
  const now = (): string => {
    clock += 1000;
    return new Date(clock).toISOString();
  };
  const store = await openSqliteStore({ file: ':memory:', now });
  const traces: Trace[] = [];
  const faults: Fault[] = [];
  const decisions: unknown[] = [];
  const passes: unknown[] = [];
  const undone: unknown[] = [];
  const askedDuties: unknown[] = [];
  const newId = (): string => randomUUID();

  const gate: Harness['gate'] = {
    async admitChanges(_caller, changes) {
      const refused = changes.some(
        (one) => 'resource' in one && 'title' in one.resource && one.resource.title === 'refuse',
      );
      if (refused) throw new SamplanError('invalid', FINDING.message, { findings: [FINDING] });
      const writes: Write[] = [];
      for (const change of changes) {
        const there = change.kind === 'delete' ? await store.read(change.type, change.id) : undefined;
        const version = change.kind === 'create' ? 1 : change.expectedVersion + 1;
        if (change.kind === 'delete') {
          if (there) writes.push({ resource: there.resource, version, deleted: true });
        } else {
          const id = change.kind === 'create' ? (change.id ?? newId()) : change.resource.id;
          writes.push({ resource: { ...change.resource, id } as Resource, version });
        }
      }
      const stored = await store.commit({ writes });
      return stored.map((one) =>
        one.deleted
          ? { kind: 'deleted', part: one }
          : {
              kind: 'written',
              stored: one,
              created: one.version === 1,
              findings: [{ ...FINDING, severity: 'warning' }],
            },
      );
    },
    async proposeGoal() {
      throw new SamplanError('not-found', FINDING.message);
    },
    async resolveConflict(_caller, taskId, decision) {
      decisions.push(decision);
      const stored = await store.read('Task', taskId);
      if (stored === undefined) throw new SamplanError('not-found', FINDING.message);
      return stored;
    },
    async sync(_caller, which) {
      passes.push(which);
      return [];
    },
    async duties(_caller, filter) {
      askedDuties.push(filter);
      return { duties: [DUTY], about: [] };
    },
    disclosures: () => Promise.reject(new Error('not asked here')),
    evidence: () => Promise.reject(new Error('not asked here')),
    planDocument: () => Promise.reject(new Error('not asked here')),
    printPlanDocument: () => Promise.reject(new Error('not asked here')),
    async undo(_caller, what) {
      undone.push(what);
      const stored = await store.read(what.type, what.id);
      if (stored === undefined) throw new SamplanError('not-found', FINDING.message);
      return stored;
    },
    async transferResponsibility(_caller, person, to) {
      decisions.push({ person, to });
      return { findings: [{ ...FINDING, severity: 'warning' }] };
    },
    async appointCoordinator(_caller, person, given) {
      decisions.push({ person, ...given });
      return { findings: [{ ...FINDING, severity: 'warning' }] };
    },
    async recordConsent(_caller, person, given) {
      decisions.push({ person, ...given });
      const stored = await store.read('Patient', person);
      if (stored === undefined) throw new SamplanError('not-found', FINDING.message);
      const [written] = await store.commit({ writes: [{ resource: { ...given.consent, id: newId() }, version: 1 }] });
      return { stored: written ?? stored, findings: [] };
    },
    async reviewEmergency(_caller, id, verdict) {
      decisions.push({ reviewed: id, ...verdict });
      const stored = await store.read('AuditEvent', id);
      if (stored === undefined) throw new SamplanError('not-found', FINDING.message);
      return stored;
    },
    async withdrawConsent(_caller, id) {
      decisions.push({ withdrawn: id });
      const stored = await store.read('Consent', id);
      if (stored === undefined) throw new SamplanError('not-found', FINDING.message);
      return stored;
    },
    async reportNeed(_caller, about, to) {
      decisions.push({ about, to });
      return { report: 'ServiceRequest/r1', task: 'Task/t1', to: '310602019', due: '2026-12-06', findings: [] };
    },
    async answerNeed(_caller, taskId, given) {
      decisions.push({ taskId, ...given });
      const complaint = complaintAbout(COMPLAINT, '2026-11-22T10:00:00.000Z');
      return { task: `Task/${taskId}`, ...(given.answer === 'refused' ? { complaint } : {}) };
    },
    subscriptions: subscriptionsOf(
      { store, validator, controller: CONTROLLER, partners: [], now, newId },
      { endpoints: ['https://ehr.example.no'] },
    ),
    async auditRead(_caller, ...shown) {
      traces.push(...shown.map((one) => ({ kind: 'read' as const, ...one })));
    },
    async auditRefusal(_caller, what) {
      traces.push({ kind: 'refusal', ...what });
    },
  };

  const api = createFhirApi({
    context: { store, validator, controller: CONTROLLER, now, newId, ...asked },
    gate,
    onFault: (fault) => faults.push(fault),
  });

  return {
    store,
    api,
    traces,
    faults,
    decisions,
    passes,
    undone,
    askedDuties,
    gate,
    newId,
    send: (method, address, options) => sendTo(api, method, address, options),
    async put(resource, version = 1, deleted = false) {
      await store.commit({ writes: [{ resource, version, deleted }] });
    },
    async versions() {
      return (await store.changedSince(0)).seq;
    },
  };
}

function spell(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body ?? {});
}

/** A request as the edge would hand it on: what a body says is written as JSON, unless it is bytes. */
export function sendTo(
  api: FhirApi,
  method: string,
  address: string,
  { body, headers = {} }: SendOptions = {},
): Promise<FhirResponse> {
  const [path = '', query = ''] = address.split('?');
  const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(spell(body));
  return api.handle({
    method,
    base: BASE,
    path: path === '' ? [] : path.split('/').map(decodeURIComponent),
    query: [...new URLSearchParams(query)] as readonly Parameter[],
    headers: body === undefined ? headers : { 'content-type': 'application/fhir+json', ...headers },
    body: async () => bytes,
  });
}

/** The body as an OperationOutcome; fails when it is none. */
export function outcomeIn({ body }: { readonly body?: Resource | undefined }): OperationOutcome {
  if (body?.resourceType !== 'OperationOutcome') throw new Error(`not an OperationOutcome: ${body?.resourceType}`);
  return body;
}

/** The error code of the first issue. */
export function codeIn(response: { readonly body?: Resource | undefined }): string | undefined {
  return outcomeIn(response).issue[0]?.details?.coding?.[0]?.code;
}

/** The body as a Bundle; fails when it is none. */
export function bundleIn({ body }: FhirResponse): Bundle {
  if (body?.resourceType !== 'Bundle') throw new Error(`not a Bundle: ${body?.resourceType}`);
  return body;
}

/** Ids of the matches of a search. */
export function matchesIn(response: FhirResponse): readonly (string | undefined)[] {
  return (bundleIn(response).entry ?? [])
    .filter((entry) => entry.search?.mode === 'match')
    .map((entry) => entry.resource?.id);
}

export const PLAN = {
  resourceType: 'CarePlan',
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/p1' },
} as const satisfies Resource;
