import type { Arrival, Page, PeerKey } from '../partner-memory.ts';
import {
  ARRIVAL,
  ARRIVAL_COLUMNS,
  ARRIVED_ENTRIES,
  ARRIVED_PATIENT_COUNT,
  ARRIVED_PATIENTS,
  type ArrivalRow,
  type PatientRow,
  toArrival,
} from '../rows/arrivals.ts';
import type { Statements } from './statements.ts';

const ABOUT = `SELECT ${ARRIVAL_COLUMNS} FROM arrivals WHERE partner = ? AND patient = ? ORDER BY rowid`;
const PATIENTS_OF = `
  SELECT DISTINCT patient FROM arrivals
  WHERE partner = ? AND patient > ? AND type IN (SELECT value FROM json_each(?)) ORDER BY patient LIMIT 0 + ?`;
const SAVE = `
  INSERT INTO arrivals (partner, type, peer_id, patient, version, resource) VALUES (?, ?, ?, ?, ?, seal('arrivals.resource', ?))
  ON CONFLICT (partner, type, peer_id) DO UPDATE SET patient = excluded.patient, version = excluded.version,
    resource = excluded.resource`;
const REMOVE = 'DELETE FROM arrivals WHERE partner = ? AND type = ? AND peer_id = ?';
const FORGET = 'DELETE FROM arrivals WHERE partner = ?';

export function readArrival(
  statements: Statements,
  partner: string,
  type: string,
  peerId: string,
): Arrival | undefined {
  const row = statements.get<ArrivalRow>(ARRIVAL, partner, type, peerId);
  return row && toArrival(row);
}

export function readArrivalsAbout(statements: Statements, partner: string, patient: string): readonly Arrival[] {
  return statements.all<ArrivalRow>(ABOUT, partner, patient).map(toArrival);
}

/** Patients in the order of their ids; the directory's arrivals have none. */
export function readArrivedPatients(
  statements: Statements,
  partner: string,
  { after = '', count }: Page<string>,
  types: readonly string[] | undefined,
): readonly string[] {
  const rows = types
    ? statements.all<PatientRow>(PATIENTS_OF, partner, after, JSON.stringify(types), count)
    : statements.all<PatientRow>(ARRIVED_PATIENTS, partner, after, count);
  return rows.map(({ patient }) => patient);
}

export function countArrivedPatients(statements: Statements, partner: string): number {
  return statements.get<{ readonly count: number }>(ARRIVED_PATIENT_COUNT, partner)?.count ?? 0;
}

export function readArrivedEntries(
  statements: Statements,
  partner: string,
  { after, count }: Page<PeerKey>,
): readonly Arrival[] {
  return statements
    .all<ArrivalRow>(ARRIVED_ENTRIES, partner, after?.type ?? '', after?.peerId ?? '', count)
    .map(toArrival);
}

/**
 * @example
 * saveArrival(statements, { partner: 'ehr', type: 'Goal', peerId: '7', patient: '1', came: { version: '2', resource } });
 */
export function saveArrival(statements: Statements, { partner, type, peerId, patient = '', came }: Arrival): void {
  const content = came === undefined ? null : JSON.stringify(came.resource);
  statements.run(SAVE, partner, type, peerId, patient, came?.version ?? null, content);
}

export function removeArrival(
  statements: Statements,
  { partner, type, peerId }: PeerKey & { readonly partner: string },
): void {
  statements.run(REMOVE, partner, type, peerId);
}

export function forgetArrivals(statements: Statements, partner: string): void {
  statements.run(FORGET, partner);
}
