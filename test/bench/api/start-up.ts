import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { usageOf } from './process-usage.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const IDLE_MS = 5_000;

/** What one start took. */
export interface StartUp {
  /** From the start of the process until it says that it listens, in milliseconds. */
  readonly readyMs: number;
  /** Processor time until then. */
  readonly processorMs: number;
  /** Resident memory after five seconds in which nobody asked anything, in megabytes; of the last start only. */
  readonly idleMb?: number;
}

/** The program as `npm run build` makes it, in a folder of its own. */
export function built(folder: string): string {
  const out = join(folder, 'dist');
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
  const { status, stdout } = spawnSync(tsc, ['-p', '.tsconfig.build.json', '--outDir', out], { cwd: ROOT });
  if (status !== 0) throw new Error(`the program could not be compiled:\n${stdout}`);
  const source = (file: string): boolean => !file.endsWith('.ts');
  cpSync(join(ROOT, 'src'), out, { recursive: true, filter: source });
  mkdirSync(join(folder, 'src'));
  cpSync(join(ROOT, 'src', 'cli'), join(folder, 'src', 'cli'), { recursive: true, filter: source });
  for (const name of ['node_modules', 'profiles', 'package.json']) symlinkSync(join(ROOT, name), join(folder, name));
  return join(folder, 'src', 'cli', 'samplan.mjs');
}

/** The program as it stands in a clone. */
export const SOURCES = join(ROOT, 'src', 'cli', 'samplan.mjs');

/**
 * Starts `samplan serve` over and over.
 *
 * @param program path of samplan.mjs
 * @param store file of a store; made where there is none
 */
export async function startUps(
  program: string,
  store: string,
  folder: string,
  times: number,
): Promise<readonly StartUp[]> {
  const file = join(folder, 'samplan.yaml');
  writeFileSync(
    file,
    `controller: { name: Samplan Fjordvik, organization: "310603015", sector: municipal }\nstore: { file: ${JSON.stringify(store)} }\nhttp: { port: 0 }\npartners: []\n`,
  );
  const taken: StartUp[] = [];
  for (let time = 0; time < times; time += 1) taken.push(await startUp(program, file, time === times - 1));
  return taken;
}

async function startUp(program: string, configuration: string, staysIdle: boolean): Promise<StartUp> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, 'serve', '--config', configuration], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  let isReady = false;
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    isReady = line.includes('listening on');
    if (isReady) break;
  }
  const readyMs = performance.now() - started;
  if (!isReady) {
    child.kill();
    throw new Error(`samplan serve did not start:\n${said.join('\n')}`);
  }
  const ready = usageOf(child.pid ?? 0);
  if (staysIdle) await wait(IDLE_MS);
  const idle = staysIdle ? usageOf(child.pid ?? 0) : undefined;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
  return { readyMs, processorMs: ready?.processorMs ?? Number.NaN, ...(idle ? { idleMb: idle.rssMb } : {}) };
}
