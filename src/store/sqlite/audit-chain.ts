import type { AnchorSigner } from '../../audit/anchor-key.ts';
import { type Anchor, anchorHash, beginningOf, type ChainedEntry, linkHash } from '../../audit/chain.ts';
import type { StoredSegment } from '../audit-trail.ts';
import { type SegmentRow, toSegment } from '../rows/audit.ts';
import { newestAnchor, saveAnchor } from './audit-rows.ts';
import type { Statements } from './statements.ts';

/** Entries after which a segment is closed: what a crash leaves unsigned, and what a look at a break costs. */
const MOST_ENTRIES = 1000;
/** Milliseconds after which a segment is closed by the next entry. */
const LONGEST = 3_600_000;

const OPEN_SEGMENT = `
  SELECT s.id, s.chain, s.number, s.opened, s.previous FROM audit_segments s
  WHERE s.chain = ? AND NOT EXISTS (SELECT 1 FROM audit_anchors a WHERE a.segment = s.id) ORDER BY s.number DESC LIMIT 1`;
const ALL_OPEN = `
  SELECT s.id, s.chain, s.number, s.opened, s.previous FROM audit_segments s
  WHERE NOT EXISTS (SELECT 1 FROM audit_anchors a WHERE a.segment = s.id) ORDER BY s.id`;
const LAST_LINK = 'SELECT position, hash FROM audit_links WHERE segment = ? ORDER BY position DESC LIMIT 1';
const LAST_OF_CHAIN = `
  SELECT s.number, a.head FROM audit_segments s JOIN audit_anchors a ON a.segment = s.id
  WHERE s.chain = ? ORDER BY s.number DESC LIMIT 1`;
const INSERT_SEGMENT =
  'INSERT INTO audit_segments (chain, number, opened, previous) VALUES (?, ?, ?, ?) RETURNING id, chain, number, opened, previous';
const INSERT_LINK = 'INSERT INTO audit_links (seq, segment, position, hash) VALUES (?, ?, ?, ?)';

export interface ChainOptions {
  /** Name of the process that writes. */
  readonly process: string;
  /** True when a process surely runs no more: what it left open is closed for it. */
  readonly isGone: (process: string) => boolean;
  /** Absent: anchors are not signed. */
  readonly signer?: AnchorSigner | undefined;
}

/**
 * Takes every entry of the access log into the chain of this process, in the transaction that writes it. Where the chain ends
 * is read anew each time: a transaction that is undone takes its links along.
 *
 * @example
 * chain.append(seq, { id, version: 1, deleted: false, body }, now);
 */
export class AuditChain {
  readonly #statements: Statements;
  readonly #options: ChainOptions;

  constructor(statements: Statements, options: ChainOptions) {
    this.#statements = statements;
    this.#options = options;
  }

  get signer(): AnchorSigner | undefined {
    return this.#options.signer;
  }

  append(seq: number, entry: ChainedEntry, now: string): void {
    let segment = this.#open() ?? this.#begin(now);
    let end = this.#end(segment);
    if (end.position >= MOST_ENTRIES || Date.parse(now) - Date.parse(segment.opened) >= LONGEST) {
      this.#close(segment, now);
      segment = this.#next(now);
      end = this.#end(segment);
    }
    this.#statements.run(INSERT_LINK, seq, segment.id, end.position + 1, Buffer.from(linkHash(end.hash, entry), 'hex'));
  }

  /** Closes the open segment of this process, where it has one. */
  close(now: string): void {
    const segment = this.#open();
    if (segment) this.#close(segment, now);
  }

  #open(): StoredSegment | undefined {
    const row = this.#statements.get<SegmentRow>(OPEN_SEGMENT, this.#options.process);
    return row && toSegment(row);
  }

  /** The first entry of a process: those that were killed are seen to first. */
  #begin(now: string): StoredSegment {
    for (const row of this.#statements.all<SegmentRow>(ALL_OPEN)) {
      if (this.#options.isGone(row.chain)) this.#close(toSegment(row), now);
    }
    return this.#next(now);
  }

  #next(now: string): StoredSegment {
    const { process } = this.#options;
    const last = this.#statements.get<{ readonly number: number; readonly head: string }>(LAST_OF_CHAIN, process);
    const row = this.#statements.get<SegmentRow>(
      INSERT_SEGMENT,
      process,
      (last?.number ?? 0) + 1,
      now,
      last?.head ?? '',
    );
    return toSegment(row as SegmentRow);
  }

  #end(segment: StoredSegment): { readonly position: number; readonly hash: string } {
    const row = this.#statements.get<{ readonly position: number; readonly hash: Uint8Array }>(LAST_LINK, segment.id);
    return row
      ? { position: row.position, hash: Buffer.from(row.hash).toString('hex') }
      : { position: 0, hash: beginningOf(segment) };
  }

  #close(segment: StoredSegment, now: string): void {
    const { position, hash } = this.#end(segment);
    const last = newestAnchor(this.#statements);
    const { signer } = this.#options;
    const anchor: Omit<Anchor, 'signature'> = {
      number: (last?.anchor.number ?? 0) + 1,
      entries: position,
      head: hash,
      closed: now,
      previous: last ? anchorHash(last.anchor, last) : '',
      ...(signer ? { key: signer.key } : {}),
    };
    const signature = signer?.sign(anchorHash(anchor, segment));
    saveAnchor(this.#statements, segment.id, { ...anchor, ...(signature === undefined ? {} : { signature }) });
  }
}
