/**
 * A bench record both ways by a mapping, beside JSONata making the same resources one way: npm run bench:mapping
 *
 * Prints microseconds of processor time for a record (all threads, so that what others do at the same time does not count) and the
 * ratio; the median of rounds in which the three take turns, after rounds in which none is counted: what a service that has run for
 * a while spends. Refuses to compare where the two do not make the same.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import jsonata from 'jsonata';
import { loadMapping } from '../../../src/source/load-mapping.ts';

const FOLDER = path.join(import.meta.dirname, '../../../mappings/sampro');
/** Not counted, of any: in the first thousands of records V8 still compiles, on other threads. */
const WARM_UP = 20;
const ROUNDS = 60;
const RECORDS = 60;

export async function runSpeed(): Promise<void> {
  const mapping = await loadMapping(FOLDER);
  const example = JSON.parse(await readFile(path.join(FOLDER, 'examples/ingrid.source.json'), 'utf8'));
  const expression = jsonata(await readFile(path.join(import.meta.dirname, 'sampro.jsonata'), 'utf8'));
  const { resources } = mapping.toRecord(example);
  const sorted = (some: unknown): unknown =>
    (JSON.parse(JSON.stringify(some)) as { id: string }[]).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  if (!isDeepStrictEqual(sorted(resources), sorted(expression.evaluate(example)))) {
    throw new Error('JSONata makes something else of the example: no comparison');
  }
  console.log(`${resources.length} resources, ${JSON.stringify(resources).length} characters, the same of both`);

  const ways = {
    'into FHIR': () => mapping.toRecord(example),
    'both ways': () => mapping.toSource(mapping.toRecord(example).resources),
    'jsonata, into FHIR': () => expression.evaluate(example),
  };
  const times = new Map<string, number[]>();
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const began = process.cpuUsage();
      for (let count = 0; count < RECORDS; count += 1) way();
      const { user, system } = process.cpuUsage(began);
      const each = (user + system) / RECORDS;
      if (round >= WARM_UP) times.set(name, [...(times.get(name) ?? []), each]);
    }
  }
  const median = (name: string): number =>
    (times.get(name) ?? []).sort((one, two) => one - two)[Math.floor(ROUNDS / 2)] ?? 0;
  for (const name of Object.keys(ways)) console.log(`${name}: ${Math.round(median(name))} µs`);
  console.log(
    `both ways is ${(median('jsonata, into FHIR') / median('both ways')).toFixed(1)} × as fast as jsonata one way`,
  );
}
