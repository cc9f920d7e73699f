import { CHECKPOINT, type CheckpointRow, toCheckpoint } from '../rows/checkpoints.ts';
import type { Checkpoint } from '../store.ts';
import type { Statements } from './statements.ts';

export async function readCheckpoint(statements: Statements, partner: string): Promise<Checkpoint | undefined> {
  const row = await statements.get<CheckpointRow>(CHECKPOINT, partner);
  return row && toCheckpoint(row);
}
