import { createHash, randomUUID } from 'node:crypto';
import type { PartnerSettings } from './config.ts';
import { configuredClient } from './connector/authorization/configured-client.ts';
import type { Connector } from './connector/connector.ts';
import { createFhirRestConnector } from './connector/fhir-rest/create-fhir-rest-connector.ts';
import type { Notice } from './connector/fhir-rest/options.ts';
import { bundleFormat } from './connector/file-drop/bundle-format.ts';
import { createFileDropConnector } from './connector/file-drop/create-file-drop-connector.ts';
import { createLiftedConnector } from './connector/lifted/create-lifted-connector.ts';
import { createNhnCareplanConnector } from './connector/nhn-careplan/create-nhn-careplan-connector.ts';
import { storeHolds } from './connector/nhn-careplan/holds.ts';
import { createPersonsKnown } from './connector/nhn-careplan/persons.ts';
import type { Partner } from './exchange/context.ts';
import type { Log } from './observe/log.ts';
import type { Store } from './store/store.ts';
import type { PullSetting } from './sync/strategy.ts';

/**
 * The connector that a partner's settings ask for, what its system has a place for, and what its references begin with.
 *
 * @example
 * const { connector } = composeSystem(settings, { store, log });
 */
export function composeSystem(
  settings: PartnerSettings,
  { store, log }: { readonly store: Store; readonly log: Log },
): Pick<Partner, 'base' | 'connector' | 'holds'> {
  const { name, measures, connector: system } = settings;
  if (system.kind === 'file-drop') return fileDrop(name, system, { store, log });
  const onNotice = ({ code, type }: Notice): void => log.warn('partner does otherwise', { partner: name, code, type });
  const common = { ...configuredClient(settings), onNotice };
  const { url: base } = system;
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

/** A partner without a server: its references lead nowhere, so any base that is its own will do. */
function fileDrop(
  name: string,
  { directory, quietSeconds, pageSize }: Extract<PartnerSettings['connector'], { readonly kind: 'file-drop' }>,
  { store, log }: { readonly store: Store; readonly log: Log },
): Pick<Partner, 'base' | 'connector'> {
  const host = createHash('sha256').update(name).digest('hex').slice(0, 16);
  const connector = createFileDropConnector({
    ...{ partner: name, directory, quietSeconds, pageSize, store },
    format: bundleFormat,
    now: () => new Date().toISOString(),
    newId: randomUUID,
    onFile: ({ isTakenIn, hash = '' }) =>
      isTakenIn
        ? log.info('file taken in', { partner: name, place: hash })
        : log.warn('file refused', { partner: name, place: hash }),
  });
  return { base: `https://${host}.file-drop.invalid`, connector };
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
