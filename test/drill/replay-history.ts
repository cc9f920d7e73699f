import { setImmediate as turn } from 'node:timers/promises';
import type { AuditEvent, Provenance } from '@medplum/fhirtypes';
import type { Store, Stored } from '../../src/store/store.ts';
import type { SimulatedPartner } from '../simulation/partner.ts';
import type { Recorder } from '../simulation/recorder.ts';

const PAGE = 1_000;

/** Shows a recorder everything that was ever committed, in its order, with the partner whose pass it came in. */
export async function replayHistory(
  store: Store,
  recorder: Recorder,
  partners: readonly SimulatedPartner[],
): Promise<void> {
  const versions = [...(await everyVersion(store)), ...(await everyVersion(store, 'AuditEvent'))];
  for (const { written, provenance } of commitsOf(versions.sort((one, other) => one.seq - other.seq))) {
    const [agent] = provenance?.agent ?? [];
    const passing = partners.find(({ party }) => party.organization === agent?.who.identifier?.value);
    if (passing) recorder.passing.add(passing);
    const isJoining = provenance?.activity?.coding?.some(({ code }) => code === 'join-persons') ?? false;
    recorder.committed({ writes: written, ...(isJoining ? { joined: { person: '', into: '' } } : {}) }, written);
    recorder.passing.clear();
    // What restricts is in force from the next turn on.
    await turn();
  }
}

async function everyVersion(store: Store, type?: string): Promise<readonly Stored[]> {
  const all: Stored[] = [];
  for (;;) {
    const before = all.at(-1)?.seq;
    const page = await store.versions({
      count: PAGE,
      ...(type === undefined ? {} : { type }),
      ...(before === undefined ? {} : { before }),
    });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

interface Replayed {
  readonly written: Stored[];
  readonly provenance?: Provenance;
}

/** Versions with the Provenance that names them and the entry of the access log of the same moment; what has none stands alone. */
function commitsOf(versions: readonly Stored[]): Iterable<Replayed> {
  const byVersion = new Map<string, Replayed>();
  const commits: Replayed[] = [];
  const begin = (commit: Replayed): Replayed => {
    commits.push(commit);
    return commit;
  };
  for (const { resource } of versions) {
    if (resource.resourceType !== 'Provenance') continue;
    const commit = { written: [], provenance: resource };
    for (const { reference = '' } of resource.target) byVersion.set(reference, commit);
  }
  const begun = new Set<Replayed>();
  for (const stored of versions) {
    const commit = placeOf(stored, byVersion);
    if (commit === undefined) {
      begin({ written: [stored] });
      continue;
    }
    if (!begun.has(commit)) begun.add(begin(commit));
    commit.written.push(stored);
  }
  return commits;
}

function placeOf({ resource, version }: Stored, byVersion: ReadonlyMap<string, Replayed>): Replayed | undefined {
  switch (resource.resourceType) {
    case 'Provenance':
      return byVersion.get(resource.target[0]?.reference ?? '');
    case 'AuditEvent':
      return changeIn(resource, byVersion);
    default:
      return byVersion.get(`${resource.resourceType}/${resource.id}/_history/${version}`);
  }
}

/** The change that an entry of the access log is about: who read it later is another entry. */
function changeIn({ action, recorded, entity = [] }: AuditEvent, byVersion: ReadonlyMap<string, Replayed>) {
  if (action === 'R') return undefined;
  return entity
    .map(({ what }) => byVersion.get(what?.reference ?? ''))
    .find((commit) => commit?.provenance?.recorded === recorded);
}
