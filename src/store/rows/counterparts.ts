import type { Resource } from '@medplum/fhirtypes';
import { parseStored } from '../../record/decimals.ts';
import type { Counterpart } from '../store.ts';

export const COUNTERPART_COLUMNS = `
  partner, type, id, person, peer_id, peer_version, unseal('counterparts.sent', sent) AS sent,
  unseal('counterparts.echoed', echoed) AS echoed, mask, frozen, gone`;
export const COUNTERPART = `SELECT ${COUNTERPART_COLUMNS} FROM counterparts WHERE partner = ? AND type = ? AND id = ?`;
export const COUNTERPART_BY_PEER_ID = `SELECT ${COUNTERPART_COLUMNS} FROM counterparts WHERE partner = ? AND type = ? AND peer_id = ?`;

export interface CounterpartRow {
  readonly partner: string;
  readonly type: Resource['resourceType'];
  readonly id: string;
  readonly person: string | null;
  readonly peer_id: string | null;
  readonly peer_version: string | null;
  readonly sent: string | null;
  readonly echoed: string | null;
  readonly mask: string | null;
  readonly frozen: number;
  readonly gone: number;
}

/** Texts are parsed when somebody looks: most who ask for a person's counterparts need one of them, or none. */
export function toCounterpart(row: CounterpartRow): Counterpart {
  const counterpart: Counterpart = {
    partner: row.partner,
    type: row.type,
    id: row.id,
    ...(row.person === null ? {} : { person: row.person }),
    ...(row.peer_id === null ? {} : { peerId: row.peer_id }),
    ...(row.peer_version === null ? {} : { peerVersion: row.peer_version }),
    ...(row.mask === null ? {} : { mask: JSON.parse(row.mask) as readonly string[] }),
    frozen: row.frozen === 1,
    ...(row.gone === 1 ? { gone: true } : {}),
  };
  parsedLater(counterpart, 'sent', row.sent);
  parsedLater(counterpart, 'echoed', row.echoed);
  return counterpart;
}

function parsedLater(counterpart: Counterpart, name: 'sent' | 'echoed', text: string | null): void {
  if (text === null) return;
  let parsed: Resource | undefined;
  const get = (): Resource => {
    parsed ??= parseStored(text) as Resource;
    return parsed;
  };
  Object.defineProperty(counterpart, name, { enumerable: true, configurable: true, get });
}
