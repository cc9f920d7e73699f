import type { Resource } from '@medplum/fhirtypes';
import { identifiersOf } from '../../record/identity.ts';
import { equal } from '../../record/json.ts';
import { isDirectoryType } from '../../record/kinds.ts';
import { referencesIn, targetOf } from '../../record/references.ts';
import type { PeerKey } from '../../store/partner-memory.ts';
import type { Settling } from '../connector.ts';
import { contentHash } from '../content-hash.ts';
import { asTaken } from './as-taken.ts';
import { type DropDocument, type Kept, keptIn, keyOf, recalled } from './drop-document.ts';
import type { DropFolder } from './drop-folder.ts';
import type { DropFormat } from './drop-format.ts';
import type { DropMemory, Known } from './drop-memory.ts';
import { toLeave } from './to-leave.ts';

export interface LeavingBy {
  readonly folder: DropFolder;
  readonly format: DropFormat;
  readonly memory: DropMemory;
  /** Asked when only the bytes are left to send. */
  readonly before: (() => Promise<void>) | undefined;
}

/**
 * Brings `out/` to what a person's file says now. A file that lies there already is written anew, or taken back where nothing of
 * ours is left in it. Whatever ends the process in between, doing it again comes to the same.
 *
 * @returns what left that had not left before
 */
export async function leaveAsFile(
  { folder, format, memory, before }: LeavingBy,
  parts: readonly Settling[],
  announce: (leaving: readonly PeerKey[]) => Promise<void>,
): Promise<readonly PeerKey[]> {
  const visible = new Map(parts.map((part) => [keyOf(part), part.isVisible]));
  const left: PeerKey[] = [];
  for (const known of await documentsOf(memory, parts)) {
    const name = `${known.document.file}${format.extension}`;
    const { seq, document } = await withTaken(folder, memory, name, known);
    const { resources, owed } = toLeave(document, (key) => visible.get(key));
    if (owed.length === 0) {
      await takeBack(folder, memory, name, { seq, document });
      continue;
    }
    const beside = await entriesFor(memory, resources);
    const { bytes, ...written } = await unlessRefused(
      () => format.write([...resources, ...beside], document.source),
      () => takeBack(folder, memory, name, { seq, document }),
    );
    const hash = contentHash(Buffer.from(bytes).toString('base64'));
    if (document.out?.isPut && document.out.hash === hash && (await folder.isWaiting(name))) continue;
    const fresh = owed.filter((one) => !isIn(document, one));
    await announce(fresh);
    await before?.();
    // Until it surely is there, that it is not does not say that it was taken.
    await memory.save({ seq, document: { ...document, out: { ...written, hash, isPut: false } } });
    await rememberEntries(format, memory, written.resources);
    await folder.put(name, bytes);
    const saved = await memory.about(document.about);
    await memory.save({ seq: saved.seq, document: { ...settled(document), out: { ...written, hash, isPut: true } } });
    left.push(...fresh.map(({ type, peerId }) => ({ type, peerId })));
  }
  return left;
}

/** A person's parts may stand in several documents: a partner may have her twice. */
async function documentsOf(memory: DropMemory, parts: readonly PeerKey[]): Promise<readonly Known[]> {
  const found = new Map<string, Known>();
  for (const part of parts) {
    if (isDirectoryType(part.type) || [...found.values()].some(({ document }) => keptIn(document, part))) continue;
    const known = await memory.holding(part);
    if (known) found.set(known.document.about, known);
  }
  return [...found.values()];
}

async function withTaken(folder: DropFolder, memory: DropMemory, name: string, known: Known): Promise<Known> {
  const document = await asTaken(folder, name, known.document);
  if (document === known.document) return known;
  await memory.save({ ...known, document });
  return memory.about(document.about);
}

/** Without what lies in `out/`. Whoever is killed meanwhile: that it is not there does not say that it was taken. */
async function takeBack(folder: DropFolder, memory: DropMemory, name: string, { seq, document }: Known): Promise<void> {
  if (!document.out && !document.isRecalled) return;
  if (document.out) await memory.save({ seq, document: recalled(document) });
  await folder.takeBack(name);
  const saved = await memory.about(document.about);
  await memory.save({ ...saved, document: settled(saved.document) });
}

/** What the form refuses to write does not leave, and what was written before says more than may be seen now. */
async function unlessRefused<Done>(work: () => Done, otherwise: () => Promise<void>): Promise<Done> {
  try {
    return work();
  } catch (error) {
    await otherwise();
    throw error;
  }
}

function settled({ out: _out, isRecalled: _recalled, ...document }: DropDocument): DropDocument {
  return document;
}

/** Whether what lies in `out/` says so already. */
function isIn({ out }: DropDocument, { type, peerId, now }: Kept): boolean {
  return (
    out?.isPut === true &&
    out.resources.some((one) => one.resourceType === type && one.id === peerId && equal(one, now))
  );
}

/** Entries of the directory as they stand in the partner's form, so that they are known when they come back. */
async function rememberEntries(format: DropFormat, memory: DropMemory, written: readonly Resource[]): Promise<void> {
  for (const theirs of written) {
    const { resourceType: type, id: peerId = '' } = theirs;
    const keys = identifiersOf(theirs).filter(({ system }) => format.isKey(system));
    const known = isDirectoryType(type) && keys.length > 0 ? await memory.holding({ type, peerId }) : undefined;
    const kept = known && keptIn(known.document, { type, peerId });
    if (!kept || equal(kept.theirs, theirs)) continue;
    const document = { ...known.document, kept: [{ ...kept, theirs, keys }] };
    await memory.save({ ...known, document });
  }
}

/** Entries of the directory that resources lead to, and those that they lead to: they ride along. */
export async function entriesFor(memory: DropMemory, resources: readonly Resource[]): Promise<readonly Resource[]> {
  const found = new Map<string, Resource>();
  const follow = async (from: readonly Resource[]): Promise<void> => {
    for (const reference of from.flatMap(referencesIn)) {
      const target = targetOf(reference);
      const key = target && `${target.type}/${target.id}`;
      if (!target || !key || found.has(key) || !isDirectoryType(target.type)) continue;
      const { document } = await memory.about(key);
      const kept = keptIn(document, { type: target.type, peerId: target.id });
      if (kept?.is !== 'there') continue;
      found.set(key, kept.now);
      await follow([kept.now]);
    }
  };
  await follow(resources);
  return [...found.values()];
}
