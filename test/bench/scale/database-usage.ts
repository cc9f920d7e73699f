import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ticks of the clock that Linux counts processor time by, on every machine that Node runs on. */
const TICK_MS = 10;

/**
 * Milliseconds of processor time that a PostgreSQL server has taken: its own, that of the processes it has now, and of those that have ended.
 *
 * @param folder in which its data lies
 */
export function databaseUsage(folder: string): number {
  const [line = ''] = readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n');
  const postmaster = Number(line);
  const own = timesOf(postmaster);
  if (own === undefined) throw new Error('this system does not tell what processes take');
  const children = readdirSync('/proc').flatMap((name) => {
    const times = /^\d+$/u.test(name) ? timesOf(Number(name)) : undefined;
    return times?.parent === postmaster ? [times.processor] : [];
  });
  return [own.processor, own.ofEnded, ...children].reduce((sum, one) => sum + one, 0);
}

function timesOf(
  pid: number,
): { readonly parent: number; readonly processor: number; readonly ofEnded: number } | undefined {
  try {
    // The name of the program stands in brackets and may hold anything. After it: the parent second, utime and stime 12th and 13th, and of
    // children that have ended 14th and 15th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/su, '').trim().split(' ').map(Number);
    const at = (place: number): number => fields[place] ?? 0;
    return { parent: at(1), processor: (at(11) + at(12)) * TICK_MS, ofEnded: (at(13) + at(14)) * TICK_MS };
  } catch {
    return undefined;
  }
}
