import { createFhirRoutes } from './fhir-routes.ts';
import { type Peer, startFront } from './front.ts';
import { PeerMemory } from './memory.ts';

export type { Peer } from './front.ts';

/**
 * Starts a partner that is not ours: medplum's FHIR router behind Express, on 127.0.0.1 unless told.
 *
 * @example
 * const peer = await startPeer();
 * await peer.controls.seed([{ resourceType: 'Patient', id: 'ingrid' }]);
 */
export function startPeer(port = 0, host?: string): Promise<Peer> {
  const memory = new PeerMemory();
  return startFront(
    {
      answer: createFhirRoutes(memory),
      seed: (resources) => memory.seed(resources),
      deleteResource: (type, id) => memory.deleteResource(type, id),
      all: () => memory.all(),
    },
    port,
    host,
  );
}
