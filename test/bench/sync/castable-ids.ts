import { DatabaseSync } from 'node:sqlite';
import { MOULD } from './mould.ts';

/**
 * Gives the mould's resources ids that her number stands in: those that Samplan made of a partner's ids are hashes, from which nobody
 * else's can be cast.
 *
 * @param file of a store that nobody has open
 * @returns does the same to a text in which they stand
 */
export function castableIds(file: string): (text: string) => string {
  const database = new DatabaseSync(file);
  const found = database
    .prepare(
      `SELECT DISTINCT id FROM versions WHERE instr(id, :number) = 0
       AND seq >= (SELECT min(seq) FROM versions WHERE instr(body, :number) > 0) ORDER BY seq`,
    )
    .all({ number: MOULD.number });
  const ids = found.map(({ id }, at) => {
    const number = String(at).padStart(8, '0');
    return [String(id), `${number}-0000-5000-8000-000000${MOULD.number}`] as const;
  });
  const columns = database
    .prepare(
      `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema t JOIN pragma_table_info(t.name) c
       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.type = 'TEXT'`,
    )
    .all();
  database.exec('PRAGMA foreign_keys = OFF; BEGIN');
  for (const { table, column } of columns) {
    const rename = database.prepare(
      `UPDATE ${table} SET ${column} = replace(${column}, :is, :becomes) WHERE instr(${column}, :is) > 0`,
    );
    for (const [is, becomes] of ids) rename.run({ is, becomes });
  }
  database.exec('COMMIT');
  database.close();
  return (text) => ids.reduce((renamed, [is, becomes]) => renamed.replaceAll(is, becomes), text);
}
