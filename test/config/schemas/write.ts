/** Writes src/config/schema-check.js: npm run schemas. Run it after a change of config.schema.json or host.schema.json. */
import { writeFileSync } from 'node:fs';
import { FILE, schemaCheck } from './schema-check.ts';

writeFileSync(FILE, schemaCheck());
