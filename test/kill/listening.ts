import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const LISTENING = /listening on (\S+?),?(?:\s|$)/u;

/** Where `samplan serve` listens; throws when it ends before. */
export async function listening({ stderr }: ChildProcess): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: stderr ?? ([] as never) })) {
    const url = LISTENING.exec(line)?.[1];
    if (url !== undefined) {
      stderr?.resume();
      return url;
    }
    said.push(line);
  }
  throw new Error(`Samplan ended before it listened:\n${said.join('\n')}`);
}
