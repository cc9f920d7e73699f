import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { PartnerUnreachable } from '../unreachable.ts';
import { type ReadFile, readBounded } from './read-bounded.ts';

/** A file that is ours to take in: nobody else looks at it any more. */
export interface Claimed {
  /** Its name, or one made of it where that is none to work with. */
  readonly name: string;
  readonly place: string;
}

/** A partner's folder, shared with it. Names are names: no path in them counts, and no link is followed. */
export interface DropFolder {
  /** Claims every file in `in/` that is whole, the oldest first; those that a pass before left behind come before. */
  claim(): Promise<readonly Claimed[]>;
  read(file: Claimed): Promise<ReadFile>;
  /** It is still being written: back to `in/`. */
  release(file: Claimed): Promise<void>;
  /** Moves it to where it stays, with a file of findings beside it where there are any. Nothing there is overwritten. */
  finish(file: Claimed, to: 'processed' | 'failed', findings: object | undefined): Promise<void>;
  /** Whether the partner has not taken it yet. */
  isWaiting(name: string): Promise<boolean>;
  /** Whole or not at all: what the partner reads is never half a file. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  takeBack(name: string): Promise<void>;
  /** Files in `out/` that the partner has not taken, and those in `failed/`. */
  waiting(): Promise<{ readonly out: number; readonly oldest: number | undefined; readonly failed: number }>;
}

/** Under which files that are ours to take in stand meanwhile: of the same file system, and looked at by nobody. */
const CLAIMED = '.claimed';
const FINDINGS = '.findings.json';
const MADE_SO_FAR = /^\.|\.(?:tmp|part|filepart)$/iu;
/** Leaves room for a number and the ending of the findings' file in the 255 bytes of a name. */
const LONGEST_NAME = 200;

/**
 * @param directory is there: a share that is not mounted is not made up
 * @param quietSeconds for so long nobody has written to a file that is taken in
 * @param now the clock of whoever runs Samplan, ISO 8601
 */
export function openDropFolder(directory: string, quietSeconds: number, now: () => string): DropFolder {
  const at = (...names: readonly string[]): string => path.join(directory, ...names);
  const claimedAt = (name: string): Claimed => ({ name, place: at('in', CLAIMED, name) });

  async function prepare(): Promise<void> {
    await stat(directory);
    for (const folder of ['in', 'out', 'processed', 'failed', path.join('in', CLAIMED)]) {
      await mkdir(at(folder), { recursive: true });
    }
  }

  async function claimOne(name: Buffer): Promise<Claimed> {
    const known = workingName(name);
    const claimed = claimedAt(known);
    await rename(Buffer.concat([Buffer.from(`${at('in')}/`), name]), claimed.place);
    return claimed;
  }

  /** A name that is taken gets a number. */
  async function freeName(folder: string, name: string): Promise<string> {
    for (let number = 1; ; number += 1) {
      const { name: stem, ext } = path.parse(name);
      const candidate = number === 1 ? name : `${stem}-${number}${ext}`;
      if (!(await isThere(at(folder, candidate)))) return candidate;
    }
  }

  async function write(folder: string, name: string, bytes: Uint8Array): Promise<void> {
    const half = at(folder, `.${name}.part`);
    await rm(half, { force: true });
    const file = await open(half, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(half, at(folder, name));
    await sync(at(folder));
  }

  return reaching({
    async claim() {
      await prepare();
      const left = (await readdir(at('in', CLAIMED))).sort().map(claimedAt);
      const fresh: { readonly name: Buffer; readonly mtimeMs: number }[] = [];
      for (const name of await readdir(at('in'), { encoding: 'buffer' })) {
        if (MADE_SO_FAR.test(name.toString())) continue;
        const place = Buffer.concat([Buffer.from(`${at('in')}/`), name]);
        const found = await lstat(place).catch(() => undefined);
        if (!found || found.isDirectory()) continue;
        // A clock that goes ahead must not keep a file waiting for ever.
        const age = Math.abs(Date.parse(now()) - found.mtimeMs);
        if (found.isFile() && age < quietSeconds * 1000) continue;
        fresh.push({ name, mtimeMs: found.mtimeMs });
      }
      fresh.sort((left, right) => left.mtimeMs - right.mtimeMs || left.name.compare(right.name));
      const claimed: Claimed[] = [];
      for (const { name } of fresh) {
        if (left.some((one) => one.name === workingName(name))) continue;
        claimed.push(await claimOne(name));
      }
      return [...left, ...claimed];
    },

    read: ({ place }) => readBounded(place),

    async release({ name, place }) {
      await rename(place, at('in', await freeName('in', name)));
    },

    async finish({ name, place }, to, findings) {
      const kept = await freeName(to, name);
      if (findings) await write(to, `${kept}${FINDINGS}`, Buffer.from(`${JSON.stringify(findings, undefined, 2)}\n`));
      await rename(place, at(to, kept));
      await sync(at(to));
    },

    isWaiting: (name) => isThere(at('out', name)),

    async put(name, bytes) {
      await prepare();
      await write('out', name, bytes);
    },

    async takeBack(name) {
      await rm(at('out', name), { force: true });
      await sync(at('out'));
    },

    async waiting() {
      const out = (await readdir(at('out'))).filter((name) => !MADE_SO_FAR.test(name));
      const times = await Promise.all(
        out.map(async (name) => (await lstat(at('out', name)).catch(() => undefined))?.mtimeMs),
      );
      const there = times.filter((time) => time !== undefined);
      const failed = (await readdir(at('failed'))).filter((name) => !name.startsWith('.') && !name.endsWith(FINDINGS));
      return { out: there.length, oldest: there.length > 0 ? Math.min(...there) : undefined, failed: failed.length };
    },
  });
}

/** The name itself where it is text, fits beside a number, and is none of ours; else one made of it. */
function workingName(name: Buffer): string {
  const text = name.toString('utf8');
  const isSound =
    Buffer.from(text).equals(name) &&
    name.length <= LONGEST_NAME &&
    !/[\p{Cc}\\]/u.test(text) &&
    !text.toLowerCase().endsWith(FINDINGS);
  return isSound ? text : `named-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

async function isThere(place: string): Promise<boolean> {
  try {
    await lstat(place);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** What was renamed is in its folder after a power cut too. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** A folder that does not answer is a partner that does not answer. */
export function reaching(folder: DropFolder): DropFolder {
  const entries = Object.entries(folder).map(([name, work]: [string, (...given: never[]) => Promise<unknown>]) => [
    name,
    async (...given: never[]) => {
      try {
        return await work(...given);
      } catch (error) {
        const code = codeOf(error);
        if (code === undefined || !/^E[A-Z]+$/u.test(code)) throw error;
        throw new PartnerUnreachable({ where: `folder ${name}`, found: code });
      }
    },
  ]);
  return Object.fromEntries(entries) as DropFolder;
}
