import { isObject, type JsonObject } from '../../../record/json.ts';
import { entriesOf, type Reply } from './ask.ts';
import type { Observation } from './report.ts';
import type { Trial } from './trial.ts';
import { iso, type Made } from './try-searching.ts';
import { observe } from './try-writing.ts';

const HOUR = 3_600_000;
const FEW = '50';

/** History of one, of the type, of the server; then a deletion, and what tells of it. */
export async function tryHistoryAndDeletion(trial: Trial, { ids, times }: Made): Promise<readonly Observation[]> {
  const since = times?.[0] === undefined ? undefined : times[0] - 1000;
  const [kept = '', doomed = ''] = ids;
  const instance = await history(trial, [trial.type, kept]);
  const ofType = await history(trial, [trial.type], since);
  const ofServer = await history(trial, [], since);
  return [
    observe('history-instance', isHistory(instance) && mentions(instance, kept), instance.status),
    observe('history-type', isHistory(ofType) && mentions(ofType, kept), ofType.status),
    ...(isHistory(ofType) && since !== undefined ? [await tryBeginning(trial, kept, since + HOUR)] : []),
    observe('history-system', isHistory(ofServer), ofServer.status),
    ...(await tryDeleting(trial, doomed, since)),
  ];
}

async function tryBeginning(trial: Trial, id: string, later: number): Promise<Observation> {
  const reply = await history(trial, [trial.type], later);
  return observe('history-since', isHistory(reply) && !mentions(reply, id), reply.status);
}

async function tryDeleting(trial: Trial, id: string, since: number | undefined): Promise<readonly Observation[]> {
  const { type, base, ask } = trial;
  const deleted = await ask({ method: 'DELETE', url: base.at([type, id]) });
  const after = await trial.read(id);
  const isAway = deleted.ok && !after.ok;
  if (!isAway) return [observe('delete', false, deleted.ok ? `${deleted.status}, still there` : deleted.status)];
  const instance = await history(trial, [type, id]);
  const ofType = await history(trial, [type], since);
  return [
    observe('delete', true, deleted.status),
    observe('deleted-is-gone', after.status === 410, after.status),
    observe('deleted-in-history', tellsDeletion(instance, id), instance.status),
    observe('deleted-in-type-history', tellsDeletion(ofType, id), ofType.status),
  ];
}

/** Of one resource all of it; of more, where others' changes come along, as little as will do. */
function history(trial: Trial, path: readonly string[], since?: number): Promise<Reply> {
  const query = path.length === 2 ? {} : { ...(since === undefined ? {} : { _since: iso(since) }), _count: FEW };
  return trial.ask({ method: 'GET', url: trial.base.at([...path, '_history'], query) });
}

function isHistory({ ok, json }: Reply): boolean {
  return ok && json['type'] === 'history';
}

function mentions(reply: Reply, id: string): boolean {
  return entriesOf(reply).some(({ entry, resource }) => resource['id'] === id || isOf(entry, id));
}

function tellsDeletion(reply: Reply, id: string): boolean {
  return isHistory(reply) && entriesOf(reply).some(({ entry }) => methodOf(entry) === 'DELETE' && isOf(entry, id));
}

function methodOf({ request }: JsonObject): unknown {
  return isObject(request) ? request['method'] : undefined;
}

/** The entry of a deletion has no resource; its addresses say which it was. */
function isOf({ request, fullUrl }: JsonObject, id: string): boolean {
  const urls = [isObject(request) ? request['url'] : undefined, fullUrl];
  return urls.some((url) => String(url).split('/').includes(id));
}
