import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { everything } from '../contract/store/samples.ts';

/** Child process of kill.test.ts: commits without end and names each person on stdout once the commit is acknowledged. */
const [file = '', round = ''] = process.argv.slice(2);
const store = await openSqliteStore({ file });
for (let n = 0; ; n += 1) {
  const persons = Array.from({ length: 1 + (n % 5) }, (_, place) => `${round}-${n}-${place}`);
  // Written synchronously: a line that the parent reads was acknowledged before the kill.
  await Promise.all(persons.map((person) => store.commit(everything(person)).then(() => writeSync(1, `${person}\n`))));
}
