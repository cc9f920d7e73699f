import type { Connector } from '../connector.ts';
import { parseBase } from './base.ts';
import { createClient } from './client.ts';
import { createFeed } from './feed.ts';
import { createFind } from './find.ts';
import { DEFAULTS, type FhirRestOptions } from './options.ts';
import { createRead } from './read.ts';
import { createWrites } from './writes.ts';

/**
 * A partner whose system is a FHIR R4 server.
 *
 * @throws SamplanError `configuration` when the address cannot be used.
 * @example
 * const connector = createFhirRestConnector({ url: 'https://fhir.fjordvik.example/r4' });
 * for await (const page of connector.changes({})) console.log(page.resources.length);
 */
export function createFhirRestConnector(options: FhirRestOptions): Connector {
  const settings = { ...DEFAULTS, fetch: globalThis.fetch, ...options };
  const base = parseBase(settings.url);
  const send = createClient(settings);
  const read = createRead(send, base);
  const find = createFind(send, base, settings);
  return {
    changes: createFeed(send, base, settings),
    read,
    ...find,
    ...createWrites(send, base, { read, findByIdentifier: find.findByIdentifier }),
  };
}
