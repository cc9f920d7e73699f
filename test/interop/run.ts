/**
 * The story, the connector's contract and the partner check with HAPI as a partner: npm run interop
 *
 * docs/interop.md tells what is played and what was found. Arguments go to jest: `npm run interop -- -t 'The story'`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingJava } from '../java/java-program.ts';
import { buildHapi } from './hapi-server.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const JEST = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));

interface JestResult {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Files whose names begin so, and how they are called in the last lines. */
const SUITES = [
  ['hapi-plain', 'HAPI plain'],
  ['hapi-jpa', 'HAPI JPA'],
  ['hapi-client', 'HAPI client'],
  ['hapi-differential', 'HAPI differential'],
] as const;

function main(): number {
  const lacking = missingJava();
  if (lacking) {
    console.log(`HAPI: not run (${lacking})`);
    return 0;
  }
  buildHapi();
  const result = runJest(process.argv.slice(2));
  const counts = SUITES.map(([file, name]) => ({ name, ...countIn(result, file) }));
  const all = counts.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
  for (const { name, passed, failed } of [...counts, { name: 'HAPI', ...all }]) {
    console.log(`${name}: ${passed} passed, ${failed} failed`);
  }
  return all.failed === 0 && all.passed > 0 ? 0 : 1;
}

function runJest(options: readonly string[]): JestResult {
  const folder = mkdtempSync(path.join(tmpdir(), 'samplan-interop-'));
  const file = path.join(folder, 'results.json');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', JEST];
  const chosen = ['--testMatch', '**/*.interop.ts', '--runInBand', '--verbose', '--json', '--outputFile', file];
  try {
    spawnSync(process.execPath, [...flags, ...chosen, ...options], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return JSON.parse(readFileSync(file, 'utf8')) as JestResult;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A suite that did not even load counts as one that failed. */
function countIn({ testResults }: JestResult, file: string): { readonly passed: number; readonly failed: number } {
  const suites = testResults.filter(({ name }) => path.basename(name).startsWith(file));
  const tests = suites.flatMap(({ assertionResults }) => assertionResults);
  const count = (status: string): number => tests.filter((one) => one.status === status).length;
  const unloaded = suites.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: count('passed'), failed: count('failed') + unloaded.length };
}

process.exitCode = main();
