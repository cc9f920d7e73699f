import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MEGABYTE = 1024 * 1024;

/** A disk of its own for the server's data, which can be full. */
export interface Disk {
  readonly folder: string;
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * A file system in memory of a fixed size.
 *
 * @returns undefined where whoever runs this may mount nothing
 * @example
 * const disk = await mountDisk(400);
 */
export async function mountDisk(megabytes: number): Promise<Disk | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'samplan-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    await rmdir(folder);
    return undefined;
  }
  const ballast = path.join(folder, 'ballast');
  return {
    folder,
    async fill() {
      for (let size = megabytes; size >= 1; size = Math.floor(size / 2)) {
        await writeFile(`${ballast}-${size}`, Buffer.alloc(size * MEGABYTE)).catch(() => undefined);
      }
    },
    async free() {
      for (let size = megabytes; size >= 1; size = Math.floor(size / 2))
        await rm(`${ballast}-${size}`, { force: true });
    },
    async remove() {
      execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
      await rmdir(folder);
    },
  };
}
