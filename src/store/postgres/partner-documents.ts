import { SamplanError } from '../../errors.ts';
import type { PartnerDocument, PartnerMemory } from '../partner-memory.ts';
import {
  DOCUMENT,
  DOCUMENT_COLUMNS,
  DOCUMENTS_AFTER,
  type DocumentRow,
  toDocument,
} from '../rows/partner-documents.ts';
import { storeTexts } from '../texts.ts';
import { indexed } from './search-rows.ts';
import type { Statements } from './statements.ts';

const WITH_KEY = `
  SELECT ${DOCUMENT_COLUMNS} FROM partner_document_keys k JOIN partner_documents d ON d.partner = k.partner AND d.about = k.about
  WHERE k.partner = ? AND k.key = ? ORDER BY k.about`;
/** One save of a partner after the other: its changes have an order without gap. */
const LOCK = "SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' documents of ' || ?))";
const SEQ = 'SELECT seq FROM partner_documents WHERE partner = ? AND about = ?';
const SAVE = `
  INSERT INTO partner_documents (partner, about, seq, body)
  VALUES (?, ?, (SELECT coalesce(max(d.seq), 0) + 1 FROM partner_documents d WHERE d.partner = ?), ?)
  ON CONFLICT (partner, about) DO UPDATE SET seq = excluded.seq, body = excluded.body`;
const FORGET_KEYS = 'DELETE FROM partner_document_keys WHERE partner = ? AND about = ?';
const SAVE_KEYS = `
  INSERT INTO partner_document_keys (partner, about, key, sealed)
  SELECT ?, ?, k.key, k.sealed FROM unnest(?::text[], ?::text[]) AS k (key, sealed)
  ON CONFLICT DO NOTHING`;

export async function readDocument(
  statements: Statements,
  partner: string,
  about: string,
): Promise<PartnerDocument | undefined> {
  const row = await statements.get<DocumentRow>(DOCUMENT, partner, about);
  return row && toDocument(partner, row);
}

export async function readDocumentsWith(
  statements: Statements,
  partner: string,
  key: string,
): Promise<readonly PartnerDocument[]> {
  const rows = await statements.all<DocumentRow>(WITH_KEY, partner, hidden(statements, key));
  return rows.map((row) => toDocument(partner, row));
}

export async function readDocumentsAfter(
  statements: Statements,
  partner: string,
  seq: number,
  count: number,
): Promise<readonly PartnerDocument[]> {
  return (await statements.all<DocumentRow>(DOCUMENTS_AFTER, partner, seq, count)).map((row) =>
    toDocument(partner, row),
  );
}

/**
 * All or nothing.
 *
 * @throws SamplanError `stale-version` when a document is not at the seq at which it was read
 * @example
 * await saveDocuments(statements, [{ partner: 'NAV', about: '17', seq: 0, body: {}, keys: ['Patient/17'] }]);
 */
export async function saveDocuments(
  statements: Statements,
  documents: Parameters<PartnerMemory['savePartnerDocuments']>[0],
): Promise<void> {
  await statements.transaction('write', async (alone) => {
    for (const partner of [...new Set(documents.map((document) => document.partner))].toSorted()) {
      await alone.all(LOCK, partner);
    }
    for (const { partner, about, seq, body, keys } of documents) {
      const now = (await alone.get<{ readonly seq: number }>(SEQ, partner, about))?.seq ?? 0;
      if (now !== seq) throw new SamplanError('stale-version', storeTexts.staleVersion, { where: 'partner document' });
      const sealed = alone.seals.seal('partner_documents.body', JSON.stringify(body));
      await alone.run(SAVE, partner, about, partner, sealed);
      await alone.run(FORGET_KEYS, partner, about);
      await alone.run(
        SAVE_KEYS,
        partner,
        about,
        keys.map((key) => hidden(alone, key)),
        keys.map((key) => given(alone, key)),
      );
    }
  });
}

function hidden({ seals }: Statements, key: string): string {
  return indexed(seals.hidden(key));
}

/** What stands beside a key that is kept otherwise than it was given. */
function given({ seals }: Statements, key: string): string | null {
  return indexed(seals.hidden(key)) === key ? null : seals.seal('partner_document_keys.sealed', key);
}
