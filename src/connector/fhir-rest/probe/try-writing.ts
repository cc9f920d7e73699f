import type { JsonObject } from '../../../record/json.ts';
import { etagOf, type Reply, versionOf } from './ask.ts';
import { withNote } from './plain-resource.ts';
import type { Answer, Observation } from './report.ts';
import type { TraitCode } from './traits.ts';
import { idOf, ownId, type Trial, tokenIn } from './trial.ts';

export function observe(trait: TraitCode, answer: Answer | boolean, found: string | number): Observation {
  return { trait, answer: answer === true ? 'yes' : answer === false ? 'no' : answer, found: String(found) };
}

/** Creates, reads and updates one resource after the other. */
export async function tryWriting(trial: Trial): Promise<readonly Observation[]> {
  const plain = trial.plain('first');
  const created = await trial.create(plain);
  const id = ownId(created, plain);
  if (id === undefined) return [observe('create', false, created.status)];
  const read = await trial.read(id);
  return [
    observe('create', true, created.status),
    observe('read', read.ok && read.json['id'] === id, read.status),
    ...headersOf(read),
    ...(await tryUpdating(trial, id, plain, created)),
    ...(await tryTags(trial)),
    ...(await tryIds(trial)),
    ...(await tryCreatingOnce(trial)),
  ];
}

function headersOf(read: Reply): readonly Observation[] {
  const [type = '', charset = ''] = (read.headers.get('content-type') ?? 'none').toLowerCase().split(';');
  const isUtf8 = charset === '' || charset.includes('utf-8');
  const etag = read.headers.get('etag');
  return [
    observe('json-utf-8', type.trim() === 'application/fhir+json' && isUtf8, type.trim()),
    observe('version-id', versionOf(read) !== undefined, versionOf(read) === undefined ? 'none' : 'meta.versionId'),
    observe(
      'etag',
      etag !== null && etag === `W/"${versionOf(read)}"`,
      etag === null ? 'none' : etag.startsWith('W/') ? 'weak' : 'strong',
    ),
    observe('last-modified', read.headers.has('last-modified'), read.headers.has('last-modified') ? 'there' : 'none'),
  ];
}

async function tryUpdating(
  trial: Trial,
  id: string,
  plain: JsonObject,
  created: Reply,
): Promise<readonly Observation[]> {
  const { type } = trial;
  const before = await trial.read(id);
  const first = etagOf(before);
  const updated = await trial.update(id, withNote(plain, 'second'), first);
  const now = await trial.read(id);
  const isUpdated = updated.ok && JSON.stringify(now.json).includes('second');
  const observations = [
    observe('update', isUpdated, updated.status),
    observe('write-answers-resource', answersResource(created, type) && answersResource(updated, type), updated.status),
  ];
  if (!isUpdated) return observations;

  observations.push(await tryReadingVersion(trial, id, versionOf(before)));
  const same = await trial.update(id, withNote(plain, 'second'), etagOf(now));
  const after = await trial.read(id);
  if (same.ok && versionOf(now) !== undefined)
    observations.push(observe('unchanged-makes-no-version', versionOf(now) === versionOf(after), same.status));
  observations.push(...(await tryStale(trial, id, withNote(plain, 'stale'), first)));
  observations.push(await tryPatching(trial, id));
  return observations;
}

async function tryReadingVersion(
  { ask, base, type }: Trial,
  id: string,
  version: string | undefined,
): Promise<Observation> {
  if (version === undefined) return observe('vread', 'no', 'no version');
  const reply = await ask({ method: 'GET', url: base.at([type, id, '_history', version]) });
  return observe('vread', reply.ok && versionOf(reply) === version, reply.status);
}

async function tryStale(
  trial: Trial,
  id: string,
  resource: JsonObject,
  old: Readonly<Record<string, string>>,
): Promise<readonly Observation[]> {
  if (!('if-match' in old)) return [observe('if-match', 'no', 'no version to match')];
  const stale = await trial.update(id, resource, old);
  const isKept = !JSON.stringify((await trial.read(id)).json).includes('"stale"');
  if (stale.ok || !isKept) return [observe('if-match', 'no', isKept ? stale.status : `${stale.status}, overwritten`)];
  return [observe('if-match', 'yes', stale.status), observe('if-match-412', stale.status === 412, stale.status)];
}

