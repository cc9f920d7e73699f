/**
 * Kills the real process again and again: npm run kill -- --times N [--seed N]
 *
 * Two partners over HTTP. In turn: `samplan serve` is killed while people write at its endpoint and at the partners and
 * its passes run every second; and the demo's story is played, with `samplan sync` killed at random moments of its
 * passes. SIGKILL, until it was killed so many times; after each part everything that was acknowledged is looked for.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { killServing } from './serving.ts';

const DEMO = fileURLToPath(new URL('../demo/demo.ts', import.meta.url));
/** Of `sync`: before each pass that may end. */
const TIMES = 4;
/** Of `serve`: before everything is looked for. */
const SERVED = 20;

const { values } = parseArgs({
  options: { times: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const wanted = Number(values.times);
const sum = { kills: 0, acknowledged: 0, lost: 0, doubled: 0, leaked: 0, failed: 0 };
for (let seed = Number(values.seed); sum.kills < wanted; seed += 1) {
  const before = sum.kills;
  await serving(Math.min(SERVED, wanted - sum.kills), seed);
  if (sum.kills < wanted) await story(seed);
  if (sum.kills === before) break;
}
const { kills, acknowledged, lost, doubled, leaked, failed } = sum;
console.log(
  `${kills} kills, ${acknowledged} acknowledged edits, ${lost} lost, ${doubled} doubled, ${leaked} leaked, ${failed} stories failed`,
);
process.exitCode = lost + doubled + leaked + failed > 0 || kills < wanted ? 1 : 0;

async function serving(times: number, seed: number): Promise<void> {
  const toll = await killServing(times, seed);
  sum.kills += toll.kills;
  sum.acknowledged += toll.acknowledged;
  sum.lost += toll.lost.length;
  sum.doubled += toll.doubled.length;
  sum.leaked += toll.leaked.length;
  const found = `${toll.lost.length} lost, ${toll.doubled.length} doubled, ${toll.leaked.length} leaked`;
  console.log(`seed ${seed}, serve: ${toll.kills} kills, ${toll.acknowledged} acknowledged edits, ${found}`);
  for (const line of [...toll.lost, ...toll.doubled, ...toll.leaked]) console.log(`  ${line}`);
}

async function story(seed: number): Promise<void> {
  const options = ['--once', '--repairs', '--kill', String(TIMES), '--seed', String(seed)];
  const child = spawn(process.execPath, [DEMO, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, complaints, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const killed = Number(/(\d+) kills/u.exec(complaints)?.[1] ?? 0);
  sum.kills += killed;
  if (code !== 0) sum.failed += 1;
  console.log(`seed ${seed}, sync: ${killed} kills, ${code === 0 ? 'as the story says' : 'failed'}`);
  if (code !== 0) console.log(`${said}${complaints}`);
}
