import type { AuditTrail, StoredCut, StoredLink, StoredSegment } from '../store/audit-trail.ts';
import type { AnchorKey } from './anchor-key.ts';
import { type Anchor, anchorHash, beginningOf, linkHash } from './chain.ts';
import { cutHash, digestOf } from './cut.ts';

/** What is wrong with the chain at a place. */
export interface ChainBreak {
  readonly kind:
    | 'entry-changed'
    | 'entry-missing'
    | 'entry-added'
    | 'entry-moved'
    | 'segment-cut'
    | 'segment-missing'
    | 'anchor-changed'
    | 'anchor-missing'
    | 'cut-changed'
    | 'signature-wrong'
    | 'signature-missing'
    | 'key-unknown';
  /** Name of the process and number of its segment. */
  readonly chain?: string;
  readonly segment?: number;
  /** Place of the entry in its segment. */
  readonly position?: number;
  /** Id of the AuditEvent, where one stands there. */
  readonly entry?: string;
  /** Number of the anchor. */
  readonly anchor?: number;
}

/** An anchor as it was noted outside. */
export interface NotedAnchor {
  readonly number: number;
  readonly hash: string;
}

/** What a look at the whole chain came to. */
export interface ChainReport {
  readonly segments: number;
  readonly entries: number;
  /** Of them, those whose content is gone because its time was over. */
  readonly cut: number;
  readonly anchors: number;
  readonly signed: number;
  /** Entries in segments that are not closed: of running processes, and of those that were killed. No anchor vouches for them. */
  readonly open: number;
  /** Entries from before there was a chain. */
  readonly before: number;
  /** The newest anchor, to be noted outside: later it must still be there. */
  readonly newest?: NotedAnchor;
  /** In the order of the chain; of each segment only the first. */
  readonly breaks: readonly ChainBreak[];
}

type Closed = StoredSegment & { readonly anchor: Anchor };

const PAGE = 1000;

/**
 * Walks the chain of the access log, every entry and every anchor of it (pjl § 22: subsequent control). What was changed, taken
 * out, put in or moved is found; the end of an open segment can be cut unseen, and a cut of all that came after an anchor is
 * found only against one that was noted outside.
 *
 * @param keys public keys; where there are any, an anchor must be signed with one from the first signed one on
 * @example
 * const { breaks } = await verifyChain(store, { keys: [openAnchorKey(pem)] });
 */
export async function verifyChain(
  trail: AuditTrail,
  { keys = [], noted }: { readonly keys?: readonly AnchorKey[]; readonly noted?: NotedAnchor | undefined } = {},
): Promise<ChainReport> {
  const segments = await trail.auditSegments();
  const closed = segments.filter(isClosed).sort((one, other) => one.anchor.number - other.anchor.number);
  const breaks: ChainBreak[] = [...anchorBreaks(closed, keys), ...notedBreaks(closed, noted), ...gapsIn(segments)];
  const cuts = Map.groupBy(await trail.auditCuts(), ({ segment }) => segment);
  const isSigned = closed.some(({ anchor }) => anchor.signature !== undefined);
  let [entries, open, cut] = [0, 0, 0];
  for (const segment of segments) {
    const sound: StoredCut[] = [];
    for (const one of cuts.get(segment.id) ?? []) {
      const wrong = signatureOf(one, cutHash(one, segment), keys, isSigned);
      if (wrong) breaks.push({ kind: wrong, chain: segment.chain, segment: segment.number });
      else sound.push(one);
    }
    const walked = await walkSegment(trail, segment, sound);
    entries += walked.entries;
    cut += walked.cut;
    if (!segment.anchor) open += walked.entries;
    if (walked.found) breaks.push({ chain: segment.chain, segment: segment.number, ...walked.found });
  }
  const { before, since } = await trail.auditUnchained();
  breaks.push(...since.map((entry) => ({ kind: 'entry-added', entry }) as const));
  const newest = closed.at(-1);
  return {
    segments: segments.length,
    entries,
    cut,
    anchors: closed.length,
    signed: closed.filter(({ anchor }) => anchor.signature !== undefined).length,
    open,
    before,
    ...(newest ? { newest: { number: newest.anchor.number, hash: anchorHash(newest.anchor, newest) } } : {}),
    breaks,
  };
}

function isClosed(segment: StoredSegment): segment is Closed {
  return segment.anchor !== undefined;
}

/** Anchors follow one another, each signed. */
function anchorBreaks(closed: readonly Closed[], keys: readonly AnchorKey[]): readonly ChainBreak[] {
  const breaks: ChainBreak[] = [];
  let [number, hash, isSigned] = [0, '', false];
  for (const segment of closed) {
    const { anchor } = segment;
    if (anchor.number !== number + 1) breaks.push({ kind: 'anchor-missing', anchor: number + 1 });
    else if (anchor.previous !== hash) breaks.push({ kind: 'anchor-changed', anchor: number });
    const wrong = signatureOf(anchor, anchorHash(anchor, segment), keys, isSigned);
    if (wrong) breaks.push({ kind: wrong, anchor: anchor.number });
    [number, hash] = [anchor.number, anchorHash(anchor, segment)];
    isSigned ||= anchor.signature !== undefined;
  }
  return breaks;
}

