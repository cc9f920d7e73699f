/** One cold start, measured from inside: node --expose-gc test/bench/validation/start-up.ts PACKAGE FILE PROFILE */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [validation, packageFolder, file, profile] = process.argv.slice(2);
if (!validation || !packageFolder || !file || !profile || !globalThis.gc) throw new Error('started by run.ts only');

const resource = JSON.parse(readFileSync(file, 'utf8'));
globalThis.gc();
const before = process.memoryUsage();
const start = performance.now();
const { createValidator } = (await import(
  pathToFileURL(validation).href
)) as typeof import('../../../src/validation/validation.ts');
const imported = performance.now();
const validator = createValidator({ packages: [packageFolder] });
const ready = performance.now();
const readyRss = process.memoryUsage().rss;
const findings = validator.validate(resource, { profiles: [profile] });
const first = performance.now();
const errors = findings.filter(({ severity }) => severity === 'error').length;
for (let index = 0; index < 1000; index += 1) validator.validate(resource, { profiles: [profile] });
globalThis.gc();
const after = process.memoryUsage();

console.log(
  JSON.stringify({
    node: start,
    importMs: imported - start,
    readyMs: ready - start,
    firstMs: first - start,
    readyRssMb: (readyRss - before.rss) / 2 ** 20,
    rssMb: (after.rss - before.rss) / 2 ** 20,
    heapMb: (after.heapUsed - before.heapUsed) / 2 ** 20,
    errors,
  }),
);
