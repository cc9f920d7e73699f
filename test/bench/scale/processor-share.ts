import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';

/** A share of a processor that the processes in it may use together. */
export interface ProcessorShare {
  add(pid: number): void;
  /** Milliseconds for which they were kept from running since it was made. */
  heldBackMs(): number;
  /** Once no process is in it any more. */
  remove(): void;
}

/** Microseconds over which the share is counted. */
const PERIOD = 100_000;
/** Where control groups of the first and of the second version stand. */
const FIRST = '/sys/fs/cgroup/cpu';
const SECOND = '/sys/fs/cgroup';

/**
 * Caps processes by a control group of Linux.
 *
 * @param share of one processor, as 0.25
 * @returns undefined where this machine lets nobody make one
 */
export function processorShare(name: string, share: number): ProcessorShare | undefined {
  const quota = Math.round(PERIOD * share);
  const isFirst = existsSync(`${FIRST}/cpu.cfs_quota_us`);
  const folder = `${isFirst ? FIRST : SECOND}/samplan-${name}`;
  try {
    mkdirSync(folder);
    if (isFirst) {
      writeFileSync(`${folder}/cpu.cfs_period_us`, String(PERIOD));
      writeFileSync(`${folder}/cpu.cfs_quota_us`, String(quota));
    } else writeFileSync(`${folder}/cpu.max`, `${quota} ${PERIOD}`);
  } catch {
    if (existsSync(folder)) rmdirSync(folder);
    return undefined;
  }
  return {
    add: (pid) => writeFileSync(`${folder}/cgroup.procs`, String(pid)),
    heldBackMs() {
      const [, unit, time] = /^throttled_(time|usec) (\d+)$/mu.exec(readFileSync(`${folder}/cpu.stat`, 'utf8')) ?? [];
      return Number(time) / (unit === 'time' ? 1e6 : 1e3);
    },
    remove: () => rmdirSync(folder),
  };
}
