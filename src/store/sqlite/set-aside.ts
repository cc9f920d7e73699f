import type { Finding } from '../../validation/finding.ts';
import type { ReceivedResource, SetAside } from '../store.ts';
import type { Statements } from './statements.ts';

const COLUMNS = `
  partner, person, since, unseal('set_aside.resources', resources) AS resources,
  findings, record_seq, candidates`;
const ONE = `SELECT ${COLUMNS} FROM set_aside WHERE partner = ? AND person = ?`;
const ALL = `SELECT ${COLUMNS} FROM set_aside ORDER BY since, partner, person`;
const SAVE = `
  INSERT INTO set_aside (partner, person, since, errors, resources, findings, record_seq, candidates)
  VALUES (?, ?, ?, ?, seal('set_aside.resources', ?), ?, ?, ?)
  ON CONFLICT (partner, person) DO UPDATE SET since = excluded.since, errors = excluded.errors,
    resources = excluded.resources, findings = excluded.findings, record_seq = excluded.record_seq,
    candidates = excluded.candidates`;
const REMOVE = 'DELETE FROM set_aside WHERE partner = ? AND person = ?';
const REMOVE_LINK = `
  DELETE FROM links WHERE partner = ? AND person = ? AND NOT EXISTS (SELECT 1 FROM records WHERE person = links.person)`;

interface SetAsideRow {
  readonly partner: string;
  readonly person: string;
  readonly since: string;
  readonly resources: string;
  readonly findings: string;
  readonly record_seq: number | null;
  readonly candidates: string | null;
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

function toSetAside(row: SetAsideRow): SetAside {
  return {
    partner: row.partner,
    person: row.person,
    resources: JSON.parse(row.resources) as readonly ReceivedResource[],
    findings: JSON.parse(row.findings) as readonly Finding[],
    since: row.since,
    ...(row.record_seq === null ? {} : { recordSeq: row.record_seq }),
    ...(row.candidates === null ? {} : { candidates: JSON.parse(row.candidates) as readonly string[] }),
  };
}
