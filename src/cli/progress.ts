import { createRequire } from 'node:module';
import type { Terminal } from './terminal.ts';

/** How far long work has come. Draws nothing where no person watches. */
export interface Progress {
  show(done: number, total: number, about: string): void;
  close(): void;
}

/**
 * Opens a progress bar on standard error, so that standard output stays the answer alone.
 *
 * @example
 * const progress = openProgress(terminal, 'files');
 * progress.show(3, 84, 'plan.json');
 */
export function openProgress({ screen }: Terminal, unit: string): Progress {
  if (screen === undefined) return { show: () => undefined, close: () => undefined };
  // Loaded where a bar is drawn: a server never does.
  const cliProgress = createRequire(import.meta.url)('cli-progress') as typeof import('cli-progress');
  const bar = new cliProgress.SingleBar(
    { stream: screen, format: `{bar} {value}/{total} ${unit}  {about}`, clearOnComplete: true, hideCursor: true },
    cliProgress.Presets.shades_classic,
  );
  let drawn = false;
  return {
    show: (done, total, about) => {
      if (!drawn) bar.start(total, done, { about });
      else {
        bar.setTotal(total);
        bar.update(done, { about });
      }
      drawn = true;
    },
    close: () => {
      if (drawn) bar.stop();
      drawn = false;
    },
  };
}
