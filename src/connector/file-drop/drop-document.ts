import type { Resource } from '@medplum/fhirtypes';
import { contentOf } from '../../record/content-of.ts';
import type { BusinessIdentifier } from '../../record/identity.ts';
import { asJson, equal } from '../../record/json.ts';
import { merge } from '../../record/merge.ts';
import type { PeerKey } from '../../store/partner-memory.ts';
import type { Held } from '../connector.ts';
import type { FileContent, Written } from './drop-format.ts';

/** One resource of a partner without a server. */
export interface Kept extends PeerKey {
  /** Ours: one more with every change of `now`. */
  readonly version: number;
  /** When `now` changed last (ISO 8601). */
  readonly at: string;
  /** As both sides last had it: what the partner holds, with what was written to it. */
  readonly now: Resource;
  /** As the partner last showed or took it; absent: it never did, or its last file is without it. */
  readonly theirs?: Resource;
  /** What it may have though it does not show it: what it showed before its last file was without it, or what may have been taken unnoticed. */
  readonly base?: Resource;
  /** The form has no place for it beside the rest: it stands in no file, and is not owed. */
  readonly hasNoPlace?: true;
  /** Keys of the partner's form under which it went out, where `now` does not carry them. */
  readonly keys?: readonly BusinessIdentifier[];
  /** `absent`: the partner's last file is without it, which is no evidence of a deletion · `gone`: it said that it deleted it. */
  readonly is: 'there' | 'absent' | 'gone';
}

/** What lies in out/, or was on its way there. */
export interface Leaving extends Omit<Written, 'bytes'> {
  /** Of its bytes. */
  readonly hash: string;
  /** Whether it surely got there: if not, that nothing is there does not say that it was taken. */
  readonly isPut: boolean;
}

/** All that a partner holds of one person, or one entry of its directory. */
export interface DropDocument {
  /** The partner's id of the Patient; of a directory entry `Type/id`. */
  readonly about: string;
  /** Name of the person's file in out/, without extension: opaque, and always the same. */
  readonly file: string;
  readonly kept: readonly Kept[];
  /** Hash of the file that was taken in last. */
  readonly came?: string;
  /** The partner's last file as it was parsed, or ours that it took. */
  readonly source?: unknown;
  readonly out?: Leaving;
  /** What lay in out/ is taken back, made before the partner's last file or no more to be seen: what is owed leaves anew. */
  readonly isRecalled?: true;
}

/** The partner took what lay in out/: it holds that now, and a file as its last one undoes it. */
export function taken(before: DropDocument): DropDocument {
  const { out, came: _came, ...document } = before;
  if (!out) return before;
  const theirs = new Map(out.resources.map((resource) => [placeOf(resource), resource]));
  const kept = document.kept.map((one) => {
    const held = theirs.get(keyOf(one));
    const { base: _, ...rest } = one;
    return held ? { ...rest, theirs: held } : one;
  });
  return { ...document, source: out.source, kept };
}

/** What is not in out/ and perhaps never was, was taken or not: a file that comes may have been made with it or without it. */
export function perhapsTaken(document: DropDocument): DropDocument {
  const perhaps = new Map(document.out?.resources.map((resource) => [placeOf(resource), resource]));
  const kept = document.kept.map((one) => {
    const base = one.base ?? perhaps.get(keyOf(one));
    return base && !equal(base, one.theirs) ? { ...one, base } : one;
  });
  return { ...document, kept };
}

/** What lies in out/ is taken back, and surely was not taken. */
export function recalled(before: DropDocument): DropDocument {
  const { out, ...document } = before;
  return out ? { ...document, isRecalled: true } : before;
}

/**
 * The document with what a file of the partner's says. Where what was written has not been taken yet, the file was made without it:
 * its changes are merged with ours, on the base of what the partner held before, and ours leaves anew. What both changed differently is as the partner has
 * it: that is an edit of hers, ours is in the history.
 */
