import type { Connector } from '../connector.ts';
import type { Send } from '../fhir-rest/answer.ts';
import { parseBase } from '../fhir-rest/base.ts';
import { createClient } from '../fhir-rest/client.ts';
import { DEFAULTS } from '../fhir-rest/options.ts';
import { createStoreChanges } from './changes.ts';
import { createHeaders } from './headers.ts';
import type { NhnCareplanOptions } from './options.ts';
import { createReads } from './reads.ts';
import { createStatuses } from './status.ts';
import { createStoreWrites } from './writes.ts';

/**
 * Norsk helsenett's national store of care plans (domain § 1.5 a): four types, one plan a person, asked about one person at a time.
 * It is given a plan only with a consent C, which is decided before anything comes here. docs/connectors.md says how it is used.
 *
 * @throws SamplanError `configuration` when the address cannot be used.
 * @example
 * createNhnCareplanConnector({ url, sourceSystem: 'Samplan', userRole: 'LE', accessBasis: 'consent', persons, newId: randomUUID });
 */
export function createNhnCareplanConnector(options: NhnCareplanOptions): Connector {
  const settings = { ...DEFAULTS, fetch: globalThis.fetch, ...options };
  const { persons } = settings;
  const base = parseBase(settings.url);
  const client = createClient(settings);
  let requests = 0;
  const send: Send = (request) => {
    requests += 1;
    return client(request);
  };
  const headers = createHeaders(settings, settings.newId);
  const statuses = createStatuses(send, base, headers, settings.now);
  const reads = createReads(send, base, headers, { ...settings, statuses });
  const writesFor = createStoreWrites(send, base, headers, { reads, statuses, persons });
  const changes = createStoreChanges(statuses, reads, persons);
  const { read, findByIdentifier, findByReferences } = reads;

  const open = (before?: () => Promise<void>): Connector => ({
    // There is nothing to know that it does otherwise.
    knowing: () => open(before),
    guarded: (asked) => open(asked),
    requestCount() {
      return requests;
    },
    statement: async () => undefined,
    changes,
    read,
    // It shows no versions but the last.
    async *versionsBefore() {},
    findByIdentifier,
    findByReferences,
    ...writesFor(before),
  });
  return open();
}
