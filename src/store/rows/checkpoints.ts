import type { Cursor } from '../partner-memory.ts';
import type { Checkpoint } from '../store.ts';

export const CHECKPOINT = 'SELECT * FROM checkpoints WHERE partner = ?';

export interface CheckpointRow {
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

export function toCheckpoint(row: CheckpointRow): Checkpoint {
  return {
    partner: row.partner,
    epoch: row.epoch,
    cursor: JSON.parse(row.cursor) as Cursor,
    enrolledSeq: row.enrolled_seq,
    ...(row.restored === 1 ? { restored: true } : {}),
    ...(row.paused_until === null ? {} : { pausedUntil: row.paused_until }),
    ...(row.reconcile === 1 ? { reconcile: true } : {}),
    ...(row.not_visible === 0 ? {} : { notVisible: row.not_visible }),
    ...(row.run === null ? {} : { run: row.run }),
  };
}
