import type { PartnerFinding } from '../partner-memory.ts';
import { type FindingRow, PARTNER_FINDINGS, toPartnerFinding } from '../rows/partner-findings.ts';
import type { Statements } from './statements.ts';

export async function readPartnerFindings(statements: Statements): Promise<readonly PartnerFinding[]> {
  return (await statements.all<FindingRow>(PARTNER_FINDINGS)).map(toPartnerFinding);
}
