import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellStores } from './tell-stores.ts';

/** Before all tests: what they put into the folder for temporary files they put into one of this run (end.ts). */
export default async function begin(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'samplan-tests-'));
  // A database that is started as root runs as somebody else, and goes through it.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  await tellStores();
}
