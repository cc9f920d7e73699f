import { writeSync } from 'node:fs';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { everything } from '../contract/store/samples.ts';

/**
 * Child process of kill.test.ts: commits to a file, or to a schema of a server, without end, and names each person on stdout once the
 * commit is acknowledged.
 */
const [where = '', round = '', schema] = process.argv.slice(2);
const store = await (schema === undefined
  ? openSqliteStore({ file: where })
  : openPostgresStore({ url: where, schema, pool: 3, statementTimeout: 20 }));
for (let n = 0; ; n += 1) {
  const persons = Array.from({ length: 1 + (n % 5) }, (_, place) => `${round}-${n}-${place}`);
  // Written synchronously: a line that the parent reads was acknowledged before the kill.
  await Promise.all(persons.map((person) => store.commit(everything(person)).then(() => writeSync(1, `${person}\n`))));
}
