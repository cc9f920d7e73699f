import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bundle } from '@medplum/fhirtypes';
import fc from 'fast-check';
import type { Answer, Raw } from '../access/guarded.ts';
import { INGRID } from '../exchange/papers.ts';
import { type GuardedHost, type Kept, openGuardedHost, other } from './guarded-host.ts';
import { NAMES, type TenantName } from './hosted.ts';

const { RUNS = '25', SEED = '20261127' } = process.env;

/** The machine may have much else to do. */
const PATIENCE_MS = 60_000 + Number(RUNS) * 1_000;

let host: GuardedHost;
beforeAll(async () => {
  host = await openGuardedHost();
});
afterAll(() => host.close());

/** Addresses of next pages that a tenant gave out, without what its base is. */
const pages: Record<TenantName, string[]> = { fjordvik: [], nordvik: [] };

interface Step {
  /** Who is asked, by a caller that may see all there. */
  readonly at: TenantName;
  /** Whose ids, pages and words are in the question. */
  readonly of: TenantName;
  readonly way: string;
  readonly type: string;
  readonly headers: readonly (readonly [string, string])[];
}

const JSON_BODY = ['content-type', 'application/fhir+json'] as const;
const FORM = ['content-type', 'application/x-www-form-urlencoded'] as const;
const posted = (path: string, body: object): Raw => ({
  method: 'POST',
  path,
  headers: [JSON_BODY],
  body: JSON.stringify(body),
});
/** What is written at a tenant has the mark of that tenant only. */
const goalBy = (writer: Kept, reference: string): object => ({
  resourceType: 'Goal',
  lifecycleStatus: 'proposed',
  description: { text: writer.mark },
  subject: { reference },
});

/** Ways to ask: with what `of` keeps, at who keeps `own`. Paths begin at the base. */
const WAYS: Readonly<Record<string, (of: Kept, own: Kept, step: Step) => Raw>> = {
  read: ({ ids }, _own, { type }) => ({ path: `${type}/${ids[type]}` }),
  vread: ({ ids }, _own, { type }) => ({ path: `${type}/${ids[type]}/_history/1` }),
  history: ({ ids }, _own, { type }) => ({ path: `${type}/${ids[type]}/_history` }),
  'history of all': () => ({ path: '_history?_count=5' }),
  'history of a type': (_of, _own, { type }) => ({
    path: `${type === 'Subscription' ? 'Goal' : type}/_history?_count=5`,
  }),
  'history of a person': ({ patient }) => ({ path: `_history?patient=${patient}` }),
  search: (_of, _own, { type }) => ({ path: `${type}?_count=2` }),
  'search by person': ({ patient }) => ({ path: `Goal?patient=${patient}` }),
  'search by absolute reference': ({ patient }, _own, { of }) => ({
    path: `CarePlan?subject=${host.base(of)}/Patient/${patient}`,
  }),
  'search by id': ({ ids }, _own, { type }) => ({ path: `${type}?_id=${ids[type]}` }),
  'search by word': ({ mark }) => ({ path: `Patient?family=${mark}` }),
  'search with includes': () => ({ path: 'Patient?_revinclude=Goal:patient&_revinclude=CarePlan:patient' }),
  'search by number': () => ({
    method: 'POST',
    path: 'Patient/_search',
    headers: [FORM],
    body: `identifier=${INGRID}&_count=1`,
  }),
  'search in pages': () => ({ method: 'POST', path: 'Goal/_search', headers: [FORM], body: '_count=1' }),
  page: (_of, _own, { of }) => ({ path: pages[of].at(-1) ?? 'Goal?_count=1' }),
  everything: ({ patient }) => ({ path: `Patient/${patient}/$everything` }),
  record: ({ patient }) => ({ path: `Patient/${patient}/$record` }),
  disclosures: ({ patient }) => ({ path: `Patient/${patient}/$disclosures` }),
  evidence: ({ patient }) => ({ path: `Patient/${patient}/$evidence` }),
  duties: () => ({ path: '$duties' }),
  document: ({ ids }) => ({ path: `CarePlan/${ids['CarePlan']}/$document` }),
  events: ({ ids }) => ({ path: `Subscription/${ids['Subscription']}/$events` }),
  write: ({ patient }, own) => posted('Goal', goalBy(own, `Patient/${patient}`)),
  'write about an absolute person': ({ patient }, own, { of }) =>
    posted('Goal', goalBy(own, `${host.base(of)}/Patient/${patient}`)),
  'write on a condition': (_of, own) => ({
    ...posted('Goal', goalBy(own, `Patient?identifier=x`)),
    headers: [JSON_BODY, ['if-none-exist', `_id=${own.ids['Goal']}`]],
  }),
  change: ({ ids }, own) => ({
    method: 'PUT',
    path: `Goal/${ids['Goal']}`,
    headers: [JSON_BODY, ['if-match', 'W/"1"']],
    body: JSON.stringify({ id: ids['Goal'], ...goalBy(own, `Patient/${own.patient}`) }),
  }),
  batch: ({ ids }, _own, { of, type }) =>
    posted('', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: `${type}/${ids[type]}` } },
        { request: { method: 'GET', url: `${host.base(of)}/${type}/${ids[type]}` } },
        { request: { method: 'GET', url: `../../${of}/fhir/${type}/${ids[type]}` } },
      ],
    }),
  transaction: ({ patient }, own, { of }) =>
    posted('', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          fullUrl: `${host.base(of)}/Goal/another`,
          request: { method: 'POST', url: 'Goal' },
          resource: goalBy(own, `Patient/${patient}`),
        },
      ],
    }),
};

