/** What a mapping costs: npm run bench:mapping [-- --large [--megabytes N]] */
import { parseArgs } from 'node:util';
import { runLarge } from './large.ts';
import { runSpeed } from './speed.ts';

const { values } = parseArgs({
  options: { large: { type: 'boolean', default: false }, megabytes: { type: 'string', default: '1024' } },
});
await (values.large ? runLarge(Number(values.megabytes)) : runSpeed());
