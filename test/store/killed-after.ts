import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./acknowledge.ts', import.meta.url));

/** Processes that commit without end, until they are killed. */
export class Committers {
  readonly #children: ChildProcessByStdio<null, Readable, null>[] = [];

  /**
   * Persons acknowledged by a child that was killed (SIGKILL) once it had acknowledged so many.
   *
   * @param where as acknowledge.ts takes it
   */
  async killedAfter(count: number, ...where: readonly string[]): Promise<readonly string[]> {
    const options = ['--disable-warning=ExperimentalWarning', SCRIPT, ...where];
    const child: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, options, {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#children.push(child);
    const exited = once(child, 'exit');
    let told = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      told += String(chunk);
      if (told.split('\n').length > count) child.kill('SIGKILL');
    }
    const [, signal] = await exited;
    if (signal !== 'SIGKILL') throw new Error('a child ended before it was killed');
    return told.slice(0, told.lastIndexOf('\n')).split('\n');
  }

  /** When a test runs out of time, a child that never acknowledged would write for ever. */
  end(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}
