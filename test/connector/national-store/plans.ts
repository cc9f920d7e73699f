import type { Bundle, Identifier, Reference, Resource } from '@medplum/fhirtypes';
import { contentOf } from '../../../src/record/content-of.ts';
import { equal } from '../../../src/record/json.ts';
import { referencesIn, targetOf } from '../../../src/record/references.ts';
import type { SystemMemory, Version } from '../system/memory.ts';
import type { StoreCaller } from './callers.ts';
import { outcome, refusal, type StoreAnswer } from './refusals.ts';

/** All that the store has. */
export const STORE_TYPES: readonly string[] = ['CarePlan', 'Condition', 'Goal', 'ServiceRequest'];

/** In `meta.tag`: who changed it last. */
export const CHANGED_BY = 'urn:nhn:careplan:changed-by';

/** A request about one person's plan, let in. */
export interface StoreRequest {
  readonly method: string;
  readonly path: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Whom the request says that it is about. */
  readonly nin: string;
  readonly caller: StoreCaller;
}

type Kept = Resource & { readonly subject?: Reference; readonly identifier?: Identifier[] };

/** The store's FHIR facade: search by POST, read, create, update, and delete, which keeps what was. */
export function answerAboutPlans(memory: SystemMemory, request: StoreRequest): StoreAnswer {
  const { method, path } = request;
  const [type = '', id = ''] = path;
  if (!STORE_TYPES.includes(type)) return outcome(404, 'not-supported', type);
  if (path.length === 2 && id === '_search' && method === 'POST') return search(memory, type, request);
  if (path.length === 1 && method === 'POST') return create(memory, type, request);
  if (path.length !== 2 || id === '_search') return outcome(405, 'not-supported', method);
  const current = memory.current(type, id);
  if (!current) return outcome(404, 'not-found', type);
  if (ninOf(lastTextOf(memory, current)) !== request.nin) return refusal('CPLF-0018');
  if (method === 'DELETE') return remove(memory, current);
  if (!current.resource) return outcome(410, 'deleted', type);
  if (method === 'GET') return shown(current, 200);
  return method === 'PUT' ? update(memory, current, request) : outcome(405, 'not-supported', method);
}

function lastTextOf(memory: SystemMemory, { type, id, resource }: Version): Resource | undefined {
  return resource ?? memory.versionsOf(type, id).findLast((one) => one.resource)?.resource;
}

export function ninOf(resource: Resource | undefined): string | undefined {
  return (resource as Kept | undefined)?.subject?.identifier?.value;
}

/** Everything of the type that is there and is hers. */
export function hersOf(memory: SystemMemory, type: string, nin: string): readonly Resource[] {
  return memory.all(type).flatMap(({ resource }) => (resource && ninOf(resource) === nin ? [resource] : []));
}

function search(memory: SystemMemory, type: string, { body, nin }: StoreRequest): StoreAnswer {
  const query = new URLSearchParams(body);
  const identifier = query.get('identifier');
  const found = hersOf(memory, type, nin);
  if (identifier !== null && query.size === 1) return bundle(found.filter((one) => carries(one, identifier)));
  const isWhole =
    type === 'CarePlan' && query.size === 3 && query.get('_include') === '*' && query.get('status') === 'active';
  if (!isWhole || query.get('subject:Patient.identifier') !== nin) return refusal('CPLF-0005', 'search');
  const plans = found.filter((one) => one.resourceType === 'CarePlan' && one.status === 'active');
  return bundle([...plans, ...included(memory, plans, nin)]);
}

/** What plans lead to, and what that leads to. */
function included(memory: SystemMemory, plans: readonly Resource[], nin: string): readonly Resource[] {
  const known = new Map(plans.map((plan) => [`${plan.resourceType}/${plan.id}`, plan]));
  for (const one of known.values()) {
    for (const reference of referencesIn(one)) {
      const target = targetOf(reference);
      const there = target && memory.current(target.type, target.id)?.resource;
      if (there && ninOf(there) === nin) known.set(`${there.resourceType}/${there.id}`, there);
    }
  }
  return [...known.values()].filter((one) => !plans.includes(one));
}

function create(memory: SystemMemory, type: string, request: StoreRequest): StoreAnswer {
  const given = read(request, type);
  if (!given) return refusal('CPLF-0005');
  const [wrong] = faultsOf(memory, given, request);
  if (wrong) return wrong;
  const hers = hersOf(memory, type, request.nin);
  const isThere = (given.identifier ?? []).some(({ system, value }) =>
    hers.some((one) => carries(one, `${system ?? ''}|${value ?? ''}`)),
  );
  if (isThere || (type === 'CarePlan' && hers.some(isLiving))) return refusal('CPLF-0014');
  return shown(memory.put(tagged({ ...given, id: memory.newId() }, request.caller)), 201);
}

function update(memory: SystemMemory, current: Version, request: StoreRequest): StoreAnswer {
  const given = read(request, current.type);
  if (!given || given.id !== current.id) return refusal('CPLF-0005');
  const [wrong] = faultsOf(memory, given, request);
  if (wrong) return wrong;
  if (given.meta?.versionId !== String(current.number)) return refusal('CPLF-0008');
  const before = current.resource as Resource;
  if (equal(contentOf({ ...given, meta: {} }), contentOf({ ...before, meta: {} }))) return refusal('CPLF-0009');
  return shown(memory.put(tagged(given, request.caller)), 200);
}

function remove(memory: SystemMemory, { type, id, resource }: Version): StoreAnswer {
  if (!resource) return outcome(410, 'deleted', type);
  memory.delete(type, id);
  return { status: 204 };
}

/** JSON of the right type about the right person, by her number. */
function read({ body, nin }: StoreRequest, type: string): Kept | undefined {
  try {
    const given = JSON.parse(body) as Kept;
    return given.resourceType === type && ninOf(given) === nin && given.subject?.reference === undefined
      ? given
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whatever is referred to in the store must be there, and hers. */
function faultsOf(memory: SystemMemory, given: Resource, { nin }: StoreRequest): readonly StoreAnswer[] {
  const isMissing = (reference: string): boolean => {
    const target = targetOf(reference);
    if (!target || /^\w+:/u.test(reference)) return false;
    return ninOf(memory.current(target.type, target.id)?.resource) !== nin;
  };
  return referencesIn(given).some(isMissing) ? [refusal('CPLF-0021')] : [];
}

function tagged(resource: Resource, { child }: StoreCaller): Resource {
  return { ...resource, meta: { ...resource.meta, tag: [{ system: CHANGED_BY, code: child }] } };
}

function isLiving(resource: Resource): boolean {
  return resource.resourceType === 'CarePlan' && ['draft', 'active', 'on-hold'].includes(resource.status);
}

function carries(resource: Resource, token: string): boolean {
  return ((resource as Kept).identifier ?? []).some(({ system, value }) => `${system ?? ''}|${value ?? ''}` === token);
}

function shown({ resource, number }: Version, status: number): StoreAnswer {
  return { status, body: resource, headers: { etag: `W/"${number}"` } };
}

function bundle(resources: readonly Resource[]): StoreAnswer {
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ resource })),
  };
  return { status: 200, body };
}