async function tryPatching(trial: Trial, id: string): Promise<Observation> {
  const reply = await trial.ask({
    method: 'PATCH',
    url: trial.base.at([trial.type, id]),
    headers: { 'content-type': 'application/json-patch+json', ...etagOf(await trial.read(id)) },
    body: JSON.stringify([{ op: 'replace', path: '/note/0/text', value: 'patched' }]),
  });
  const isDone = reply.ok && JSON.stringify((await trial.read(id)).json).includes('patched');
  return observe('patch', isDone, reply.status);
}

async function tryTags(trial: Trial): Promise<readonly Observation[]> {
  const plain = trial.plain('tagged');
  const tag = [{ system: 'https://samplan-check.example/tags', code: 'removed' }];
  const id = ownId(await trial.create({ ...plain, meta: { tag } }), plain);
  if (id === undefined) return [];
  const tagged = await trial.read(id);
  const updated = await trial.update(id, plain, etagOf(tagged));
  const after = await trial.read(id);
  const isTagged = ({ json }: Reply): boolean => JSON.stringify(json['meta']).includes('"removed"');
  if (!isTagged(tagged) || !updated.ok) return [observe('tag-removed', 'unknown', 'no tag to take away')];
  return [observe('tag-removed', !isTagged(after), updated.status)];
}

async function tryIds(trial: Trial): Promise<readonly Observation[]> {
  const [given, unknown] = ['a', 'b'].map((letter) => `samplan-check-${letter}-${trial.newId().slice(0, 18)}`);
  // Some take ids of others only where nobody else can have made the same.
  const put = trial.newId();
  const posted = await trial.create({ ...trial.plain('own id'), id: String(given) });
  const created = await trial.update(put, trial.plain('put'));
  const guarded = await trial.update(String(unknown), trial.plain('guarded'), { 'if-match': 'W/"1"' });
  return [
    posted.ok
      ? observe('own-id', idOf(posted, trial.type) !== given, posted.status)
      : observe('own-id', 'no', `refused (${posted.status})`),
    observe('put-creates', created.ok, created.status),
    observe('if-match-of-unknown', !guarded.ok, guarded.status),
  ];
}

/** Several times the same, one after the other and at once. */
async function tryCreatingOnce(trial: Trial): Promise<readonly Observation[]> {
  const plain = trial.plain('once');
  const condition = { 'if-none-exist': `identifier=${encodeURIComponent(String(tokenIn(plain)))}` };
  const first = await trial.create(plain, condition);
  if (!first.ok) return [observe('if-none-exist-taken', false, first.status)];
  const taken = observe('if-none-exist-taken', true, first.status);
  const id = ownId(first, plain);
  if (id === undefined) return [taken, observe('if-none-exist', false, `${first.status}, another resource`)];
  const again = await trial.create(plain, condition);
  if (!again.ok || idOf(again, trial.type) !== id)
    return [taken, observe('if-none-exist', false, `${again.status}, two copies`)];

  const another = trial.plain('at once');
  const header = { 'if-none-exist': `identifier=${encodeURIComponent(String(tokenIn(another)))}` };
  const replies = await Promise.all(Array.from({ length: 5 }, () => trial.create(another, header)));
  const ids = new Set(replies.filter(({ ok }) => ok).map((reply) => idOf(reply, trial.type)));
  const statuses = [...new Set(replies.map(({ status }) => status))].sort();
  return [
    taken,
    observe('if-none-exist', true, again.status),
    observe('if-none-exist-at-once', ids.size === 1, `${ids.size} made (${statuses.join(', ')})`),
  ];
}

function answersResource(reply: Reply, type: string): boolean {
  return reply.ok && reply.json['resourceType'] === type;
}
