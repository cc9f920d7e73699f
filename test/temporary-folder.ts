import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/**
 * A folder that is removed when all tests of the file have ended.
 *
 * @example
 * const folder = temporaryFolder('package'); // '/tmp/samplan-package-x4F2ab'
 */
export function temporaryFolder(kind: string): string {
  const folder = mkdtempSync(join(tmpdir(), `samplan-${kind}-`));
  made.push(folder);
  return folder;
}
