import { readFileSync } from 'node:fs';

/** What a process has used; absent where the system has no /proc. */
export interface Usage {
  /** Processor time of all its threads, in milliseconds. */
  readonly processorMs: number;
  /** Resident memory now, in megabytes. */
  readonly rssMb: number;
}

/** Ticks of the clock that Linux counts processor time by, on every machine that Node runs on. */
const TICK_MS = 10;

export function usageOf(pid: number): Usage | undefined {
  try {
    // The name of the program stands in brackets and may hold anything; utime and stime are the 12th and 13th after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/su, '').trim().split(' ');
    const pages = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return { processorMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, rssMb: Number(pages?.[1]) / 1024 };
  } catch {
    return undefined;
  }
}
