import type { PartnerDocument } from '../partner-memory.ts';

export const DOCUMENT_COLUMNS = "d.about, d.seq, unseal('partner_documents.body', d.body) AS body";
export const DOCUMENT = `SELECT ${DOCUMENT_COLUMNS} FROM partner_documents d WHERE d.partner = ? AND d.about = ?`;
export const DOCUMENTS_AFTER = `
  SELECT ${DOCUMENT_COLUMNS} FROM partner_documents d WHERE d.partner = ? AND d.seq > ? ORDER BY d.seq LIMIT 0 + ?`;

export interface DocumentRow {
  readonly about: string;
  readonly seq: number;
  readonly body: string;
}

export function toDocument(partner: string, { about, seq, body }: DocumentRow): PartnerDocument {
  return { partner, about, seq, body: JSON.parse(body) as unknown };
}
