import { randomUUID } from 'node:crypto';
import type { PartnerSettings } from '../config.ts';
import { configuredClient } from '../connector/authorization/configured-client.ts';
import type { Connector } from '../connector/connector.ts';
import { createFhirRestConnector } from '../connector/fhir-rest/create-fhir-rest-connector.ts';
import type { Notice } from '../connector/fhir-rest/options.ts';
import { createLiftedConnector } from '../connector/lifted/create-lifted-connector.ts';
import { createNhnCareplanConnector } from '../connector/nhn-careplan/create-nhn-careplan-connector.ts';
import { storeHolds } from '../connector/nhn-careplan/holds.ts';
import { createPersonsKnown } from '../connector/nhn-careplan/persons.ts';
import { tracedFetch } from '../connector/traced-fetch.ts';
import type { Partner } from '../exchange/context.ts';
import type { Log } from '../observe/log.ts';
import type { Tracing } from '../observe/tracing.ts';
import type { Store } from '../store/store.ts';
import type { PullSetting } from '../sync/strategy.ts';
import type { System } from './file-drop.ts';

/**
 * The connector that a partner's settings ask for, what its system has a place for, and what its references begin with.
 *
 * @throws SamplanError `configuration` for a mapping that cannot be used
 * @example
 * const { connector } = await composeSystem(settings, { store, log });
 */
export async function composeSystem(
  settings: PartnerSettings,
  { store, log, tracing }: { readonly store: Store; readonly log: Log; readonly tracing?: Tracing | undefined },
): Promise<System> {
  const { name, measures, connector: system } = settings;
  if (system.kind === 'file-drop') {
    // Who has no such partner need not load it.
    const { composeFileDrop } = await import('./file-drop.ts');
    return composeFileDrop(name, system, { store, log });
  }
  const onNotice = ({ code, type }: Notice): void => log.warn('partner does otherwise', { partner: name, code, type });
  const { url: base } = system;
  const client = configuredClient(settings);
  const fetch = tracing ? tracedFetch(client.fetch, tracing, { partner: name, base }) : client.fetch;
  const common = { ...client, fetch, onNotice };
  const lifted = (connector: Connector): Pick<Partner, 'base' | 'connector'> => ({
    base,
    connector: createLiftedConnector(connector, { store, partner: { name, base }, measures }),
  });
  switch (system.kind) {
    case 'fhir-rest':
      return lifted(createFhirRestConnector({ ...common, ...system }));
    case 'nhn-careplan': {
      const persons = createPersonsKnown(store, name);
      const connector = createNhnCareplanConnector({ ...common, ...system, persons, newId: randomUUID });
      return { ...lifted(connector), holds: storeHolds };
    }
  }
}

/** How a partner is asked: as it is configured, where its system can be asked in more than one way. */
export function pullOf({ connector }: PartnerSettings): PullSetting {
  switch (connector.kind) {
    case 'fhir-rest':
      return connector.pull;
    case 'nhn-careplan':
      return 'per-person';
    case 'file-drop':
      return 'auto';
  }
}
