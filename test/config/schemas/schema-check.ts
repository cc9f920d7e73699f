import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';

const ROOT = join(import.meta.dirname, '../../..');

/** Where what is generated lies. */
export const FILE = join(ROOT, 'src/config/schema-check.js');

const HEAD = `// Made of src/config.schema.json and src/host.schema.json by npm run schemas: a start neither loads Ajv nor compiles them.\n`;

const schema = (name: string): object => JSON.parse(readFileSync(join(ROOT, 'src', name), 'utf8')) as object;

/** What Ajv writes as `require`, which no module has. */
const REQUIRED = /require\("ajv\/dist\/runtime\/(\w+)"\)/g;

/** The two schemas of settings as functions, in a module that needs next to nothing. The schemas are valid, or this throws. */
export function schemaCheck(): string {
  const ajv = new Ajv({
    strict: true,
    allErrors: true,
    useDefaults: true,
    verbose: true,
    code: { source: true, esm: true },
  });
  ajv.addSchema(schema('config.schema.json'), 'config.schema.json');
  ajv.addSchema(schema('host.schema.json'), 'host.schema.json');
  const code = standalone.default(ajv, { validate: 'config.schema.json', validateHost: 'host.schema.json' });
  const helpers = new Set([...code.matchAll(REQUIRED)].map(([, name]) => name ?? ''));
  const imports = [...helpers].map((name) => `import ${name} from 'ajv/dist/runtime/${name}.js';\n`);
  return `${HEAD}${imports.join('')}${code.replaceAll(REQUIRED, '$1')}\n`;
}
