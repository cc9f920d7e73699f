import type { DatabaseSync } from 'node:sqlite';
import type { KeyRing } from '../at-rest/key-ring.ts';

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
] as const;

/** Systems of identifiers that are Samplan's own and name nobody. */
const OWN = 'samplan:';

/**
 * Gives the connection the functions of sealed columns and hidden identifiers; without keys they leave everything as it is.
 *
 * @example
 * useKeys(database, undefined);
 * database.prepare("SELECT unseal('versions.body', body) AS body FROM versions");
 */
export function useKeys(database: DatabaseSync, ring: KeyRing | undefined): void {
  const text = (work: (column: string, value: string) => string) => (column: unknown, value: unknown) =>
    typeof value === 'string' ? work(String(column), value) : null;
  const asIs = text((_column, value) => value);
  database.function('seal', { directOnly: true }, ring ? text((column, value) => ring.seal(column, value)) : asIs);
  database.function(
    'unseal',
    { directOnly: true, deterministic: true },
    ring ? text((column, value) => ring.unseal(column, value)) : asIs,
  );
  // What was changed past Samplan does not open: who looks for such changes gets it as it stands.
  const asFound = (column: string, value: string): string => {
    try {
      return ring ? ring.unseal(column, value) : value;
    } catch {
      return value;
    }
  };
  database.function('unseal_as_found', { directOnly: true, deterministic: true }, text(asFound));
  // Of a search row: `name` is the parameter.
  const code = (name: string, value: string): string => (ring && name === 'identifier' ? ring.hidden(value) : value);
  database.function('hidden_code', { directOnly: true, deterministic: true }, text(code));
  // Of a person: `system` is the identifier's.
  const number = (system: string, value: string): string =>
    ring && !system.startsWith(OWN) ? ring.hidden(value) : value;
  database.function('hidden_number', { directOnly: true, deterministic: true }, text(number));
}

/** A call of `seal` or `unseal`, and the value it is given. */
const SEALING = /\b(?:un)?seal\('[a-z_.]+', ([a-z_.?]+)\)/gu;

/**
 * SQL for a database that has no keys: what is sealed elsewhere stands there as it is, and SQLite need not call us for each
 * text, which costs as much again as reading it.
 *
 * @example
 * withoutSeals("SELECT unseal('versions.body', v.body) AS body FROM versions v"); // 'SELECT v.body AS body FROM versions v'
 */
export function withoutSeals(sql: string): string {
  return sql.replaceAll(SEALING, '$1');
}
