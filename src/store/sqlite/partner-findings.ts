import type { Finding } from '../../validation/finding.ts';
import type { PartnerFinding } from '../partner-memory.ts';
import type { Statements } from './statements.ts';

const ALL = 'SELECT * FROM partner_findings ORDER BY since, partner, place';
const SAVE = `
  INSERT INTO partner_findings (partner, place, since, finding) VALUES (?, ?, ?, ?)
  ON CONFLICT (partner, place) DO UPDATE SET finding = excluded.finding`;
const REMOVE = 'DELETE FROM partner_findings WHERE partner = ? AND place = ?';

interface FindingRow {
  readonly partner: string;
  readonly place: string;
  readonly since: string;
  readonly finding: string;
}

export function readPartnerFindings(statements: Statements): readonly PartnerFinding[] {
  return statements.all<FindingRow>(ALL).map(({ finding, ...row }) => ({
    ...row,
    finding: JSON.parse(finding) as Finding,
  }));
}

export function savePartnerFinding(statements: Statements, { partner, place, since, finding }: PartnerFinding): void {
  statements.run(SAVE, partner, place, since, JSON.stringify(finding));
}

export function removePartnerFinding(
  statements: Statements,
  { partner, place }: { readonly partner: string; readonly place: string },
): void {
  statements.run(REMOVE, partner, place);
}
