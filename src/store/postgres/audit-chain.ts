import type { AnchorSigner } from '../../audit/anchor-key.ts';
import { type Anchor, anchorHash, beginningOf, type ChainedEntry, linkHash, type Segment } from '../../audit/chain.ts';
import { type SegmentRow, toSegment } from '../rows/audit.ts';
import { newestAnchor, saveAnchor } from './audit-rows.ts';
import type { Statements } from './statements.ts';

/** Entries after which a segment is closed: what a crash leaves unsigned, and what a look at a break costs. */
const MOST_ENTRIES = 1000;
/** Milliseconds after which a segment is closed before the next entry. */
const LONGEST = 3_600_000;

/** No two processes close segments at once: anchors are one chain. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' audit anchors'))`;
const IS_CLOSED = 'SELECT 1 AS closed FROM audit_anchors WHERE segment = ?';
const ALL_OPEN = `
  SELECT s.id, s.chain, s.number, s.opened, s.previous FROM audit_segments s
  WHERE NOT EXISTS (SELECT 1 FROM audit_anchors a WHERE a.segment = s.id) ORDER BY s.id`;
const LAST_OF_CHAIN = `
  SELECT s.number, a.head FROM audit_segments s JOIN audit_anchors a ON a.segment = s.id
  WHERE s.chain = ? ORDER BY s.number DESC LIMIT 1`;
const LAST_LINK = 'SELECT position, hash FROM audit_links WHERE segment = ? ORDER BY position DESC LIMIT 1';
const SEGMENT_ID = 'SELECT id FROM audit_segments WHERE chain = ? AND number = ?';

export interface ChainOptions {
  /** Name of the process that writes. */
  readonly process: string;
  /** True when a process surely runs no more: what it left open is closed for it. */
  readonly isGone: (process: string) => boolean;
  /** Absent: anchors are not signed. */
  readonly signer?: AnchorSigner | undefined;
}

/** Where a segment ends. */
export interface End {
  readonly segment: Segment;
  readonly position: number;
  readonly hash: string;
}

/**
 * The chain of this process over the access log. Where it ends is remembered between commits, so that links go along with the
 * entries in one statement; when nobody knows what became of a commit, it is read anew.
 *
 * @example
 * const end = await chain.ready('2026-11-27T10:00:00.000Z');
 */
export class AuditChain {
  readonly #statements: Statements;
  readonly #options: ChainOptions;
  #end: End | undefined;

  constructor(statements: Statements, options: ChainOptions) {
    this.#statements = statements;
    this.#options = options;
  }

  get signer(): AnchorSigner | undefined {
    return this.#options.signer;
  }

  /** Where the next entries go. A segment that is full or old is closed first, so one commit's entries are never parted. */
  async ready(now: string): Promise<End> {
    let end = this.#end ?? (await this.#find(now));
    if (
      end.position >= MOST_ENTRIES ||
      (end.position > 0 && Date.parse(now) - Date.parse(end.segment.opened) >= LONGEST)
    ) {
      await this.#closeEnd(end, now);
      end = beginning(this.#options.process, end.segment.number + 1, now, end.hash);
    }
    this.#end = end;
    return end;
  }

  /** Entries were committed: the chain ends there. */
  committed(end: End): void {
    this.#end = end;
  }

  /** Nobody knows whether entries were committed. */
  lost(): void {
    this.#end = undefined;
  }

  /** Closes the open segment of this process, where it has one. */
  async close(now: string): Promise<void> {
    if (this.#end && this.#end.position > 0) await this.#closeEnd(this.#end, now);
    this.#end = undefined;
  }

  /** The first entry of a process: those that were killed are seen to first. */
  async #find(now: string): Promise<End> {
    const { process, isGone } = this.#options;
    const open = (await this.#statements.all<SegmentRow>(ALL_OPEN)).map(toSegment);
    for (const segment of open) {
      if (segment.chain !== process && isGone(segment.chain)) {
        await this.#close(segment.id, await this.#endOf(segment, segment.id), now);
      }
    }
    const own = open.findLast(({ chain }) => chain === process);
    if (own) return this.#endOf(own, own.id);
    const last = await this.#statements.get<{ readonly number: number; readonly head: string }>(LAST_OF_CHAIN, process);
    return beginning(process, (last?.number ?? 0) + 1, now, last?.head ?? '');
  }

  async #endOf(segment: Segment, id: number): Promise<End> {
    const row = await this.#statements.get<{ readonly position: number; readonly hash: Buffer }>(LAST_LINK, id);
    return row
      ? { segment, position: row.position, hash: row.hash.toString('hex') }
      : { segment, position: 0, hash: beginningOf(segment) };
  }

  async #closeEnd(end: End, now: string): Promise<void> {
    const { chain, number } = end.segment;
    const row = await this.#statements.get<{ readonly id: number }>(SEGMENT_ID, chain, number);
    if (row) await this.#close(row.id, end, now);
  }

  async #close(id: number, { segment, position, hash }: End, now: string): Promise<void> {
    const { signer } = this.#options;
    await this.#statements.transaction('write', async (statements) => {
      await statements.all(LOCK);
      // Another process may have been first.
      if (await statements.get(IS_CLOSED, id)) return;
      const last = await newestAnchor(statements);
      const anchor: Omit<Anchor, 'signature'> = {
        number: (last?.anchor.number ?? 0) + 1,
        entries: position,
        head: hash,
        closed: now,
        previous: last ? anchorHash(last.anchor, last) : '',
        ...(signer ? { key: signer.key } : {}),
      };
      const signature = signer?.sign(anchorHash(anchor, segment));
      await saveAnchor(statements, id, { ...anchor, ...(signature === undefined ? {} : { signature }) });
    });
  }
}

/** The end after one entry more. */
export function linked(end: End, entry: ChainedEntry): End {
  return { segment: end.segment, position: end.position + 1, hash: linkHash(end.hash, entry) };
}

function beginning(chain: string, number: number, opened: string, previous: string): End {
  const segment = { chain, number, opened, previous };
  return { segment, position: 0, hash: beginningOf(segment) };
}
