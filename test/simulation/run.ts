/**
 * Simulates Samplan among its partners: npm run simulate -- --seed N --edits M --partners K [--break I1] [--steps FILE]
 *
 * The last line is `M edits, V violations`; ends with 1 when there is any. See docs/simulation.md.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { heapThatStays } from './heap.ts';
import { readOptions, type SimulationOptions } from './options.ts';
import type { Scenario } from './scenario.ts';
import { shrink } from './shrink.ts';
import type { Invariant, Violation } from './violation.ts';
import { type Played, play, worldsOf } from './worlds.ts';

const FOLDER = 'build/simulation';
/** Violations of one kind are many: only the first of each is made small. */
const SHRINKS = 8;

const options = readOptions(process.argv.slice(2));
const { edits, violations } = options.steps ? await again(options.steps, options) : await fresh(options);
console.log(`${edits} edits, ${violations} violations`);
process.exitCode = violations > 0 ? 1 : 0;

/** Of a violation, without what differs from world to world. */
function kindOf({ invariant, text }: Violation): string {
  return `${invariant} ${text.replaceAll(/\d+|\(.*?\)/gu, '')}`;
}

async function fresh(asked: SimulationOptions): Promise<{ readonly edits: number; readonly violations: number }> {
  const log = createHash('sha256');
  const kinds = new Set<string>();
  let edits = 0;
  let violations = 0;
  let tenths = 0;
  console.log(`0 %: heap ${heapThatStays()} MB`);
  for await (const played of worldsOf(asked)) {
    edits += played.edits;
    for (; tenths < 10 && edits >= ((tenths + 1) * asked.edits) / 10; tenths += 1) {
      console.log(`${tenths + 1}0 %: heap ${heapThatStays()} MB, ${violations + played.violations.length} violations`);
    }
    log.update(played.log);
    violations += played.violations.length;
    const [first] = played.violations;
    if (!first || kinds.has(kindOf(first)) || kinds.size >= SHRINKS) continue;
    kinds.add(kindOf(first));
    await tell(played, first, asked);
  }
  console.log(`seed ${asked.seed}, at most ${asked.partners} partners, log ${log.digest('hex').slice(0, 16)}`);
  return { edits, violations };
}

async function tell(
  { number, scenario, violations }: Played,
  first: Violation,
  asked: SimulationOptions,
): Promise<void> {
  console.log(`world ${number} of seed ${asked.seed}:`);
  for (const { invariant, text } of violations) console.log(`  ${invariant} ${text}`);
  const isAboutOrders = first.invariant === 'I9';
  const small = await shrink(scenario, async (one) => {
    const outcome = await play(one, asked.break, isAboutOrders);
    return outcome.violations.some((violation) => kindOf(violation) === kindOf(first));
  });
  const file = `${FOLDER}/${asked.break ?? 'found'}-${asked.seed}-${number}.json`;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...small, inOrders: isAboutOrders }, null, 1)}\n`);
  for (const step of small.steps) console.log(`    ${JSON.stringify(step)}`);
  for (const traits of small.partners) console.log(`    ${JSON.stringify(traits)}`);
  const bug = asked.break === undefined ? '' : ` --break ${asked.break}`;
  console.log(`  npm run simulate -- --seed ${asked.seed}${bug} --steps ${file}`);
}

async function again(
  file: string,
  { break: bug }: { readonly break?: Invariant },
): Promise<{ readonly edits: number; readonly violations: number }> {
  const { inOrders, ...scenario } = JSON.parse(await readFile(file, 'utf8')) as Scenario & {
    readonly inOrders: boolean;
  };
  const { edits, violations } = await play(scenario, bug, inOrders);
  for (const { invariant, text } of violations) console.log(`${invariant} ${text}`);
  return { edits, violations: violations.length };
}
