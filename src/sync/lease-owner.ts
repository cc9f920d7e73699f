import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names this process among all that could hold a lease.
 *
 * @example
 * leaseOwner('6f1e…'); // 'adapter-1@pid:[4026531836]/4711/6f1e…'
 */
export function leaseOwner(unique: string): string {
  return `${machine()}/${process.pid}/${unique}`;
}

/**
 * True when an owner was a process of this machine and runs no more: a killed process leaves its lease behind, and
 * the one that is started after it must not wait for it. When that can't be told, the lease's own end decides.
 */
export function isGone(owner: string): boolean {
  const [host, pid] = owner.split('/');
  if (host !== machine() || !/^\d+$/u.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Containers may share a host name and a disk, each with process numbers of its own (Linux: pid_namespaces(7)). */
function machine(): string {
  try {
    return `${hostname()}@${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
