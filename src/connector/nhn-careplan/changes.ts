import { isError } from '../../errors.ts';
import { BarredThere } from '../barred.ts';
import type { AskedPerson, Connector, FeedPage } from '../connector.ts';
import { STORE_TYPES } from './holds.ts';
import type { PersonsKnown } from './persons.ts';
import type { PlanThere, Reads } from './reads.ts';
import type { Statuses } from './status.ts';
import { type PersonThere, patientThere } from './translate.ts';

/** Before the Patient's id in the cursor: when her plan had changed last as it was fetched. */
const PREFIX = 'careplan ';

const NOBODY: AsyncIterable<never> = { [Symbol.asyncIterator]: async function* () {} };

/**
 * What changed in the plans of whom is asked about: one status request for each, and nothing more where nothing has changed since
 * (domain § 1.5 a). Where something has, one search, and a read of each plan that was known there and is not among the active ones.
 */
export function createStoreChanges(statuses: Statuses, reads: Reads, persons: PersonsKnown): Connector['changes'] {
  return async function* changes(cursor, { persons: asked = NOBODY, whole = false } = { strategy: 'per-person' }) {
    statuses.forget();
    const next = new Map(Object.entries(cursor).filter(([key]) => !key.startsWith(PREFIX)));
    for await (const one of asked) {
      const hers = await personOf(one);
      if (!hers) continue;
      const key = `${PREFIX}${hers.patient}`;
      const before = cursor[key];
      const reached = yield* about(hers, before, whole);
      if (reached !== undefined) next.set(key, reached);
    }
    return Object.fromEntries(next);
  };

  async function personOf({ patient, identifiers }: AskedPerson): Promise<PersonThere | undefined> {
    if (patient !== undefined) return reads.person(patient);
    for (const identifier of identifiers) {
      const found = await persons.byNumber(identifier);
      if (found !== undefined) return reads.person(found);
    }
    return undefined;
  }

  /** @returns when her plan had changed last, as far as it was fetched */
  async function* about(
    hers: PersonThere,
    before: string | undefined,
    isWhole: boolean,
  ): AsyncGenerator<FeedPage, string | undefined> {
    const page = { resources: [], unreadable: [], about: hers.patient };
    try {
      const status = await statuses.ask(hers);
      if (status.bar) {
        yield { ...page, bar: status.bar };
        return before;
      }
      yield { ...page, bar: 'none' };
      if (status.changed === before && !isWhole) return before;
      const plan = await reads.plan(hers);
      yield* fetched(hers, plan);
      return plan.unreadable.length > 0 ? before : status.changed;
    } catch (error) {
      if (error instanceof BarredThere) yield { ...page, bar: error.bar };
      else if (isError(error, 'partner-malformed', 'partner-refused')) yield { ...page, unreadable: [unread(error)] };
      else throw error;
      return before;
    }
  }

  async function* fetched(hers: PersonThere, { held, unreadable }: PlanThere): AsyncGenerator<FeedPage, void> {
    const page = { resources: [], unreadable: [], about: hers.patient };
    const found = [patientThere(hers), ...held].map((one) => ({ type: one.resource.resourceType, ...one }));
    yield { ...page, resources: found, unreadable };
    const shown = new Set(held.map(({ peerId }) => peerId));
    for (const id of await persons.plansOf(hers.patient)) {
      if (shown.has(id)) continue;
      const answer = await reads.read('CarePlan', id);
      if ('found' in answer) yield { ...page, resources: [{ type: 'CarePlan', ...answer.found }] };
      else if ('gone' in answer) yield { ...page, deleted: [{ type: 'CarePlan', peerId: id }] };
    }
    yield { ...page, complete: { types: ['Patient', ...STORE_TYPES], patient: hers.patient } };
  }
}

function unread({
  where = 'CarePlan',
  found = '',
}: {
  readonly where?: string | undefined;
  readonly found?: string | undefined;
}) {
  return { where, reason: found };
}
