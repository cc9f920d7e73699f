import type { Features } from '../../store/partner-memory.ts';
import type { Connector } from '../connector.ts';
import type { Send } from './answer.ts';
import { parseBase } from './base.ts';
import { createChanges } from './changes.ts';
import { createClient } from './client.ts';
import { createFind } from './find.ts';
import { DEFAULTS, type FhirRestOptions } from './options.ts';
import { createRead } from './read.ts';
import { createStatement } from './statement.ts';
import { createVersionsBefore } from './versions-before.ts';
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
  const client = createClient(settings);
  let requests = 0;
  const send: Send = (request) => {
    requests += 1;
    return client(request);
  };
  const read = createRead(send, base, settings);
  const find = createFind(send, base, settings);
  const reads = { read, findByIdentifier: find.findByIdentifier };
  const changes = createChanges(send, base, reads, settings);
  const statement = createStatement(send, base, settings.types);
  const versionsBefore = createVersionsBefore(send, base);
  const writesFor = createWrites(send, base, { ...reads, versionsBefore }, settings);

  const open = (features: Features, before?: () => Promise<void>): Connector => ({
    knowing: (known) => open(known, before),
    guarded: (asked) => open(features, asked),
    requestCount() {
      return requests;
    },
    statement,
    changes,
    read,
    versionsBefore,
    ...find,
    ...writesFor(features, before),
  });
  return open({});
}
