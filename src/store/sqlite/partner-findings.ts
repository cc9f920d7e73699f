import type { PartnerFinding } from '../partner-memory.ts';
import { type FindingRow, PARTNER_FINDINGS, toPartnerFinding } from '../rows/partner-findings.ts';
import type { Statements } from './statements.ts';

const SAVE = `
  INSERT INTO partner_findings (partner, place, since, finding) VALUES (?, ?, ?, ?)
  ON CONFLICT (partner, place) DO UPDATE SET finding = excluded.finding`;
const REMOVE = 'DELETE FROM partner_findings WHERE partner = ? AND place = ?';

export function readPartnerFindings(statements: Statements): readonly PartnerFinding[] {
  return statements.all<FindingRow>(PARTNER_FINDINGS).map(toPartnerFinding);
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
