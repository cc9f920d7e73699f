import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Resource } from '@medplum/fhirtypes';
import { type Duty, dutiesOf } from '../law/duties.ts';
import { dutiesChangeAfter } from '../law/duties-change.ts';
import type { Member } from '../law/rule.ts';
import { LAW } from '../law/table.ts';
import { DIRECTORY_TYPES, isDirectoryType } from '../record/kinds.ts';
import { afterEnd } from '../record/period.ts';
import { keyOf } from '../record/record.ts';
import { isRelative, referencesIn, targetOf } from '../record/references.ts';
import { softwareVersion } from '../software-version.ts';
import type { DutyRow, RecordDuties } from '../store/duty-memory.ts';
import type { Store } from '../store/store.ts';
import type { Context } from './context.ts';
import { loadRecord } from './load-record.ts';

/** What the index rests on. */
type DutyContext = Pick<Context, 'store' | 'partners' | 'now'>;

/** Records that are computed and saved at once. */
const BATCH = 100;
/** Versions of the directory that are looked through at once. */
const PAGE = 200;
const VERSION = softwareVersion();
const RULES = new Map(LAW.map((rule) => [rule.key, rule]));

/**
 * Names what duties are computed by besides records and the directory: the program, its rules and whose level is known. An index of another
 * basis says nothing here.
 *
 * @example
 * dutyBasis(context) === (await store.dutyIndex())?.basis;
 */
export function dutyBasis({ partners }: Pick<Context, 'partners'>): string {
  const members = partners.map(({ organization, sector }) => [organization, sector]);
  const rules = LAW.map(({ key, validFrom, validTo }) => [key, validFrom, validTo]);
  return createHash('sha256')
    .update(JSON.stringify([VERSION, rules, members]))
    .digest('hex');
}

/**
 * Brings into the index what has changed since it was looked at last: records, directory entries that they lead to, and what time alone
 * changes. Costs by what has changed.
 *
 * @param onBatch told after each batch; what it throws ends it, and what was saved stays
 * @returns false where there is none of this basis; with `isFilled`, one that is not whole is made so
 * @example
 * if (await dutiesUpToDate(context)) await store.duties({ until: '2026-12-31', count: 100 });
 */
export async function dutiesUpToDate(
  context: DutyContext,
  {
    isFilled = false,
    onBatch,
  }: { readonly isFilled?: boolean; readonly onBatch?: (done: number, of: number) => Promise<void> } = {},
): Promise<boolean> {
  const { store, now } = context;
  const basis = dutyBasis(context);
  const index = await store.dutyIndex();
  if (index?.basis !== basis || (index.upto === undefined && !isFilled)) return false;
  const { seq, persons } = await store.recordsMoved(index.upto ?? 0);
  const led = index.upto === undefined ? [] : await store.personsLedTo(await entriesChanged(store, index.upto));
  const all = [...new Set([...persons, ...led, ...(await store.dutiesOutdated(now()))])];
  for (let from = 0; from < all.length; from += BATCH) {
    const batch: RecordDuties[] = [];
    for (const person of all.slice(from, from + BATCH)) {
      batch.push(await dutiesKnownOf(context, person, seq));
      // A store in this process answers at once: whoever else asks something of the process would wait for the whole batch.
      await nextTurn();
    }
    await store.saveDuties(basis, batch);
    await onBatch?.(Math.min(from + BATCH, all.length), all.length);
  }
  if (seq !== index.upto) await store.dutiesKnown({ basis, upto: seq });
  return true;
}

/**
 * Makes an index of this basis where there is none, and brings it up to date.
 *
 * @param onBatch as for `dutiesUpToDate`
 * @example
 * await fillDuties(context);
 */
export async function fillDuties(
  context: DutyContext,
  onBatch?: (done: number, of: number) => Promise<void>,
): Promise<void> {
  const basis = dutyBasis(context);
  if ((await context.store.dutyIndex())?.basis !== basis) await context.store.beginDutyIndex(basis);
  await dutiesUpToDate(context, { isFilled: true, ...(onBatch ? { onBatch } : {}) });
}

/** What the index is to know of a record, computed from it as it stands. */
export async function dutiesKnownOf(
  { store, partners, now }: DutyContext,
  person: string,
  asOf: number,
): Promise<RecordDuties> {
  const { record, stored } = await loadRecord(store, person);
  const at = now();
  const nextChange = dutiesChangeAfter(record, at);
  return {
    ...{ person, asOf },
    ...(nextChange === undefined ? {} : { nextChange }),
    entries: entriesOf([...[...stored.values()].map(({ resource }) => resource), ...record.directory.values()]),
    duties: dutiesOf(record, at, partners satisfies readonly Member[]).map(
      ({ rule, about, due, owner, organizations }) => ({
        ...{ rule: rule.key, about, organizations },
        ...(due === undefined ? {} : { due }),
        ...(owner === undefined ? {} : { owner }),
      }),
    ),
  };
}

/**
 * A duty out of its row.
 *
 * @param at now, ISO 8601
 */
export function dutyOf({ person, rule: key, about, due, owner, organizations }: DutyRow, at: string): Duty {
  const rule = RULES.get(key);
  if (!rule) throw new Error(`no rule has the key ${key}`);
  return { rule, person, about, due, isOverdue: due === undefined || at >= afterEnd(due), owner, organizations };
}

/** Directory entries that resources lead to, there or not. */
function entriesOf(resources: readonly Resource[]): readonly string[] {
  const keys = resources.flatMap(referencesIn).flatMap((reference) => {
    const target = isRelative(reference) ? targetOf(reference) : undefined;
    return target && isDirectoryType(target.type) ? [`${target.type}/${target.id}`] : [];
  });
  return [...new Set(keys)];
}

/** Entries of which something changed after a commit that tells who somebody is or acts for. */
async function entriesChanged(store: Store, since: number): Promise<readonly string[]> {
  const changed = new Map<string, readonly [type: string, id: string]>();
  for (const type of DIRECTORY_TYPES) {
    // Mostly nothing has changed, which the newest version tells.
    for (let [before, count]: [number | undefined, number] = [undefined, 1]; ; count = PAGE) {
      const page = await store.versions({ type, count, ...(before === undefined ? {} : { before }) });
      const newer = page.filter(({ seq }) => seq > since);
      for (const { resource } of newer) changed.set(keyOf(resource), [type, resource.id ?? '']);
      if (newer.length < count) break;
      before = newer.at(-1)?.seq;
    }
  }
  const found: string[] = [];
  for (const [key, [type, id]] of changed) {
    const versions = await store.history(type, id);
    const told = versions.filter(({ seq }) => seq > since).map(({ resource, deleted }) => toldBy(resource, deleted));
    const [known] = versions.filter(({ seq }) => seq <= since);
    const before = known ? toldBy(known.resource, known.deleted) : '';
    if (told.some((one) => one !== before)) found.push(key);
  }
  return found;
}

/** What of an entry duties depend on: whom it leads to, and its numbers. */
function toldBy(entry: Resource, isDeleted: boolean): string {
  if (isDeleted) return '';
  const { identifier, partOf, organization, providedBy, practitioner } = entry as unknown as Record<string, unknown>;
  return JSON.stringify([identifier, partOf, organization, providedBy, practitioner, referencesIn(entry)]);
}
