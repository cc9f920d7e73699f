import type { Finding } from '../../validation/finding.ts';
import type { PartnerFinding } from '../partner-memory.ts';

export const PARTNER_FINDINGS = 'SELECT * FROM partner_findings ORDER BY since, partner, place';

export interface FindingRow {
  readonly partner: string;
  readonly place: string;
  readonly since: string;
  readonly finding: string;
}

export function toPartnerFinding({ finding, ...row }: FindingRow): PartnerFinding {
  return { ...row, finding: JSON.parse(finding) as Finding };
}
