import { parseStored } from '../../record/decimals.ts';
import type { Arrival } from '../partner-memory.ts';

export const ARRIVAL_COLUMNS =
  "partner, type, peer_id, patient, version, unseal('arrivals.resource', resource) AS resource";
export const ARRIVAL = `SELECT ${ARRIVAL_COLUMNS} FROM arrivals WHERE partner = ? AND type = ? AND peer_id = ?`;
export const ARRIVED_PATIENTS = `
  SELECT DISTINCT patient FROM arrivals WHERE partner = ? AND patient > ? ORDER BY patient LIMIT 0 + ?`;
export const ARRIVED_PATIENT_COUNT =
  "SELECT count(DISTINCT patient) AS count FROM arrivals WHERE partner = ? AND patient > ''";
export const ARRIVED_ENTRIES = `
  SELECT ${ARRIVAL_COLUMNS} FROM arrivals WHERE partner = ? AND patient = '' AND (type, peer_id) > (?, ?)
  ORDER BY type, peer_id LIMIT 0 + ?`;

export interface ArrivalRow {
  readonly partner: string;
  readonly type: string;
  readonly peer_id: string;
  readonly patient: string;
  readonly version: string | null;
  readonly resource: string | null;
}

export interface PatientRow {
  readonly patient: string;
}

export function toArrival({ partner, type, peer_id: peerId, patient, version, resource }: ArrivalRow): Arrival {
  return {
    partner,
    type,
    peerId,
    ...(patient === '' ? {} : { patient }),
    ...(resource === null ? {} : { came: { version: version ?? '', resource: parseStored(resource) as unknown } }),
  };
}
