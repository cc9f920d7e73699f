import { createHash, randomUUID } from 'node:crypto';
import type { PartnerSettings } from '../config.ts';
import { withRecordBegun } from '../connector/file-drop/begun-record.ts';
import { bundleFormat } from '../connector/file-drop/bundle-format.ts';
import { createFileDropConnector } from '../connector/file-drop/create-file-drop-connector.ts';
import { createMappedFormat } from '../connector/file-drop/mapped-format.ts';
import { mappingHolds } from '../connector/file-drop/mapping-holds.ts';
import type { Partner } from '../exchange/context.ts';
import type { Log } from '../observe/log.ts';
import { loadMapping } from '../source/load-mapping.ts';
import type { Store } from '../store/store.ts';

/** A partner's system as it is wired. `form`: hash of what its files are mapped with, where they are. */
export type System = Pick<Partner, 'base' | 'connector' | 'holds'> & { readonly form?: string };

/**
 * A partner without a server: its references lead nowhere, so any base that is its own will do.
 *
 * @throws SamplanError `configuration` for a mapping that cannot be used
 * @example
 * const { connector } = await composeFileDrop('NAV', settings.connector, { store, log });
 */
export async function composeFileDrop(
  name: string,
  { directory, mapping, quietSeconds, pageSize }: Extract<PartnerSettings['connector'], { readonly kind: 'file-drop' }>,
  { store, log }: { readonly store: Store; readonly log: Log },
): Promise<System> {
  const form = mapping === undefined ? undefined : await loadMapping(mapping);
  const connector = createFileDropConnector({
    ...{ partner: name, directory, quietSeconds, pageSize, store },
    format: form ? withRecordBegun(createMappedFormat(form), form.document) : bundleFormat,
    now: () => new Date().toISOString(),
    newId: randomUUID,
    onFile: ({ isTakenIn, hash = '' }) =>
      isTakenIn
        ? log.info('file taken in', { partner: name, place: hash })
        : log.warn('file refused', { partner: name, place: hash }),
  });
  const base = `https://${hashOf(name).slice(0, 16)}.file-drop.invalid`;
  return form ? { base, connector, holds: mappingHolds(form.document), form: form.hash } : { base, connector };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
