import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Peers } from './installation.ts';

const BARE_WIRE = fileURLToPath(new URL('./bare-wire.ts', import.meta.url));
const run = promisify(execFile);

/** What was asked of the peers, and how long the same takes without Samplan. */
export interface Wire {
  readonly pages: number;
  readonly writes: number;
  /** Reads and searches that are no page of a feed: Samplan's only, not repeated on the bare wire. */
  readonly others: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** Runs something, and then the same requests on the bare wire in a process of its own. */
export async function besideTheWire<Done>(
  { source, recipient }: Peers,
  concurrency: number,
  work: () => Promise<Done>,
): Promise<{
  readonly done: Done;
  readonly milliseconds: number;
  readonly processorMs: number;
  readonly wire: Wire;
}> {
  const both = [source, recipient];
  for (const peer of both) await peer.order('switch', { isJournaling: true });
  const [start, before] = [performance.now(), process.cpuUsage()];
  const done = await work();
  const [milliseconds, spent] = [performance.now() - start, process.cpuUsage(before)];
  for (const peer of both) await peer.order('switch', { isJournaling: false });
  const { stdout } = await run(process.execPath, [BARE_WIRE, String(concurrency), source.url, recipient.url]);
  for (const peer of both) await peer.order('forget', {});
  const processorMs = (spent.user + spent.system) / 1000;
  return { done, milliseconds, processorMs, wire: JSON.parse(stdout) as Wire };
}
