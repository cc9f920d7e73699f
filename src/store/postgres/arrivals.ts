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

const ABOUT = `SELECT ${ARRIVAL_COLUMNS} FROM arrivals WHERE partner = ? AND patient = ? ORDER BY came`;
const ARRIVED_PATIENTS_OF = `
  SELECT DISTINCT patient FROM arrivals WHERE partner = ? AND patient > ? AND type = ANY (?) ORDER BY patient LIMIT ?`;

export async function readArrival(
  statements: Statements,
  partner: string,
  type: string,
  peerId: string,
): Promise<Arrival | undefined> {
  const row = await statements.get<ArrivalRow>(ARRIVAL, partner, type, peerId);
  return row && toArrival(row);
}

export async function readArrivalsAbout(
  statements: Statements,
  partner: string,
  patient: string,
): Promise<readonly Arrival[]> {
  return (await statements.all<ArrivalRow>(ABOUT, partner, patient)).map(toArrival);
}

/** Patients in the order of their ids; the directory's arrivals have none. */
export async function readArrivedPatients(
  statements: Statements,
  partner: string,
  { after = '', count }: Page<string>,
  types: readonly string[] | undefined,
): Promise<readonly string[]> {
  const rows = types
    ? await statements.all<PatientRow>(ARRIVED_PATIENTS_OF, partner, after, types, count)
    : await statements.all<PatientRow>(ARRIVED_PATIENTS, partner, after, count);
  return rows.map(({ patient }) => patient);
}

export async function countArrivedPatients(statements: Statements, partner: string): Promise<number> {
  return (await statements.get<{ readonly count: number }>(ARRIVED_PATIENT_COUNT, partner))?.count ?? 0;
}

export async function readArrivedEntries(
  statements: Statements,
  partner: string,
  { after, count }: Page<PeerKey>,
): Promise<readonly Arrival[]> {
  const [type, peerId] = [after?.type ?? '', after?.peerId ?? ''];
  return (await statements.all<ArrivalRow>(ARRIVED_ENTRIES, partner, type, peerId, count)).map(toArrival);
}
