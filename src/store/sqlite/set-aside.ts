import { ALL_SET_ASIDE, ONE_SET_ASIDE, type SetAsideRow, toSetAside } from '../rows/set-aside.ts';
import type { SetAside } from '../store.ts';
import type { Statements } from './statements.ts';

const SAVE = `
  INSERT INTO set_aside (partner, person, since, errors, resources, findings, record_seq, candidates)
  VALUES (?, ?, ?, ?, seal('set_aside.resources', ?), ?, ?, ?)
  ON CONFLICT (partner, person) DO UPDATE SET since = excluded.since, errors = excluded.errors,
    resources = excluded.resources, findings = excluded.findings, record_seq = excluded.record_seq,
    candidates = excluded.candidates`;
const REMOVE = 'DELETE FROM set_aside WHERE partner = ? AND person = ?';
const REMOVE_LINK = `
  DELETE FROM links WHERE partner = ? AND person = ? AND NOT EXISTS (SELECT 1 FROM records WHERE person = links.person)`;

export function readSetAside(statements: Statements, partner: string, person: string): SetAside | undefined {
  const row = statements.get<SetAsideRow>(ONE_SET_ASIDE, partner, person);
  return row && toSetAside(row);
}

/** Everything that is set aside, the oldest first. */
export function readAllSetAside(statements: Statements): readonly SetAside[] {
  return statements.all<SetAsideRow>(ALL_SET_ASIDE).map(toSetAside);
}

export function saveSetAside(statements: Statements, entry: SetAside): void {
  const { partner, person, since, resources, findings, recordSeq, candidates } = entry;
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const texts = [JSON.stringify(resources), JSON.stringify(findings)];
  statements.run(
    SAVE,
    partner,
    person,
    since,
    errors,
    ...texts,
    recordSeq ?? null,
    candidates ? JSON.stringify(candidates) : null,
  );
}

export function removeSetAside(statements: Statements, partner: string, person: string): void {
  statements.run(REMOVE, partner, person);
  statements.run(REMOVE_LINK, partner, person);
}
