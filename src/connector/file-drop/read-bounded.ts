import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';

/** What a claimed file holds, or why it is not read. */
export type ReadFile =
  | { readonly bytes: Uint8Array; readonly hash: string }
  /** It changed while it was read. */
  | { readonly grows: true }
  | { readonly refused: 'no-file' | 'too-large' | 'empty' | 'unreadable' };

/** Far more than the plan of one person. */
const MOST_BYTES = 20_000_000;

/**
 * Reads a regular file and nothing else: no link is followed, no pipe or device is waited for, and what is too large is not read.
 *
 * @param opened opens it, as node:fs does
 * @example
 * await readBounded('drop/in/.claimed/plan.json'); // { bytes, hash: 'sha256-…' }
 */
export async function readBounded(place: string, opened: typeof open = open): Promise<ReadFile> {
  const found = await lstat(place);
  if (!found.isFile()) return { refused: 'no-file' };
  if (found.size === 0) return { refused: 'empty' };
  if (found.size > MOST_BYTES) return { refused: 'too-large' };
  let file: FileHandle;
  try {
    file = await opened(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return { refused: 'unreadable' };
  }
  try {
    const bytes = Buffer.alloc(found.size + 1);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    const after = await file.stat();
    if (bytesRead !== found.size || after.size !== found.size || after.mtimeMs !== found.mtimeMs)
      return { grows: true };
    const read = bytes.subarray(0, bytesRead);
    return { bytes: read, hash: `sha256-${createHash('sha256').update(read).digest('hex')}` };
  } finally {
    await file.close();
  }
}
