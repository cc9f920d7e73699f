import { postgresDatabase } from './database.ts';
import { playLive } from './live.ts';
import { failuresOf, playOnce } from './once.ts';
import { readOptions } from './options.ts';
import { type Stage, setStage } from './stage.ts';

const options = readOptions(process.argv.slice(2));
const started = performance.now();

/** Everything that is not the one JSON object goes here. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interrupted.abort());
}

async function play(stage: Stage): Promise<void> {
  if (!options.once) {
    return playLive(stage, options, interrupted.signal);
  }
  interrupted.signal.addEventListener('abort', () => void stage.clear().finally(() => process.exit(130)));
  if (options.kill > 0) tell(`seed ${options.seed}`);
  const outcome = await playOnce(stage, options, tell);
  const failures = failuresOf(outcome);
  for (const failure of failures) tell(`FAILED ${failure}`);
  const elapsedMs = Math.round(performance.now() - started);
  if (options.json) process.stdout.write(`${JSON.stringify({ ...outcome.readings.at(-1)?.totals, elapsedMs })}\n`);
  tell(
    failures.length === 0
      ? `As the story says (${elapsedMs} ms)`
      : `${failures.length} things are not as the story says`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}

let stage: Stage | undefined;
try {
  stage = await setStage(options.order, undefined, options.store === 'postgres' ? postgresDatabase : undefined);
  if (!interrupted.signal.aborted) {
    await play(stage);
  }
} catch (error) {
  // Ctrl-C reaches the partners too: what they no longer answer is no failure then.
  if (!interrupted.signal.aborted) {
    tell(`FAILED ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
} finally {
  await stage?.clear();
}
