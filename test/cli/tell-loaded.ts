/** Loaded before the program (`--import`): at its end it writes down what was loaded, into the file that LOADED names. */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const loaded = new Set<string>();
registerHooks({
  load(url, context, next) {
    loaded.add(url);
    return next(url, context);
  },
});
// Not among Node's types.
const { moduleLoadList } = process as typeof process & { readonly moduleLoadList: readonly string[] };
process.on('exit', () => writeFileSync(process.env['LOADED'] ?? '', JSON.stringify([...loaded, ...moduleLoadList])));
