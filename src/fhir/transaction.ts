import type { Bundle } from '@medplum/fhirtypes';
import { isError, SamplanError, within } from '../errors.ts';
import type { Done } from '../exchange/admit-changes.ts';
import { type BundleRequest, bundleRequests, responseBundle } from './bundle-entries.ts';
import { resolved } from './entry-references.ts';
import type { Answer, Call, Entered, Prepared, Reach } from './interaction.ts';
import { criteriaIn, existing, matching } from './matching.ts';
import type { FhirResponse } from './request.ts';
import { mayName } from './update.ts';
import { alongside } from './writing.ts';

/** The order in which a transaction is done, whatever the order of its entries (http.html § 3.1.0.11.2). */
const ORDER = ['DELETE', 'POST', 'PUT', 'PATCH'];

/** An entry that was let in. */
interface TransactionEntry extends Entered {
  readonly asked: BundleRequest;
  /** `Type/id` of what it makes, changes or deletes; absent of a read. */
  readonly place: string | undefined;
}

/**
 * A Bundle of type `transaction`: all changes in one commit or none, in R4's order (deletions, creations, updates, then reads),
 * references between entries resolved. Each entry needs the rights that it would need alone; what refuses one refuses all, and
 * says which it was.
 *
 * @throws SamplanError what refuses an entry, with `where` at it; `bad-parameter` for what cannot be part of one
 */
export async function transaction(call: Call, reach: Reach, bundle: Bundle): Promise<Answer> {
  const asked = bundleRequests(call, bundle);
  const entered: (readonly [BundleRequest, Entered])[] = [];
  for (const one of asked) entered.push([one, await at(call, one, () => letIn(call, one))]);
  const keys = entered.map(([, { call: own, writing }]) => writing?.alone?.(own));
  refuseTwice(
    keys,
    entered.map(([{ where }]) => where),
  );
  return alongside(reach, keys, async () => {
    const entries: TransactionEntry[] = [];
    for (const [one, entry] of entered) {
      entries.push({ ...entry, asked: one, place: await at(call, one, () => placeOf(entry, one.resource?.id, reach)) });
    }
    refuseTwice(
      entries.map(({ place }) => place),
      entries.map(({ asked: { where } }) => where),
    );
    const done = await carryOut(call, reach, entries);
    const answers: FhirResponse[] = [];
    for (const { asked: one } of entries) answers.push(done.get(one) ?? (await call.each(one.request(undefined))));
    return { status: 200, headers: {}, body: responseBundle('transaction-response', asked, answers) };
  });
}

/** An entry that is thought through and not yet done. */
interface PreparedEntry {
  readonly asked: BundleRequest;
  readonly caller: Call['caller'];
  readonly work: Prepared;
}

/** Every change in one commit; the answer to each. */
async function carryOut(
  call: Call,
  { gate, ...reach }: Reach,
  entries: readonly TransactionEntry[],
): Promise<ReadonlyMap<BundleRequest, FhirResponse>> {
  const places = new Map(
    entries.flatMap(({ asked: { fullUrl }, place }) => (fullUrl && place ? [[fullUrl, place] as const] : [])),
  );
  const prepared: PreparedEntry[] = [];
  for (const method of ORDER) {
    for (const { asked, writing, call: own, place = '' } of entries.filter((one) => one.method === method)) {
      if (!writing) continue;
      const work = await at(call, asked, async () => {
        const resource = asked.resource && (await resolved(own, asked.resource, asked.fullUrl, places));
        const entry = { where: `${asked.where}.resource`, id: place.split('/')[1] ?? '' };
        return writing.prepare({ ...own, request: asked.request(resource), entry }, { gate, ...reach });
      });
      prepared.push({ asked, caller: own.caller, work });
    }
  }
  const changes = prepared.flatMap(({ work }) => work.change ?? []);
  // The narrowest of them: who is let in for one patient in one entry brings nobody else's along in another.
  const caller = prepared.find((one) => one.caller.patient !== undefined)?.caller ?? call.caller;
  const done = changes.length > 0 ? [...(await admitted(call, prepared, gate.admitChanges(caller, changes)))] : [];
  const answers = new Map<BundleRequest, FhirResponse>();
  for (const { asked, work } of prepared) {
    const own: Done | undefined = work.change ? done.shift() : undefined;
    const { shown, ...answer } = await work.answer(own);
    if (shown) await gate.auditRead(call.caller, { interaction: 'search', ...shown });
    answers.set(asked, answer);
  }
  return answers;
}

async function letIn(call: Call, { where, request, resource }: BundleRequest): Promise<Entered> {
  const entered = await call.enter(request(resource), { where: `${where}.resource`, id: '' });
  const isRead = entered.method === 'GET' && READS.includes(entered.name);
  if (!entered.writing && !isRead) throw notPart();
  return entered;
}

const READS: readonly string[] = ['read', 'vread', 'search', 'history'];

/** What an entry makes, changes or deletes. */
async function placeOf(
  { writing, method, call }: Entered,
  stated: unknown,
  { newId }: Pick<Reach, 'newId'>,
): Promise<string | undefined> {
  if (!writing) return undefined;
  const { type, id, request } = call;
  if (id !== '') return `${type}/${id}`;
  const there = method === 'POST' ? await existing(call) : await matching(call, type, criteriaIn(request), 'criteria');
  // What is updated as a create is called as it says (§ 3.1.0.4.3).
  const own = method === 'PUT' && typeof stated === 'string' && mayName(call, stated) ? stated : undefined;
  return `${type}/${there?.resource.id ?? own ?? newId()}`;
}

/** Told at the entry where it happened, and traced as what that asked for: whose it is may ask who tried. */
async function at<T>(call: Call, { where, request }: BundleRequest, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await call.refused(request(undefined), error);
    if (isError(error) && error.findings.length === 0) throw within(error, where);
    throw error;
  }
}

/** What is refused together is traced for each that was to change. */
async function admitted<T>(call: Call, prepared: readonly PreparedEntry[], changing: Promise<T>): Promise<T> {
  try {
    return await changing;
  } catch (error) {
    for (const { asked, work } of prepared) {
      if (work.change && work.change.kind !== 'create') await call.refused(asked.request(undefined), error);
    }
    throw error;
  }
}

/** Two entries about one resource have no order in which both hold. */
function refuseTwice(names: readonly (string | undefined)[], where: readonly string[]): void {
  const again = names.findIndex((name, index) => name !== undefined && names.indexOf(name) !== index);
  if (again < 0) return;
  throw new SamplanError(
    'bad-parameter',
    {
      nb: 'To oppføringer i transaksjonen gjelder den samme ressursen. Ingenting er gjort.',
      nn: 'To oppføringar i transaksjonen gjeld den same ressursen. Ingenting er gjort.',
      en: 'Two entries of the transaction are about the same resource. Nothing was done.',
    },
    { where: where[again] ?? 'Bundle.entry', expected: 'each resource once' },
  );
}

function notPart(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Dette kan ikke være del av en transaksjon. Send det alene, eller i en batch.',
      nn: 'Dette kan ikkje vere del av ein transaksjon. Send det åleine, eller i ein batch.',
      en: 'This cannot be part of a transaction. Send it alone or in a batch.',
    },
    { where: 'Bundle.entry', expected: 'create, update, patch, delete, read, vread, search or history' },
  );
}
