import type { Arrival, Page, PeerKey } from '../partner-memory.ts';
import type { Statements } from './statements.ts';

const COLUMNS = "partner, type, peer_id, patient, version, unseal('arrivals.resource', resource) AS resource";
const ONE = `SELECT ${COLUMNS} FROM arrivals WHERE partner = ? AND type = ? AND peer_id = ?`;
const ABOUT = `SELECT ${COLUMNS} FROM arrivals WHERE partner = ? AND patient = ? ORDER BY rowid`;
const PATIENTS = `
  SELECT DISTINCT patient FROM arrivals WHERE partner = ? AND patient > ? ORDER BY patient LIMIT 0 + ?`;
const PATIENTS_OF = `
  SELECT DISTINCT patient FROM arrivals
  WHERE partner = ? AND patient > ? AND type IN (SELECT value FROM json_each(?)) ORDER BY patient LIMIT 0 + ?`;
const COUNT = "SELECT count(DISTINCT patient) AS count FROM arrivals WHERE partner = ? AND patient > ''";
const ENTRIES = `
  SELECT ${COLUMNS} FROM arrivals WHERE partner = ? AND patient = '' AND (type, peer_id) > (?, ?)
  ORDER BY type, peer_id LIMIT 0 + ?`;
const SAVE = `
  INSERT INTO arrivals (partner, type, peer_id, patient, version, resource) VALUES (?, ?, ?, ?, ?, seal('arrivals.resource', ?))
  ON CONFLICT (partner, type, peer_id) DO UPDATE SET patient = excluded.patient, version = excluded.version,
    resource = excluded.resource`;
const REMOVE = 'DELETE FROM arrivals WHERE partner = ? AND type = ? AND peer_id = ?';
const FORGET = 'DELETE FROM arrivals WHERE partner = ?';

interface ArrivalRow {
  readonly partner: string;
  readonly type: string;
  readonly peer_id: string;
  readonly patient: string;
  readonly version: string | null;
  readonly resource: string | null;
}

interface PatientRow {
  readonly patient: string;
}

export function readArrival(
  statements: Statements,
  partner: string,
  type: string,
  peerId: string,
): Arrival | undefined {
  const row = statements.get<ArrivalRow>(ONE, partner, type, peerId);
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
    : statements.all<PatientRow>(PATIENTS, partner, after, count);
  return rows.map(({ patient }) => patient);
}

export function countArrivedPatients(statements: Statements, partner: string): number {
  return statements.get<{ readonly count: number }>(COUNT, partner)?.count ?? 0;
}

export function readArrivedEntries(
  statements: Statements,
  partner: string,
  { after, count }: Page<PeerKey>,
): readonly Arrival[] {
  return statements.all<ArrivalRow>(ENTRIES, partner, after?.type ?? '', after?.peerId ?? '', count).map(toArrival);
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

function toArrival({ partner, type, peer_id: peerId, patient, version, resource }: ArrivalRow): Arrival {
  return {
    partner,
    type,
    peerId,
    ...(patient === '' ? {} : { patient }),
    ...(resource === null ? {} : { came: { version: version ?? '', resource: JSON.parse(resource) as unknown } }),
  };
}
