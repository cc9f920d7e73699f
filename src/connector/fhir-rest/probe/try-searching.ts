import type { JsonObject } from '../../../record/json.ts';
import { entriesOf, type Reply, updatedOf } from './ask.ts';
import type { Observation } from './report.ts';
import { ownId, type Trial, tokenIn } from './trial.ts';
import { observe } from './try-writing.ts';

const HOUR = 3_600_000;
/** Some of the partner's other entries may come along; nothing of them is looked at. */
const FEW = '20';

/** Three resources made one after the other, as they stand at the partner. */
export interface Made {
  readonly ids: readonly string[];
  /** Of each, milliseconds of the partner's clock; absent where it tells no time. */
  readonly times?: readonly number[];
}

/** Finds, and does not find, what was just made: `plain`, which is not there yet. */
export async function trySearching(trial: Trial, plain: JsonObject): Promise<readonly Observation[]> {
  const [unsaid, said] = await isFoundAtOnce(trial, plain);
  const aboutPatient = await trial.search({ patient: trial.patient });
  const nonsense = await trial.search({ patient: trial.patient, 'samplan-check': 'no-such-parameter' });
  return [
    observe('search-sees-writes', holds(said, plain), said.status),
    observe('search-fresh', holds(unsaid, plain), holds(unsaid, plain) ? unsaid.status : 'what was there before'),
    observe('search-patient', holds(aboutPatient, plain), aboutPatient.status),
    observe('unknown-parameter-refused', !nonsense.ok, nonsense.status),
  ];
}

/** Whether something is found by its identifier at last, when much else has been asked since it was made. */
export async function tryFinding(trial: Trial, plain: JsonObject): Promise<Observation> {
  const reply = await trial.search({ identifier: String(tokenIn(plain)) });
  return observe('search-identifier', holds(reply, plain), reply.status);
}

/** The same search before and after a create, then once more without any cache. */
async function isFoundAtOnce(trial: Trial, plain: JsonObject): Promise<readonly [unsaid: Reply, said: Reply]> {
  const query = { identifier: String(tokenIn(plain)) };
  const cached = { 'cache-control': 'max-age=60' };
  await trial.search(query, cached);
  await trial.create(plain);
  return [await trial.search(query, cached), await trial.search(query)];
}

function holds(reply: Reply, plain: JsonObject): boolean {
  return reply.ok && entriesOf(reply).some(({ resource }) => tokenIn(resource) === tokenIn(plain));
}

/** Ranges and order of `_lastUpdated`. */
export async function tryLastUpdated(
  trial: Trial,
  { ids, times }: Made,
  scope: Readonly<Record<string, string>>,
): Promise<readonly Observation[]> {
  if (!times) return [observe('search-last-updated', false, 'no meta.lastUpdated')];
  const [first = 0, second = 0, third = 0] = times;
  const found = async (...bounds: readonly (readonly [prefix: string, time: number])[]) => {
    const url = trial.base.at([trial.type], { ...scope, _count: FEW });
    for (const [prefix, time] of bounds) url.searchParams.append('_lastUpdated', `${prefix}${iso(time)}`);
    const reply = await trial.ask({ method: 'GET', url });
    return { reply, ours: oursIn(reply, ids) };
  };
  const since = await found(['ge', second]);
  const later = await found(['ge', third + HOUR]);
  if (!since.reply.ok) return [observe('search-last-updated', false, since.reply.status)];
  const findsAll = [1, 2].every((index) => since.ours.includes(ids[index] ?? ''));
  const isHonoured = findsAll && later.reply.ok && later.ours.length === 0;
  const isBrowsable = await browses(trial, second);
  if (!isHonoured) {
    return [observe('search-last-updated', false, findsAll ? 'gives everything' : 'leaves something out'), isBrowsable];
  }
  // Ranges in which nothing of ours is, of which each bound alone would let it through, in either place.
  const ranges = [
    await found(['ge', third + HOUR / 2], ['le', third + HOUR]),
    await found(['le', third + HOUR], ['ge', third + HOUR / 2]),
    await found(['ge', first - HOUR], ['le', first - HOUR / 2]),
  ];
  return [
    observe('search-last-updated', true, since.reply.status),
    observe('last-updated-milliseconds', ...resolutionOf(times, since.ours, ids[0] ?? '')),
    observe(
      'last-updated-both-bounds',
      ranges.every(({ ours }) => ours.length === 0),
      since.reply.status,
    ),
    await trySorting(trial, ids, scope, iso(first - HOUR)),
    isBrowsable,
  ];
}

/** Whether times tell milliseconds apart, and a search from the second resource leaves out the first. */
function resolutionOf(
  times: readonly number[],
  foundFromSecond: readonly string[],
  first: string,
): readonly [boolean, string] {
  const [one = 0, another = 0] = times;
  // Just before a full second, what is told in seconds differs too.
  if (times.every((time) => time % 1000 === 0)) return [false, 'whole seconds'];
  if (one >= another) return [false, 'the same time for what came one after the other'];
  return [!foundFromSecond.includes(first), foundFromSecond.length === 2 ? 'milliseconds' : 'coarser'];
}

async function trySorting(
  trial: Trial,
  ids: readonly string[],
  scope: Readonly<Record<string, string>>,
  since: string,
): Promise<Observation> {
  const query = { ...scope, _lastUpdated: `ge${since}`, _count: '50' };
  const up = await trial.search({ ...query, _sort: '_lastUpdated' });
  const down = await trial.search({ ...query, _sort: '-_lastUpdated' });
  const isSorted = oursIn(up, ids).join() === ids.join() && oursIn(down, ids).join() === [...ids].reverse().join();
  return observe('sort', up.ok && down.ok && isSorted, up.ok ? (isSorted ? up.status : 'another order') : up.status);
}

/** Asked for the newest only. */
async function browses(trial: Trial, since: number): Promise<Observation> {
  const reply = await trial.search({ _lastUpdated: `ge${iso(since)}`, _count: '1' });
  return observe('browse', reply.ok && entriesOf(reply).length > 0, reply.status);
}

/** Makes three resources, one after the other. */
export async function makeThree(trial: Trial): Promise<Made> {
  const ids: string[] = [];
  const times: number[] = [];
  for (const note of ['one', 'two', 'three']) {
    const plain = trial.plain(note);
    const id = ownId(await trial.create(plain), plain);
    if (id === undefined) continue;
    ids.push(id);
    const time = updatedOf((await trial.read(id)).json);
    if (time !== undefined) times.push(time);
  }
  return { ids, ...(times.length === ids.length ? { times } : {}) };
}

/** Which of these a Bundle holds, in its order, as often as it does. */
export function oursIn(reply: Reply, ids: readonly string[]): readonly string[] {
  return entriesOf(reply).flatMap(({ resource }) => ids.filter((id) => id === resource['id']));
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
