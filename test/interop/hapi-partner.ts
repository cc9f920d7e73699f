import { afterAll, beforeAll } from '@jest/globals';
import { type Peer, startFront } from '../demo/peer/front.ts';
import { type HapiKind, startHapi } from './hapi-server.ts';
import { hapiSystem } from './hapi-system.ts';

/** A HAPI server behind a front, as a partner of the story. */
export interface HapiPartner extends Peer {
  /** HAPI's own address. */
  readonly direct: string;
  forget(): Promise<void>;
}

/** Starts HAPI, and a front before it that can be down, lose answers and remember what was asked. */
export async function startHapiPartner(kind: HapiKind): Promise<HapiPartner> {
  const hapi = await startHapi(kind);
  const front = await startFront(hapiSystem(kind, hapi.url));
  return {
    ...front,
    direct: hapi.url,
    forget: hapi.forget,
    async close() {
      await front.close();
      await hapi.stop();
    },
  };
}

const PATIENCE_MS = 5 * 60_000;

/** One HAPI for all tests that follow. */
export function hapiForAll(kind: HapiKind): () => HapiPartner {
  let hapi: HapiPartner | undefined;
  beforeAll(async () => {
    hapi = await startHapiPartner(kind);
  }, PATIENCE_MS);
  afterAll(async () => hapi?.close(), PATIENCE_MS);
  return () => {
    if (!hapi) throw new Error(`HAPI ${kind} did not start`);
    return hapi;
  };
}
