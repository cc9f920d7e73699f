import { playLive } from './live.ts';
import { playOnce } from './once.ts';
import { readOptions } from './options.ts';
import { setStage } from './stage.ts';

const options = readOptions(process.argv.slice(2));
const started = performance.now();

/** Everything that is not the one JSON object goes here. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

const stage = await setStage(options.order);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interrupted.abort());
}
interrupted.signal.addEventListener('abort', () => {
  if (options.once) {
    void stage.clear().finally(() => process.exit(130));
  }
});

try {
  if (options.once) {
    if (options.kill) tell(`seed ${options.seed}`);
    const { totals, failures } = await playOnce(stage, options, tell);
    for (const failure of failures) tell(`FAILED ${failure}`);
    const elapsedMs = Math.round(performance.now() - started);
    if (options.json) process.stdout.write(`${JSON.stringify({ ...totals, elapsedMs })}\n`);
    tell(
      failures.length === 0
        ? `As the story says (${elapsedMs} ms)`
        : `${failures.length} things are not as the story says`,
    );
    process.exitCode = failures.length === 0 ? 0 : 1;
  } else {
    await playLive(stage, interrupted.signal);
  }
} catch (error) {
  tell(`FAILED ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await stage.clear();
}
