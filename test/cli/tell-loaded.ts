/**
 * Loaded before the program (`--import`): at its end it writes down what was loaded, and what Node was asked to find, into the file that
 * LOADED names.
 */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const loaded = new Set<string>();
const looked = new Set<string>();
registerHooks({
  // Whoever registers later is asked first: what the program finds by itself does not come here.
  resolve(specifier, context, next) {
    looked.add(`${specifier} of ${context.parentURL ?? ''}`);
    return next(specifier, context);
  },
  load(url, context, next) {
    loaded.add(url);
    return next(url, context);
  },
});
// Not among Node's types.
const { moduleLoadList } = process as typeof process & { readonly moduleLoadList: readonly string[] };
process.on('exit', () =>
  writeFileSync(
    process.env['LOADED'] ?? '',
    JSON.stringify({ loaded: [...loaded, ...moduleLoadList], looked: [...looked] }),
  ),
);