/** Nobody can say anything of a signature without keys; and an installation may get a key only later. */
function signatureOf(
  { signature, key }: Pick<Anchor, 'signature' | 'key'>,
  hash: string,
  keys: readonly AnchorKey[],
  isSigned: boolean,
): ChainBreak['kind'] | undefined {
  if (signature === undefined) return isSigned ? 'signature-missing' : undefined;
  if (keys.length === 0) return undefined;
  const known = keys.find((one) => one.key === key);
  if (!known) return 'key-unknown';
  return known.verify(hash, signature) ? undefined : 'signature-wrong';
}

function notedBreaks(closed: readonly Closed[], noted: NotedAnchor | undefined): readonly ChainBreak[] {
  if (!noted) return [];
  const there = closed.find(({ anchor }) => anchor.number === noted.number);
  if (!there) return [{ kind: 'anchor-missing', anchor: noted.number }];
  return anchorHash(there.anchor, there) === noted.hash ? [] : [{ kind: 'anchor-changed', anchor: noted.number }];
}

/** Segments of a chain follow one another: each begins with the hash at the end of the one before. */
function gapsIn(segments: readonly StoredSegment[]): readonly ChainBreak[] {
  return segments.flatMap((segment, index): ChainBreak[] => {
    const { chain, number, previous } = segment;
    const earlier = segments[index - 1];
    const before = earlier?.chain === chain ? earlier : undefined;
    if (number !== (before?.number ?? 0) + 1) {
      return [{ kind: 'segment-missing', chain, segment: (before?.number ?? 0) + 1 }];
    }
    return previous === (before?.anchor?.head ?? '')
      ? []
      : [{ kind: 'anchor-missing', chain, segment: before?.number ?? number }];
  });
}

/**
 * The first break in a segment: what comes after it hangs on what is not there.
 *
 * @param cuts of this segment
 */
export async function walkSegment(
  trail: AuditTrail,
  segment: StoredSegment,
  cuts: readonly StoredCut[],
): Promise<{ readonly entries: number; readonly cut: number; readonly found?: ChainBreak }> {
  let [position, hash] = [0, beginningOf(segment)];
  const isCut = new Set(cuts.flatMap(({ positions }) => positions));
  /** Hashes of what is gone, by place: nothing but the cuts vouches for them. */
  const gone = new Map<number, string>();
  for (;;) {
    const links = await trail.auditLinks(segment.id, { after: position, count: PAGE });
    for (const link of links) {
      const at = position + 1;
      if (link.position === at && !link.entry && isCut.has(at)) {
        gone.set(at, link.hash);
        [position, hash] = [at, link.hash];
        continue;
      }
      if (link.position !== at || !link.entry)
        return { entries: position, cut: gone.size, found: { kind: 'entry-missing', position: at } };
      if (linkHash(hash, link.entry) !== link.hash) {
        const kind = (await isMoved(trail, segment, hash, link)) ? 'entry-moved' : 'entry-changed';
        return { entries: position, cut: gone.size, found: { kind, position: at, entry: link.entry.id } };
      }
      [position, hash] = [at, link.hash];
    }
    if (links.length < PAGE) break;
  }
  const isOther = cuts.some(({ positions, digest }) => digestOf(positions.map((at) => gone.get(at) ?? '')) !== digest);
  if (isOther) return { entries: position, cut: gone.size, found: { kind: 'cut-changed' } };
  return { entries: position, cut: gone.size, ...endBreak(segment, position, hash) };
}

function endBreak({ anchor }: StoredSegment, position: number, hash: string): { readonly found?: ChainBreak } {
  if (!anchor || (anchor.entries === position && anchor.head === hash)) return {};
  if (position < anchor.entries)
    return { found: { kind: 'segment-cut', position: position + 1, anchor: anchor.number } };
  if (position > anchor.entries) return { found: { kind: 'entry-added', position: anchor.entries + 1 } };
  return { found: { kind: 'anchor-changed', anchor: anchor.number } };
}

/** True where what stands here fits elsewhere in the segment, or what stands elsewhere fits here. */
async function isMoved(trail: AuditTrail, segment: StoredSegment, before: string, link: StoredLink): Promise<boolean> {
  const all = await trail.auditLinks(segment.id, { after: 0, count: Number.MAX_SAFE_INTEGER });
  const { entry } = link;
  return all.some(
    (other) =>
      (other.entry && linkHash(before, other.entry) === link.hash) ||
      (entry && linkHash(other.hash, entry) === link.hash) ||
      (entry && linkHash(beginningOf(segment), entry) === link.hash),
  );
}
