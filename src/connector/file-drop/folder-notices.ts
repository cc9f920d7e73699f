import { isError } from '../../errors.ts';
import type { DropFolder } from './drop-folder.ts';

/** What an operator should know of a partner's folder, in English: counts and ages, no names. */
export async function folderNotices(folder: DropFolder, now: () => string): Promise<readonly string[]> {
  try {
    const { out, oldest, failed } = await folder.waiting();
    const hours = oldest === undefined ? 0 : Math.floor((Date.parse(now()) - oldest) / 3_600_000);
    return [
      ...(out > 0 ? [`out/: the partner has not taken ${files(out)}, the oldest for ${Math.max(0, hours)} hours`] : []),
      ...(failed > 0 ? [`failed/: ${files(failed)} could not be taken in; what is wrong stands beside each`] : []),
    ];
  } catch (error) {
    // The pass tells that it cannot be reached.
    if (isError(error, 'partner-unreachable')) return [];
    throw error;
  }
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
