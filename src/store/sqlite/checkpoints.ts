import type { Checkpoint } from '../store.ts';
import type { Statements } from './statements.ts';

const ONE = 'SELECT * FROM checkpoints WHERE partner = ?';
const SAVE = `
  INSERT INTO checkpoints (partner, epoch, cursor, enrolled_seq) VALUES (?, ?, ?, ?)
  ON CONFLICT (partner) DO UPDATE SET epoch = excluded.epoch, cursor = excluded.cursor,
    enrolled_seq = excluded.enrolled_seq`;

interface CheckpointRow {
  readonly partner: string;
  readonly epoch: number;
  readonly cursor: string;
  readonly enrolled_seq: number;
}

export function readCheckpoint(statements: Statements, partner: string): Checkpoint | undefined {
  const row = statements.get<CheckpointRow>(ONE, partner);
  return (
    row && {
      partner: row.partner,
      epoch: row.epoch,
      cursor: JSON.parse(row.cursor) as Checkpoint['cursor'],
      enrolledSeq: row.enrolled_seq,
    }
  );
}

export function saveCheckpoint(statements: Statements, checkpoint: Checkpoint): void {
  const { partner, epoch, cursor, enrolledSeq } = checkpoint;
  statements.run(SAVE, partner, epoch, JSON.stringify(cursor), enrolledSeq);
}
