import type { Resource } from '@medplum/fhirtypes';
import { directory, FJORDVIK, TRUST } from '../../demo/people/organizations.ts';
import { benchRecord } from './bench-record.ts';
import type { Peers } from './installation.ts';
import { MOULD, type Stamp } from './mould.ts';
import { startPeer } from './peer-process.ts';

/** What stands at the municipality of one person, as its system wrote it. */
export function papersOf(stamp: Stamp): readonly string[] {
  return benchRecord(stamp).map((resource) => writtenAs(resource, stamp.written));
}

/** Two peers that know their own organizations and employees, and nobody else. */
export async function startPeers(): Promise<Peers> {
  const [source, recipient] = await Promise.all([startPeer(), startPeer()]);
  await source.order('seed', { texts: directory(FJORDVIK).map((entry) => writtenAs(entry, MOULD.written)) });
  await recipient.order('seed', { texts: directory(TRUST).map((entry) => writtenAs(entry, MOULD.written)) });
  return { source, recipient };
}

export async function stopPeers({ source, recipient }: Peers): Promise<void> {
  await Promise.all([source.stop(), recipient.stop()]);
}

function writtenAs(resource: Resource, at: string): string {
  return JSON.stringify({ ...resource, meta: { ...resource.meta, versionId: '1', lastUpdated: at } });
}
