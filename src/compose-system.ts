import { randomUUID } from 'node:crypto';
import type { PartnerSettings } from './config.ts';
import { configuredClient } from './connector/authorization/configured-client.ts';
import { createFhirRestConnector } from './connector/fhir-rest/create-fhir-rest-connector.ts';
import type { Notice } from './connector/fhir-rest/options.ts';
import { createNhnCareplanConnector } from './connector/nhn-careplan/create-nhn-careplan-connector.ts';
import { storeHolds } from './connector/nhn-careplan/holds.ts';
import { createPersonsKnown } from './connector/nhn-careplan/persons.ts';
import type { Partner } from './exchange/context.ts';
import type { Log } from './observe/log.ts';
import type { Store } from './store/store.ts';
import type { PullSetting } from './sync/strategy.ts';

/**
 * The connector that a partner's settings ask for, and what its system has a place for.
 *
 * @example
 * const { connector } = composeSystem(settings, { store, log });
 */
export function composeSystem(
  settings: PartnerSettings,
  { store, log }: { readonly store: Store; readonly log: Log },
): Pick<Partner, 'connector' | 'holds'> {
  const { name, connector: system } = settings;
  const onNotice = ({ code, type }: Notice): void => log.warn('partner does otherwise', { partner: name, code, type });
  const common = { ...configuredClient(settings), onNotice };
  switch (system.kind) {
    case 'fhir-rest':
      return { connector: createFhirRestConnector({ ...common, ...system }) };
    case 'nhn-careplan': {
      const persons = createPersonsKnown(store, name);
      return {
        connector: createNhnCareplanConnector({ ...common, ...system, persons, newId: randomUUID }),
        holds: storeHolds,
      };
    }
  }
}

/** How a partner is asked: as it is configured, where its system can be asked in more than one way. */
export function pullOf({ connector }: PartnerSettings): PullSetting {
  return connector.kind === 'fhir-rest' ? connector.pull : 'per-person';
}
