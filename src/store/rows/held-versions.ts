import type { Resource } from '@medplum/fhirtypes';
import { parseStored } from '../../record/decimals.ts';
import { lastUpdatedOf } from '../../record/peer-version.ts';
import type { HeldVersion } from '../partner-memory.ts';

export const HELD_COUNT = 'SELECT count(*) AS count FROM counterparts WHERE partner = ? AND peer_id IS NOT NULL';

export interface HeldRow {
  readonly type: string;
  readonly peer_id: string;
  readonly id: string;
  readonly person: string | null;
  readonly peer_version: string | null;
  readonly last_updated: string | null;
  readonly text: string | null;
  readonly frozen: number;
  readonly gone: number;
}

export function toHeldVersion(row: HeldRow): HeldVersion {
  return {
    type: row.type,
    peerId: row.peer_id,
    id: row.id,
    ...(row.person === null ? {} : { person: row.person }),
    ...(row.peer_version === null ? {} : { version: row.peer_version }),
    ...(row.last_updated === null ? {} : { lastUpdated: row.last_updated }),
    ...(row.text === null ? {} : withoutTime(parseStored(row.text) as Resource)),
    frozen: row.frozen === 1,
    ...(row.gone === 1 ? { gone: true } : {}),
  };
}

function withoutTime(text: Resource): Pick<HeldVersion, 'lastUpdated' | 'text'> {
  const lastUpdated = lastUpdatedOf(text);
  return lastUpdated === undefined ? { text } : { lastUpdated };
}
