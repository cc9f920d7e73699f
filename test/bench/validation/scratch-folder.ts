import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is removed when the bench has ended. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'samplan-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
