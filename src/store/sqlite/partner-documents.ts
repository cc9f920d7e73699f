import { SamplanError } from '../../errors.ts';
import type { PartnerDocument } from '../partner-memory.ts';
import {
  DOCUMENT,
  DOCUMENT_COLUMNS,
  DOCUMENTS_AFTER,
  type DocumentRow,
  toDocument,
} from '../rows/partner-documents.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

const WITH_KEY = `
  SELECT ${DOCUMENT_COLUMNS} FROM partner_document_keys k JOIN partner_documents d ON d.partner = k.partner AND d.about = k.about
  WHERE k.partner = ? AND k.key = hidden(?) ORDER BY k.about`;
const SEQ = 'SELECT seq FROM partner_documents WHERE partner = ? AND about = ?';
const NEXT = 'SELECT coalesce(max(seq), 0) + 1 AS seq FROM partner_documents WHERE partner = ?';
const SAVE = `
  INSERT INTO partner_documents (partner, about, seq, body) VALUES (?, ?, ?, seal('partner_documents.body', ?))
  ON CONFLICT (partner, about) DO UPDATE SET seq = excluded.seq, body = excluded.body`;
const FORGET_KEYS = 'DELETE FROM partner_document_keys WHERE partner = ? AND about = ?';
/** What is not sealed need not stand there twice. */
const SAVE_KEY = `
  INSERT OR IGNORE INTO partner_document_keys (partner, key, about, sealed)
  VALUES (?1, hidden(?2), ?3, nullif(seal('partner_document_keys.sealed', ?2), ?2))`;

export function readDocument(statements: Statements, partner: string, about: string): PartnerDocument | undefined {
  const row = statements.get<DocumentRow>(DOCUMENT, partner, about);
  return row && toDocument(partner, row);
}

export function readDocumentsWith(statements: Statements, partner: string, key: string): readonly PartnerDocument[] {
  return statements.all<DocumentRow>(WITH_KEY, partner, key).map((row) => toDocument(partner, row));
}

export function readDocumentsAfter(
  statements: Statements,
  partner: string,
  seq: number,
  count: number,
): readonly PartnerDocument[] {
  return statements.all<DocumentRow>(DOCUMENTS_AFTER, partner, seq, count).map((row) => toDocument(partner, row));
}

/**
 * @throws SamplanError `stale-version` when the document is not at the seq at which it was read
 * @example
 * saveDocument(statements, { partner: 'NAV', about: '17', seq: 0, body: {} }, ['Patient/17']);
 */
export function saveDocument(
  statements: Statements,
  { partner, about, seq, body }: PartnerDocument,
  keys: readonly string[],
): void {
  const now = statements.get<{ readonly seq: number }>(SEQ, partner, about)?.seq ?? 0;
  if (now !== seq) throw new SamplanError('stale-version', storeTexts.staleVersion, { where: 'partner document' });
  const next = statements.get<{ readonly seq: number }>(NEXT, partner)?.seq ?? 1;
  statements.run(SAVE, partner, about, next, JSON.stringify(body));
  statements.run(FORGET_KEYS, partner, about);
  for (const key of keys) statements.run(SAVE_KEY, partner, key, about);
}