export function withFile(
  document: DropDocument,
  { resources, deleted, source }: Pick<FileContent, 'resources' | 'deleted' | 'source'>,
  came: string,
  at: string,
): DropDocument {
  const shown = new Map(resources.map((resource) => [placeOf(resource), resource]));
  const gone = new Set(deleted.map(keyOf));
  const known = document.kept.map((one) => {
    const key = keyOf(one);
    const resource = shown.get(key);
    shown.delete(key);
    if (resource) return met(one, resource, at);
    return gone.has(key) ? ended(one, at) : notShown(one);
  });
  const fresh = [...shown.values()].map((now) => keptOf(now, at));
  return { ...recalled(document), kept: [...known, ...fresh], came, source };
}

function keptOf(resource: Resource, at: string): Kept {
  const { resourceType: type, id: peerId = '' } = resource;
  return { type, peerId, version: 1, at, now: resource, theirs: resource, is: 'there' };
}

function met({ base, hasNoPlace: _, ...kept }: Kept, theirs: Resource, at: string): Kept {
  const from = heldBefore(kept.theirs, base, theirs);
  const isOwed = kept.is === 'there' && from && !equal(from, kept.now);
  const now = isOwed ? together(from, theirs, kept.now) : theirs;
  const isSame = kept.is === 'there' && equal(now, kept.now);
  return isSame ? { ...kept, theirs } : { ...kept, version: kept.version + 1, at, now, theirs, is: 'there' };
}

/** What the partner made its file of: what it may have is what it had, where nothing of that is missing in the file. */
function heldBefore(shown: Resource | undefined, base: Resource | undefined, theirs: Resource): Resource | undefined {
  if (!shown || !base) return shown ?? base;
  return equal(together(shown, theirs, base), theirs) ? base : shown;
}

/** Where both changed the same element differently, what the partner says. */
function together(before: Resource, theirs: Resource, ours: Resource): Resource {
  const [base, said, meant] = [before, theirs, ours].map(asJson);
  return merge({ sent: base, ours: said, echoed: base, theirs: meant }).value as unknown as Resource;
}

function notShown({ theirs, ...kept }: Kept): Kept {
  if (kept.is === 'gone') return kept;
  const base = theirs ?? kept.base;
  // What was written and is not taken yet is still on its way.
  const isOwed = !theirs || !equal(theirs, kept.now);
  return { ...kept, ...(base ? { base } : {}), is: kept.is === 'there' && isOwed ? 'there' : 'absent' };
}

function ended({ theirs: _theirs, base: _base, ...kept }: Kept, at: string): Kept {
  return kept.is === 'gone' ? kept : { ...kept, version: kept.version + 1, at, is: 'gone' };
}

/**
 * The document with what is written to the partner, of a resource that is new or stands at `version`.
 *
 * @param echo the resource as it stands in the partner's form; undefined: that has no place for it
 */
export function withWritten(
  document: DropDocument,
  resource: Resource,
  echo: Resource | undefined,
  at: string,
): DropDocument {
  const now = contentOf(echo ?? resource);
  const place = echo ? {} : ({ hasNoPlace: true } as const);
  const { resourceType: type, id: peerId = '' } = now;
  const before = keptIn(document, { type, peerId });
  if (!before) {
    const created: Kept = { type, peerId, version: 1, at, now, is: 'there', ...place };
    return { ...document, kept: [...document.kept, created] };
  }
  const { hasNoPlace: _, ...kept } = before;
  const after: Kept = { ...kept, version: before.version + 1, at, now, is: 'there', ...place };
  return { ...document, kept: document.kept.map((one) => (one === before ? after : one)) };
}

export function keptIn({ kept }: DropDocument, { type, peerId }: PeerKey): Kept | undefined {
  return kept.find((one) => one.type === type && one.peerId === peerId);
}

export function heldOf({ peerId, version, at, now }: Kept): Held {
  const meta = { ...now.meta, versionId: String(version), lastUpdated: at };
  return { peerId, version: String(version), resource: { ...now, meta } };
}

export function keyOf({ type, peerId }: PeerKey): string {
  return `${type}/${peerId}`;
}

function placeOf({ resourceType, id = '' }: Resource): string {
  return `${resourceType}/${id}`;
}
