import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { playOnce } from '../demo/once.ts';
import { readOptions } from '../demo/options.ts';
import { setStage } from '../demo/stage.ts';

/** An installation in which the whole story has happened up to its repairs, served with its console. */
export interface ToldStory {
  /** `http://127.0.0.1:1234/console` */
  readonly console: string;
  close(): Promise<void>;
}

/**
 * Plays the story and serves what came of it, without the partners: nothing moves any more.
 *
 * @example
 * const story = await tellStory((line) => console.log(line));
 */
export async function tellStory(tell: (line: string) => void): Promise<ToldStory> {
  const options = readOptions(['--once']);
  const stage = await setStage(options.order);
  try {
    await playOnce(stage, options, tell);
    // Who only answers requests takes no passes.
    const server = stage.samplan.serve({}, '--role', 'web');
    const lines = createInterface({ input: server.stderr ?? process.stdin });
    const url = await new Promise<string>((resolve, reject) => {
      lines.on('line', (line) => {
        const address = /listening on (\S+?)\/fhir,?(?:\s|$)/.exec(line)?.[1];
        if (address !== undefined) resolve(address);
      });
      once(server, 'close').then(([code]) => reject(new Error(`Samplan ended with ${code}`)), reject);
    });
    return { console: `${url}/console`, close: () => stage.clear() };
  } catch (error) {
    await stage.clear();
    throw error;
  }
}
