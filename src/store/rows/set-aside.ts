import { parseStored } from '../../record/decimals.ts';
import type { Finding } from '../../validation/finding.ts';
import type { ReceivedResource, SetAside } from '../store.ts';

const COLUMNS = `
  partner, person, since, unseal('set_aside.resources', resources) AS resources,
  findings, record_seq, candidates`;
export const ONE_SET_ASIDE = `SELECT ${COLUMNS} FROM set_aside WHERE partner = ? AND person = ?`;
export const ALL_SET_ASIDE = `SELECT ${COLUMNS} FROM set_aside ORDER BY since, partner, person`;

export interface SetAsideRow {
  readonly partner: string;
  readonly person: string;
  readonly since: string;
  readonly resources: string;
  readonly findings: string;
  readonly record_seq: number | null;
  readonly candidates: string | null;
}

export function toSetAside(row: SetAsideRow): SetAside {
  return {
    partner: row.partner,
    person: row.person,
    resources: parseStored(row.resources) as readonly ReceivedResource[],
    findings: JSON.parse(row.findings) as readonly Finding[],
    since: row.since,
    ...(row.record_seq === null ? {} : { recordSeq: row.record_seq }),
    ...(row.candidates === null ? {} : { candidates: JSON.parse(row.candidates) as readonly string[] }),
  };
}
