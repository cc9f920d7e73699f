/**
 * Kills the real process again and again: npm run kill -- --times N [--seed N]
 *
 * Plays the demo's story, with two partners over HTTP, and sends SIGKILL to `samplan sync` at random moments of its
 * passes until it was killed so many times. After each story the demo checks that nothing is lost or doubled.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const DEMO = fileURLToPath(new URL('../demo/demo.ts', import.meta.url));
/** Before each pass that may end. */
const TIMES = 4;

const { values } = parseArgs({
  options: { times: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const wanted = Number(values.times);
let kills = 0;
let failed = 0;
for (let seed = Number(values.seed); kills < wanted; seed += 1) {
  const { code, said } = await story(seed);
  const killed = Number(/(\d+) kills/u.exec(said)?.[1] ?? 0);
  kills += killed;
  if (code !== 0) failed += 1;
  console.log(`seed ${seed}: ${killed} kills, ${code === 0 ? 'nothing lost, nothing doubled' : 'failed'}`);
  if (code !== 0) console.log(said);
  if (killed === 0) break;
}
console.log(`${kills} kills, ${failed} stories failed`);
process.exitCode = failed > 0 || kills < wanted ? 1 : 0;

async function story(seed: number): Promise<{ readonly code: number | null; readonly said: string }> {
  const options = ['--once', '--repairs', '--kill', String(TIMES), '--seed', String(seed)];
  const child = spawn(process.execPath, [DEMO, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, complaints, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, said: `${said}${complaints}` };
}
