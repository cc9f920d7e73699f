import { ALL_SET_ASIDE, ONE_SET_ASIDE, type SetAsideRow, toSetAside } from '../rows/set-aside.ts';
import type { SetAside } from '../store.ts';
import type { Statements } from './statements.ts';

export async function readSetAside(
  statements: Statements,
  partner: string,
  person: string,
): Promise<SetAside | undefined> {
  const row = await statements.get<SetAsideRow>(ONE_SET_ASIDE, partner, person);
  return row && toSetAside(row);
}

/** Everything that is set aside, the oldest first. */
export async function readAllSetAside(statements: Statements): Promise<readonly SetAside[]> {
  return (await statements.all<SetAsideRow>(ALL_SET_ASIDE)).map(toSetAside);
}
