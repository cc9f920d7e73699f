import { CHECKPOINT, type CheckpointRow, toCheckpoint } from '../rows/checkpoints.ts';
import type { Checkpoint } from '../store.ts';
import type { Statements } from './statements.ts';

const SAVE = `
  INSERT INTO checkpoints (partner, epoch, cursor, enrolled_seq, restored, paused_until, reconcile, not_visible, run)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (partner) DO UPDATE SET epoch = excluded.epoch, cursor = excluded.cursor,
    enrolled_seq = excluded.enrolled_seq, restored = excluded.restored, paused_until = excluded.paused_until,
    reconcile = excluded.reconcile, not_visible = excluded.not_visible, run = excluded.run`;

export function readCheckpoint(statements: Statements, partner: string): Checkpoint | undefined {
  const row = statements.get<CheckpointRow>(CHECKPOINT, partner);
  return row && toCheckpoint(row);
}

export function saveCheckpoint(statements: Statements, checkpoint: Checkpoint): void {
  const { partner, epoch, cursor, enrolledSeq, restored = false, pausedUntil, reconcile = false } = checkpoint;
  const { notVisible = 0, run } = checkpoint;
  const rest = [Number(restored), pausedUntil ?? null, Number(reconcile), notVisible, run ?? null] as const;
  statements.run(SAVE, partner, epoch, JSON.stringify(cursor), enrolledSeq, ...rest);
}
