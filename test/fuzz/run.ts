/**
 * Bad requests by the thousand: npm run fuzz [-- --requests N] [--seed N] [--idle N]
 *
 * `--idle` connections stay open meanwhile and say nothing, or half of something. No answer may be 5xx, hang or break the connection, every refusal is an OperationOutcome with a place, and memory does not grow.
 * The last line counts; exit 1 where there was a fault.
 */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    idle: { type: 'string', default: '0' },
  },
});
const requests = Number(values.requests);
const began = performance.now();
const { statuses, faults } = await fuzz(
  { requests, seed: Number(values.seed), idle: Number(values.idle) },
  (done, heap) => {
    console.log(`${String(done).padStart(8)} requests, ${heap} MB stay`);
  },
);
for (const [fault, { method, path, headers, body }] of faults) {
  console.log(`${fault}\n  ${method} ${path} ${JSON.stringify(headers)}\n  ${body?.toString('base64') ?? ''}`);
}
const told = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
console.log(
  `seed ${values.seed}: ${told.join(', ')}; ${Math.round(requests / ((performance.now() - began) / 1000))} a second`,
);
console.log(`${requests} requests, ${faults.size} kinds of fault`);
process.exitCode = faults.size > 0 ? 1 : 0;
