import { type Peer, startFront } from '../demo/peer/front.ts';
import { type HapiKind, startHapi } from './hapi-server.ts';
import { hapiSystem } from './hapi-system.ts';

/** A HAPI server behind a front, as a partner of the story. */
export interface HapiPartner extends Peer {
  /** HAPI's own address. */
  readonly direct: string;
}

/** Starts HAPI, and a front before it that can be down, lose answers and remember what was asked. */
export async function startHapiPartner(kind: HapiKind): Promise<HapiPartner> {
  const hapi = await startHapi(kind);
  const front = await startFront(hapiSystem(kind, hapi.url));
  return {
    ...front,
    direct: hapi.url,
    async close() {
      await front.close();
      await hapi.stop();
    },
  };
}
