/**
 * The laws of a mapping over generated records: npm run mapping:laws -- --mapping NAME [--times N] [--seed N]
 *
 * Prints what was compared; throws with the smallest counterexample.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { JsonObject } from '../../../src/record/json.ts';
import { loadMapping } from '../../../src/source/load-mapping.ts';
import { keepingLaw, recordLaw, sourceLaw, updateLaw } from './laws.ts';

const { values } = parseArgs({
  options: {
    mapping: { type: 'string', default: 'sampro' },
    times: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = path.join(import.meta.dirname, '../../../mappings', values.mapping);
const mapping = await loadMapping(folder);
const schema = JSON.parse(await readFile(path.join(folder, 'source.schema.json'), 'utf8')) as JsonObject;
const trial = { mapping, schema, times: Number(values.times), seed: Number(values.seed) };
console.log(`${values.mapping} ${mapping.version}, ${values.times} records for each law, seed ${values.seed}`);
for (const [name, law] of Object.entries({ sourceLaw, recordLaw, updateLaw, keepingLaw })) {
  const { compared, lossless, unfit } = law(trial);
  console.log(`${name}: ${compared} compared, ${lossless} of them without loss, ${unfit} left out by the schema`);
}
