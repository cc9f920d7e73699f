import type { AddressInfo } from 'node:net';
import type { Bundle, CareTeam, Goal, Patient } from '@medplum/fhirtypes';
import type { AppOptions } from '../../src/http/app.ts';
import { listen } from '../../src/http/listen.ts';
import { createWiredApp } from '../http/harness.ts';

/** An installation that answers on loopback, for clients that somebody else wrote. */
export interface Served {
  /** Service base: `http://127.0.0.1:…/fhir`. */
  readonly base: string;
  /** Throws where anything failed inside. */
  close(): Promise<void>;
}

export async function serve(options: Partial<AppOptions> = {}): Promise<Served> {
  const { app, faults, store } = await createWiredApp(options);
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`,
    async close() {
      server.closeAllConnections();
      server.close();
      await store.close();
      if (faults.length > 0) throw new Error('faults', { cause: faults });
    },
  };
}

export const FNR = 'urn:oid:2.16.578.1.12.4.1.4.1';
/** Synthetic (month + 80). */
export const NUMBER = '14836830068';
const PERSON = 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a';

export const patient = (): Patient => ({
  resourceType: 'Patient',
  identifier: [{ system: FNR, value: NUMBER }],
  name: [{ family: 'Nesbakk', given: ['Ingrid'] }],
});

export const goal = (text: string, subject: string): Goal => ({
  resourceType: 'Goal',
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: subject },
});

/** A person with a goal and a team, in one. */
export const newcomer = (): Bundle => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [
    { request: { method: 'POST', url: 'Goal' }, resource: goal('Gå tur', PERSON) },
    {
      request: { method: 'POST', url: 'CareTeam' },
      resource: { resourceType: 'CareTeam', status: 'active', subject: { reference: PERSON } } satisfies CareTeam,
    },
    { fullUrl: PERSON, request: { method: 'POST', url: 'Patient' }, resource: patient() },
  ],
});
