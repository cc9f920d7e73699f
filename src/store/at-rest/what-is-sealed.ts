/**
 * Every column that holds what a person or a partner wrote. Where it is written the SQL says `seal('table.column', ?)`, where it is
 * read `unseal('table.column', column)`: a statement that forgets it shows sealed text, never the other way round.
 */
export const SEALED_COLUMNS = [
  ['versions', 'body'],
  ['counterparts', 'sent'],
  ['counterparts', 'echoed'],
  ['set_aside', 'resources'],
  ['arrivals', 'resource'],
  ['private_rows', 'value'],
  ['subscriptions', 'resource'],
  ['known_facts', 'tags'],
  ['partner_documents', 'body'],
  ['person_identifiers', 'sealed'],
  ['partner_document_keys', 'sealed'],
  ['legal_holds', 'body'],
  ['duties', 'owner'],
  ['console_sessions', 'content'],
] as const;

const TABLES = [...new Set(SEALED_COLUMNS.map(([table]) => table))];

/** A row where anything stands that is sealed or hashed with keys. */
export const IS_USED = `SELECT 1 AS used WHERE ${TABLES.map((table) => `EXISTS (SELECT 1 FROM ${table})`).join(' OR ')}`;
