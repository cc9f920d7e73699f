import type { Resource } from '@medplum/fhirtypes';
import type { Request } from 'express';
import type { Answer } from './journal.ts';

/** A partner's system behind the front: what answers, and its memory. */
export interface PeerSystem {
  /** Answers one request under /fhir. */
  answer(request: Request): Promise<Answer>;
  /** Takes resources in with their ids. */
  seed(resources: readonly Resource[]): Promise<void>;
  deleteResource(type: string, id: string): Promise<void>;
  /** Current content of every resource. */
  all(): readonly Resource[] | Promise<readonly Resource[]>;
}
