import type { Finding } from '../../validation/finding.ts';
import type { ReceivedResource, SetAside } from '../store.ts';
import type { Statements } from './statements.ts';

const ONE = 'SELECT * FROM set_aside WHERE partner = ? AND person = ?';
const ALL = 'SELECT * FROM set_aside ORDER BY since, partner, person';
const SAVE = `
  INSERT INTO set_aside (partner, person, since, errors, resources, findings) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (partner, person) DO UPDATE SET since = excluded.since, errors = excluded.errors,
    resources = excluded.resources, findings = excluded.findings`;
const REMOVE = 'DELETE FROM set_aside WHERE partner = ? AND person = ?';

interface SetAsideRow {
  readonly partner: string;
  readonly person: string;
  readonly since: string;
  readonly resources: string;
  readonly findings: string;
}

export function readSetAside(statements: Statements, partner: string, person: string): SetAside | undefined {
  const row = statements.get<SetAsideRow>(ONE, partner, person);
  return row && toSetAside(row);
}

/** Everything that is set aside, the oldest first. */
export function readAllSetAside(statements: Statements): readonly SetAside[] {
  return statements.all<SetAsideRow>(ALL).map(toSetAside);
}

export function saveSetAside(statements: Statements, entry: SetAside): void {
  const { partner, person, since, resources, findings } = entry;
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  statements.run(SAVE, partner, person, since, errors, JSON.stringify(resources), JSON.stringify(findings));
}

export function removeSetAside(statements: Statements, partner: string, person: string): void {
  statements.run(REMOVE, partner, person);
}

function toSetAside(row: SetAsideRow): SetAside {
  return {
    partner: row.partner,
    person: row.person,
    resources: JSON.parse(row.resources) as readonly ReceivedResource[],
    findings: JSON.parse(row.findings) as readonly Finding[],
    since: row.since,
  };
}
