import type { Request } from 'express';
import { createFhirRoutes } from '../../demo/peer/fhir-routes.ts';
import { type Peer, startFront } from '../../demo/peer/front.ts';
import type { Answer } from '../../demo/peer/journal.ts';
import { PeerMemory } from '../../demo/peer/memory.ts';

/** What a server does otherwise than the demo's partner. */
export interface Habit {
  /** Instead of being answered; undefined: it is answered as usual. */
  readonly instead?: (request: Request) => Answer | undefined;
  /** How the request is understood. */
  readonly heard?: (request: Request) => Partial<Pick<Request, 'originalUrl' | 'headers' | 'body' | 'method'>>;
  /** What of the answer is said. */
  readonly said?: (answer: Answer, request: Request) => Answer;
}

/** The demo's partner (@medplum/fhir-router) with one habit. */
export function startPeerWith({ instead, heard, said }: Habit): Promise<Peer> {
  const memory = new PeerMemory();
  const answer = createFhirRoutes(memory);
  return startFront({
    async answer(request) {
      const otherwise = instead?.(request);
      if (otherwise) return otherwise;
      const understood: Request = Object.create(request, Object.getOwnPropertyDescriptors(heard?.(request) ?? {}));
      const answered = await answer(understood);
      return said ? said(answered, request) : answered;
    },
    seed: (resources) => memory.seed(resources),
    deleteResource: (type, id) => memory.deleteResource(type, id),
    all: () => memory.all(),
  });
}

/** The value with every property called so left out, at any depth. */
export function leavingOut(value: unknown, name: string): unknown {
  return JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === name ? undefined : each)));
}

export function refusal(status: number): Answer {
  return {
    status,
    headers: { 'content-type': 'application/fhir+json' },
    body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-supported' }] },
  };
}
