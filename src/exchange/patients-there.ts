import type { Patient } from '@medplum/fhirtypes';
import { combined, mainPatient } from '../record/several-patients.ts';
import type { Counterpart, ReceivedResource } from '../store/store.ts';

/** A person at a partner that may keep her under several Patients: one of them stands for her, the others lead to her. */
export interface PatientsThere {
  /** The one that stands for her, as it came or as it was known. */
  readonly main: ReceivedResource;
  readonly counterpart: Counterpart | undefined;
  /** What the partner says of her in all of them, before and now. */
  readonly before: Patient | undefined;
  readonly now: Patient;
  /** The others, to be remembered: known, and out of both directions. */
  readonly others: readonly Counterpart[];
}

/** One Patient there, with what was known of it. */
interface There {
  readonly peerId: string;
  readonly resource: Patient;
  readonly received: ReceivedResource;
  readonly known: Counterpart | undefined;
}

/**
 * What came of a person's Patients at a partner, with what was known of them.
 *
 * @param counterparts all of hers at the partner
 * @returns undefined when none of them came
 */
export function patientsThere(
  { partner, person, newId }: { readonly partner: string; readonly person: string; readonly newId: () => string },
  counterparts: readonly Counterpart[],
  received: readonly ReceivedResource[],
): PatientsThere | undefined {
  const came = received.filter(({ type }) => type === 'Patient');
  const known = counterparts.filter(({ type, peerId, gone }) => type === 'Patient' && peerId !== undefined && !gone);
  const all = [...merged(known, came)].sort((left, right) => rank(left, person) - rank(right, person));
  const main = came.length > 0 ? mainPatient(all) : undefined;
  if (!main) return undefined;
  const row = counterparts.find(({ type, id }) => type === 'Patient' && id === person);
  // One that was deleted says nothing of another that takes its place.
  const counterpart = row?.gone && row.peerId !== main.peerId ? undefined : row;
  const others = all.filter((one) => one !== main);
  const knownOthers = known.filter((one) => one !== counterpart);
  // The place of the one that comes to stand for her is free for the one that did.
  const free = main.known?.id === person ? undefined : main.known?.id;
  const rows = others.map(({ peerId, received: { version }, resource, known: row }): Counterpart => {
    const id = (row?.id === person ? free : row?.id) ?? newId();
    return { partner, type: 'Patient', id, person, peerId, peerVersion: version, echoed: resource, frozen: true };
  });
  const isTaken = rows.some(({ id }) => id === free);
  return {
    main: main.received,
    counterpart,
    before: counterpart?.echoed && combined(counterpart.echoed as Patient, knownOthers.flatMap(textOf)),
    now: combined(
      main.resource,
      others.map(({ resource }) => resource),
    ),
    others: free === undefined || isTaken ? rows : [...rows, { partner, type: 'Patient', id: free, frozen: true }],
  };
}

/** Those that were known, as they are now, and those that are new, each once. */
function merged(known: readonly Counterpart[], came: readonly ReceivedResource[]): Iterable<There> {
  const all = new Map<string, There>();
  for (const row of known) {
    const { peerId = '', peerVersion: version = '' } = row;
    const resource: Patient = textOf(row)[0] ?? { resourceType: 'Patient', id: peerId };
    all.set(peerId, { peerId, resource, received: { type: 'Patient', peerId, version, resource }, known: row });
  }
  for (const received of came) {
    const { peerId } = received;
    const row = known.find((one) => one.peerId === peerId);
    all.set(peerId, { peerId, resource: received.resource as Patient, received, known: row });
  }
  return all.values();
}

function textOf({ echoed }: Counterpart): readonly Patient[] {
  return echoed ? [echoed as Patient] : [];
}

/** The one that stood for her, then those that came new in their order, then the others. */
function rank({ known }: There, person: string): number {
  if (!known) return 1;
  return known.id === person ? 0 : 2;
}