const steps: fc.Arbitrary<Step> = fc.record({
  at: fc.constantFrom(...NAMES),
  of: fc.constantFrom(...NAMES),
  way: fc.constantFrom(...Object.keys(WAYS)),
  type: fc.constantFrom('Patient', 'Goal', 'CarePlan', 'Organization', 'Subscription'),
  headers: fc.subarray([
    ['x-forwarded-prefix', '/fjordvik'],
    ['x-original-url', '/nordvik/fhir/Goal'],
    ['x-forwarded-host', 'nordvik.example'],
    ['accept', 'application/fhir+xml'],
    ['prefer', 'return=OperationOutcome'],
  ] as const),
});

async function take(step: Step): Promise<{ readonly answer: Answer; readonly asked: string }> {
  const raw = WAYS[step.way]?.(host.kept[step.of], host.kept[step.at], step) ?? { path: '' };
  const path = `/${step.at}/fhir${raw.path === '' ? '' : '/'}${raw.path}`;
  const answer = await host.ask({ ...raw, path, headers: [...(raw.headers ?? []), ...step.headers] }, step.at);
  const next = /https:\/\/[^"]*\/fhir\/([^"]*_page=[^"]*)/.exec(answer.text)?.[1];
  if (next !== undefined) pages[step.at].push(next.replaceAll('&amp;', '&'));
  return { answer, asked: `${decodeURIComponent(path)}\n${raw.body ?? ''}` };
}

/** What is another's in an answer, and was not in the question. */
function leaked(tenant: TenantName, { text, headers }: Answer, asked: string): readonly string[] {
  const { mark, patient, ids } = host.kept[other(tenant)];
  const told = `${text}\n${JSON.stringify(headers)}`;
  return [mark, patient, ...Object.values(ids)].filter((secret) => told.includes(secret) && !asked.includes(secret));
}

test(
  'of two tenants that hold the same person, neither ever answers anything of the other (invariant I2)',
  async () => {
    const answered = new Map<string, Set<number>>();
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 4, maxLength: 12 }), async (course) => {
        for (const step of course) {
          const { answer, asked } = await take(step);
          const statuses = answered.get(step.way) ?? new Set();
          answered.set(step.way, statuses.add(answer.status));
          expect([step, leaked(step.at, answer, asked)]).toEqual([step, []]);
          expect(answer.status).toBeLessThan(500);
        }
      }),
      { numRuns: Number(RUNS), seed: Number(SEED) },
    );
    // Who asks of its own is answered, else nothing would be shown.
    for (const name of NAMES) {
      for (const way of [
        'read',
        'search',
        'search by person',
        'search by word',
        'record',
        'write',
        'history of all',
        'batch',
      ]) {
        const { answer } = await take({ at: name, of: name, way, type: 'Goal', headers: [] });
        expect([name, way, answer.text.includes(host.kept[name].mark)]).toEqual([name, way, true]);
      }
      const own = await host.ask({ path: `/${name}/fhir/Patient/${host.kept[name].patient}` }, name);
      expect([own.status, own.headers['etag']]).toEqual([200, 'W/"1"']);
      const { entry = [] } = JSON.parse(
        (await host.ask({ path: `/${name}/fhir/Goal?_count=200` }, name)).text,
      ) as Bundle;
      expect(entry.filter(({ resource }) => !JSON.stringify(resource).includes(host.kept[name].mark))).toEqual([]);
    }
    expect([...answered.keys()].length).toBeGreaterThan(Number(RUNS) >= 25 ? Object.keys(WAYS).length - 3 : 0);
  },
  PATIENCE_MS,
);
