import type { Cursor } from '../partner-memory.ts';
import type { Checkpoint } from '../store.ts';
import type { Statements } from './statements.ts';

const ONE = 'SELECT * FROM checkpoints WHERE partner = ?';
const SAVE = `
  INSERT INTO checkpoints (partner, epoch, cursor, enrolled_seq, restored, paused_until, reconcile, not_visible, run)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (partner) DO UPDATE SET epoch = excluded.epoch, cursor = excluded.cursor,
    enrolled_seq = excluded.enrolled_seq, restored = excluded.restored, paused_until = excluded.paused_until,
    reconcile = excluded.reconcile, not_visible = excluded.not_visible, run = excluded.run`;

interface CheckpointRow {
  readonly partner: string;
  readonly epoch: number;
  readonly cursor: string;
  readonly enrolled_seq: number;
  readonly restored: number;
  readonly paused_until: string | null;
  readonly reconcile: number;
  readonly not_visible: number;
  readonly run: string | null;
}

export function readCheckpoint(statements: Statements, partner: string): Checkpoint | undefined {
  const row = statements.get<CheckpointRow>(ONE, partner);
  return (
    row && {
      partner: row.partner,
      epoch: row.epoch,
      cursor: JSON.parse(row.cursor) as Cursor,
      enrolledSeq: row.enrolled_seq,
      ...(row.restored === 1 ? { restored: true } : {}),
      ...(row.paused_until === null ? {} : { pausedUntil: row.paused_until }),
      ...(row.reconcile === 1 ? { reconcile: true } : {}),
      ...(row.not_visible === 0 ? {} : { notVisible: row.not_visible }),
      ...(row.run === null ? {} : { run: row.run }),
    }
  );
}

export function saveCheckpoint(statements: Statements, checkpoint: Checkpoint): void {
  const { partner, epoch, cursor, enrolledSeq, restored = false, pausedUntil, reconcile = false } = checkpoint;
  const { notVisible = 0, run } = checkpoint;
  const rest = [Number(restored), pausedUntil ?? null, Number(reconcile), notVisible, run ?? null] as const;
  statements.run(SAVE, partner, epoch, JSON.stringify(cursor), enrolledSeq, ...rest);
}
