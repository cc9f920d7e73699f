/**
 * What the access log costs a FHIR read, and how fast its chain is verified: npm run bench:audit [-- --json] [-- --write]
 *
 * `--json` prints the figures only; `--write` also writes docs/benchmarks/audit.md and audit.json.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Goal } from '@medplum/fhirtypes';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import type { Context } from '../../../src/exchange/context.ts';
import { auditRead } from '../../../src/exchange/trace-access.ts';
import { createFhirApi } from '../../../src/fhir/api.ts';
import type { Gate } from '../../../src/fhir/gate.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { createValidator } from '../../../src/validation/validation.ts';
import { occasion, publish } from '../bench-page.ts';
import { page, type Result, table } from './report.ts';

const AT_ONCE = 32;
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '9' },
  },
});

const where = occasion();
const folder = mkdtempSync(join(tmpdir(), 'samplan-bench-'));
const store = await openSqliteStore({ file: join(folder, 'bench.sqlite') });
const context: Context = {
  store,
  validator: createValidator({ packages: [] }),
  controller: { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' },
  partners: [],
  now: () => new Date().toISOString(),
  newId: randomUUID,
};
const goal: Goal = {
  resourceType: 'Goal',
  id: 'g1',
  lifecycleStatus: 'active',
  description: { text: 'Gå til butikken' },
  subject: { reference: 'Patient/p1' },
};
const goals = Array.from({ length: 50 }, (_, index) => ({ ...goal, id: `g${index + 1}` }));
await store.commit({ writes: goals.map((resource) => ({ resource, version: 1, record: 'p1' })) });

const apiOver = (trace: Gate['auditRead']) =>
  createFhirApi({
    context,
    gate: { auditRead: trace } as Gate,
    onFault: ({ error }) => {
      throw error;
    },
  });
const audited = apiOver((caller, shown) => auditRead(context, caller, shown));
const untraced = apiOver(async () => {});
const ask = (api: typeof audited, path: readonly string[], query: readonly (readonly [string, string])[] = []) =>
  api.handle({
    method: 'GET',
    base: 'http://127.0.0.1:8080/fhir',
    path,
    query,
    headers: {},
    body: async () => new Uint8Array(),
  });
const read = async (api: typeof audited): Promise<number> => {
  await ask(api, ['Goal', 'g1']);
  return 1;
};
const reads = async (api: typeof audited): Promise<number> => {
  await Promise.all(Array.from({ length: AT_ONCE }, () => ask(api, ['Goal', 'g1'])));
  return AT_ONCE;
};
const search = async (api: typeof audited): Promise<number> => {
  await ask(api, ['Goal'], [['patient', 'p1']]);
  return 1;
};

const tasks: Readonly<Record<string, () => Promise<number>>> = {
  'read, no trace': () => read(untraced),
  'read, traced': () => read(audited),
  [`read, no trace, ${AT_ONCE} at once`]: () => reads(untraced),
  [`read, traced, ${AT_ONCE} at once`]: () => reads(audited),
  'search of 50 goals, no trace': () => search(untraced),
  'search of 50 goals, traced': () => search(audited),
};

/** Microseconds each, over 200 ms. */
async function once(task: () => Promise<number>): Promise<number> {
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < 200) done += await task();
  return ((performance.now() - started) * 1000) / done;
}

const rounds = new Map(Object.keys(tasks).map((name) => [name, [] as number[]]));
for (const task of Object.values(tasks)) await once(task);
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const [name, task] of Object.entries(tasks)) rounds.get(name)?.push(await once(task));
}
const started = performance.now();
const { entries, breaks } = await verifyChain(store);
const verified = (performance.now() - started) / 1000;
await store.close();
rmSync(folder, { recursive: true });
if (breaks.length > 0) throw new Error('the chain of the bench itself is broken');

const result: Result = {
  ...where,
  microseconds: Object.fromEntries(
    [...rounds].map(([name, each]) => {
      const sorted = each.toSorted((one, other) => one - other);
      return [
        name,
        { median: sorted[Math.floor(sorted.length / 2)] ?? 0, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 },
      ];
    }),
  ),
  verifiedEntriesPerSecond: Math.round(entries / verified),
};
publish('audit', values, { figures: result, page: page(result), table: table(result) });
