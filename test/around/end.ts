import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** What others put there and mean to find again. */
const THEIRS = ['node-compile-cache'];

/** After all tests: what one of them has left behind fails the run, and is removed. */
export default function end(): void {
  const folder = tmpdir();
  const left = readdirSync(folder).filter((name) => !THEIRS.includes(name));
  rmSync(folder, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`Tests left ${left.length} files or folders behind:\n${left.join('\n')}`);
}
