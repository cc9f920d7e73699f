import { readFile } from 'node:fs/promises';
import { SamplanError } from '../../errors.ts';

const BYTES = 32;

/**
 * Reads a master key: 32 bytes as base64 in a file, as `openssl rand -base64 32` makes them.
 *
 * @throws SamplanError `configuration`; its text never holds what the file says
 * @example
 * const master = await readMasterKey('/run/secrets/samplan-store-key');
 */
export async function readMasterKey(file: string): Promise<Uint8Array> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const key = Buffer.from(text?.trim() ?? '', 'base64');
  if (key.length === BYTES) return key;
  throw new SamplanError(
    'configuration',
    {
      nb: 'Nøkkelfilen kan ikke brukes. Lag en med: openssl rand -base64 32',
      nn: 'Nøkkelfila kan ikkje brukast. Lag ei med: openssl rand -base64 32',
      en: 'The key file cannot be used. Make one with: openssl rand -base64 32',
    },
    { where: file, expected: '32 bytes as base64', found: text === undefined ? 'no readable file' : 'something else' },
  );
}
