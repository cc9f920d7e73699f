import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PartnerUnreachable } from '../unreachable.ts';
import { codeOf, type DropFolder, reaching } from './drop-folder.ts';
import type { DocumentStore } from './drop-memory.ts';
import { readBounded } from './read-bounded.ts';

/** Which folder is the partner's, as our store knows it. */
interface FolderIdentity {
  known(): Promise<string | undefined>;
  /** For good. */
  keep(id: string): Promise<void>;
}

/** Lies in the folder, with its id. */
const MARK = '.samplan';

/**
 * The folder, as long as it is the one that it was at first: where a share is not mounted there is an empty folder, and all that lay in
 * `out/` would seem to be taken. It is known by an id that lies in it, made at first use and kept in our store.
 *
 * @throws SamplanError `partner-unreachable` from whatever is done in another folder, before anything is
 * @example
 * const folder = knownFolder(openDropFolder(directory, 10, now), directory, folderIdentity(store, 'NAV'), newId);
 */
export function knownFolder(
  folder: DropFolder,
  directory: string,
  identity: FolderIdentity,
  newId: () => string,
): DropFolder {
  const mark = path.join(directory, MARK);
  let known: string | undefined;

  async function recognize(): Promise<void> {
    known ??= await identity.known();
    const found = await idIn(mark);
    if (known === undefined) {
      known = await agreed(found || (await marked(newId())));
    } else if (found !== known) {
      const where = `folder, where ${known} is expected in ${MARK}`;
      throw new PartnerUnreachable({ where, found: found === undefined ? 'nothing' : 'another' });
    }
  }

  /** Where two processes make it at once, the first one's stands. */
  async function agreed(id: string): Promise<string> {
    try {
      await identity.keep(id);
      return id;
    } catch (error) {
      const first = await identity.known();
      if (first === undefined) throw error;
      return marked(first);
    }
  }

  async function marked(id: string): Promise<string> {
    const half = `${mark}.${id}.part`;
    await writeFile(half, `${id}\n`);
    await rename(half, mark);
    return id;
  }

  const entries = Object.entries(folder).map(([name, work]: [string, (...given: never[]) => Promise<unknown>]) => [
    name,
    async (...given: never[]) => {
      await recognize();
      return work(...given);
    },
  ]);
  return reaching(Object.fromEntries(entries) as DropFolder);
}

/** Kept beside what the partner holds, since it is no change there. */
export function folderIdentity(store: DocumentStore, partner: string): FolderIdentity {
  const place = { partner: `${partner}/${MARK}`, about: 'folder' };
  return {
    async known() {
      const found = await store.partnerDocument(place.partner, place.about);
      return found && String(found.body);
    },
    keep: (id) => store.savePartnerDocuments([{ ...place, seq: 0, body: id, keys: [] }]),
  };
}

/** Undefined where none lies there, or nothing that we wrote. */
async function idIn(mark: string): Promise<string | undefined> {
  const read = await readBounded(mark).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  const id = read && 'bytes' in read ? Buffer.from(read.bytes).toString('utf8').trim() : '';
  return /^[\w-]{1,64}$/u.test(id) ? id : undefined;
}
