import type { CarePlan, Resource } from '@medplum/fhirtypes';
import type { Commit, Store, Stored, Write } from '../../src/store/store.ts';
import { nameIn } from './ledger.ts';
import { planMadeOf } from './papers.ts';
import { textOf, withText } from './part-text.ts';
import type { SimulatedPartner } from './partner.ts';
import type { Invariant } from './violation.ts';

/** Partners whose passes run now. */
type Passing = ReadonlySet<SimulatedPartner>;

/** A bug at the edges of the product: in its store, or on its way to a partner. */
export interface Planted {
  readonly store: (store: Store, passing: Passing) => Store;
  readonly fetch: (send: typeof fetch, partner: SimulatedPartner) => typeof fetch;
}

export const NO_BREAK: Planted = { store: (store) => store, fetch: (send) => send };

/** One known bug of each kind. */
export const BREAKS: Readonly<Record<Invariant, Planted>> = {
  /** The disk keeps the old text of a goal when it is written anew. */
  I1: storing((store) => ({
    async commit(change) {
      return store.commit({
        ...change,
        writes: await Promise.all((change.writes ?? []).map((one) => kept(store, one))),
      });
    },
  })),
  /** The store does not know of withdrawals and oppositions. */
  I2: storing((store) => ({
    async record(person) {
      const { seq, parts } = await store.record(person);
      return { seq, parts: parts.flatMap(asIfPermitted) };
    },
  })),
  /** Every third update gets lost on the way, and is answered as if it had not. */
  I3: sending((send) => {
    let updates = 0;
    return async (input, init) => {
      updates += init?.method === 'PUT' ? 1 : 0;
      if (init?.method !== 'PUT' || updates % 3 !== 0) return send(input, init);
      const versionId = String(Number(/\d+/u.exec(new Headers(init.headers).get('if-match') ?? '')?.[0] ?? 0) + 1);
      const resource = { ...(JSON.parse(String(init.body)) as Resource), meta: { versionId } };
      return new Response(JSON.stringify(resource), { status: 200, headers: { etag: `W/"${versionId}"` } });
    };
  }),
  /** Every creation is sent twice, whether it is there or not. */
  I4: sending((send) => async (input, init) => {
    if (init?.method !== 'POST' || String(input).endsWith('_search')) return send(input, init);
    const headers = new Headers(init.headers);
    headers.delete('if-none-exist');
    await send(input, { ...init, headers });
    return send(input, { ...init, headers });
  }),
  /** With each change of a record another part changes that the partner never had. */
  I5: storing((store, passing) => ({
    async commit(change) {
      const bystander = passing.size > 0 ? await strangeTo(store, passing, change) : [];
      return store.commit({ ...change, writes: [...(change.writes ?? []), ...bystander] });
    },
  })),
  /** Every record seems to hold the consent that the plan is made. */
  I6: storing((store) => ({
    async record(person) {
      const { seq, parts } = await store.record(person);
      if (parts.some(({ resource }) => JSON.stringify(resource).includes('"plan-made"'))) return { seq, parts };
      const consent = planMadeOf('made-up', { reference: `Patient/${person}` }, '2026-01-01');
      return { seq, parts: [...parts, { resource: consent, seq, version: 1, deleted: false, record: person }] };
    },
  })),
  /** The access log and the provenance are never written. */
  I7: storing((store) => ({
    commit: (change) =>
      store.commit({ ...change, writes: (change.writes ?? []).filter(({ resource }) => !isTrace(resource)) }),
  })),
  /** What a partner holds of plans is never remembered. */
  I8: storing((store) => ({
    async counterparts(partner, person) {
      const rows = await store.counterparts(partner, person);
      return rows.map(({ sent, ...row }) =>
        row.type === 'CarePlan' && sent
          ? { ...row, echoed: { ...row.echoed, description: 'lost' } as CarePlan }
          : { ...row, ...(sent ? { sent } : {}) },
      );
    },
  })),
  /** Whoever was asked last owns what it changes. */
  I9: storing((store, passing) => ({
    commit(change) {
      const [last] = passing;
      const owner = last?.party.organization;
      const writes = (change.writes ?? []).map((one) =>
        owner === undefined || one.record === undefined ? one : { ...one, owner },
      );
      return store.commit({ ...change, writes });
    },
  })),
};

function storing(broken: (store: Store, passing: Passing) => Partial<Store>): Planted {
  return {
    ...NO_BREAK,
    store(store, passing) {
      const methods = broken(store, passing);
      return new Proxy(store, {
        get(target, name) {
          const method: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
          return typeof method === 'function' ? method.bind(target) : method;
        },
      });
    },
  };
}

function sending(broken: Planted['fetch']): Planted {
  return { ...NO_BREAK, fetch: broken };
}

async function kept(store: Store, write: Write): Promise<Write> {
  const { resource, version } = write;
  if (resource.resourceType !== 'Goal' || version === 1) return write;
  const before = await store.read('Goal', resource.id ?? '');
  return { ...write, resource: withText(resource, textOf(before?.resource ?? resource) ?? '') };
}

function asIfPermitted(stored: Stored): readonly Stored[] {
  const { resource } = stored;
  if (resource.resourceType !== 'Consent') return [stored];
  if (resource.provision?.type === 'deny') return [];
  const { provision, ...consent } = resource;
  const { period: _period, ...always } = provision ?? {};
  return [{ ...stored, resource: { ...consent, status: 'active', ...(provision ? { provision: always } : {}) } }];
}

async function strangeTo(store: Store, passing: Passing, { writes = [] }: Commit): Promise<readonly Write[]> {
  const record = writes.find((one) => one.record !== undefined)?.record;
  if (record === undefined) return [];
  const isKnown = (name: string): boolean => [...passing].some(({ held }) => held.has(name));
  const isWritten = ({ resource }: Stored): boolean => writes.some((one) => one.resource.id === resource.id);
  const found = (await store.record(record)).parts.find((one) => {
    const name = nameIn(textOf(one.resource));
    return name !== undefined && !isKnown(name) && !isWritten(one);
  });
  if (!found) return [];
  const { resource, version, owner } = found;
  return [{ resource, version: version + 1, record, ...(owner === undefined ? {} : { owner }) }];
}

function isTrace({ resourceType }: Resource): boolean {
  return resourceType === 'AuditEvent' || resourceType === 'Provenance';
}
