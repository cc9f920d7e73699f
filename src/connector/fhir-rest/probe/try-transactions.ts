import type { JsonObject } from '../../../record/json.ts';
import { entriesOf, type Reply } from './ask.ts';
import { leadingNowhere } from './plain-resource.ts';
import type { Observation } from './report.ts';
import { ownId, type Trial, tokenIn } from './trial.ts';
import { observe } from './try-writing.ts';

const URL_OF_REFERENCE = 'https://samplan-check.example/reference';

/** A transaction that must fail as a whole, one with a reference by identifier, and a reference that leads nowhere. */
export async function tryTransactions(trial: Trial): Promise<readonly Observation[]> {
  const target = trial.plain('target');
  const id = ownId(await trial.create(target), target);
  if (id === undefined) return [];
  return [await isAtomic(trial, id, target), await resolves(trial, target), await takesDangling(trial)];
}

/** A good entry beside one that cannot be carried out. */
async function isAtomic(trial: Trial, id: string, target: JsonObject): Promise<Observation> {
  const { type } = trial;
  const companion = trial.plain('all or nothing');
  trial.mayMake(companion);
  const reply = await send(
    trial,
    { resource: companion, request: { method: 'POST', url: type } },
    { resource: { ...target, id }, request: { method: 'PUT', url: `${type}/${id}`, ifMatch: 'W/"999999"' } },
  );
  const isHalf = (await find(trial, companion)) !== undefined;
  if (isHalf) return observe('transaction', false, `${reply.status}, half carried out`);
  return observe('transaction', await works(trial), reply.status);
}

/** A refusal says little: a server without transactions refuses as well. */
async function works(trial: Trial): Promise<boolean> {
  const resource = trial.plain('in a transaction');
  trial.mayMake(resource);
  const reply = await send(trial, { resource, request: { method: 'POST', url: trial.type } });
  return reply.ok && (await find(trial, resource)) !== undefined;
}

async function resolves(trial: Trial, target: JsonObject): Promise<Observation> {
  const reference = `${trial.type}?identifier=${tokenIn(target)}`;
  const resource = {
    ...trial.plain('conditional reference'),
    extension: [{ url: URL_OF_REFERENCE, valueReference: { reference } }],
  };
  trial.mayMake(resource);
  const reply = await send(trial, { resource, request: { method: 'POST', url: trial.type } });
  const text = JSON.stringify((await find(trial, resource)) ?? {});
  const isResolved = text.includes(URL_OF_REFERENCE) && !text.includes('?identifier=');
  return observe('conditional-reference', isResolved, reply.status);
}

async function takesDangling(trial: Trial): Promise<Observation> {
  const reply = await trial.create(
    leadingNowhere(trial.plain('dangling reference'), `samplan-check-${trial.newId().slice(0, 18)}`),
  );
  return observe('dangling-reference', reply.ok, reply.status);
}

function send({ ask, base }: Trial, ...entry: readonly JsonObject[]): Promise<Reply> {
  return ask({ method: 'POST', url: base.at([]), body: { resourceType: 'Bundle', type: 'transaction', entry } });
}

/** What stands there with the resource's identifier. */
async function find(trial: Trial, resource: JsonObject): Promise<JsonObject | undefined> {
  const found = await trial.search({ identifier: String(tokenIn(resource)) });
  return entriesOf(found)
    .map((each) => each.resource)
    .find((each) => tokenIn(each) === tokenIn(resource));
}
