import type { Resource } from '@medplum/fhirtypes';

/** How a partner's system behaves where systems differ. */
export interface Habits {
  /** What it makes of `_lastUpdated` in a search. */
  readonly lastUpdated: 'honours' | 'ignores' | 'refuses' | 'matches-nothing';
  /** Whether it sorts as it is asked; if not, the newest comes last, unless a row that changed moves to the end. */
  readonly sorts: boolean;
  /** Type level history, and in which order. */
  readonly history: 'newest-first' | 'oldest-first' | 'flips' | 'none';
  /** Whether it says 410 of what was deleted, or 404 of both. */
  readonly remembersDeletions: boolean;
  /** `meta.versionId`, ETag and Location with a version. */
  readonly versions: boolean;
  /** `meta.lastUpdated`. */
  readonly times: boolean;
  readonly ifMatch: boolean;
  /** What it answers to a stale If-Match. */
  readonly conflict: 409 | 412;
  /** History of one resource, and its versions. */
  readonly instanceHistory: boolean;
  readonly vread: boolean;
  /** Whether a type may be searched without saying for whom. */
  readonly browse: boolean;
  /** What it answers to a write. */
  readonly answers: 'resource' | 'headers' | 'nothing';
  readonly totals: 'right' | 'wrong' | 'none';
  readonly conditionalCreate: boolean;
  /** How far its clock moves with each write; 0: several writes share one time. */
  readonly tickMs: number;
  /** What it makes of what is written to it. */
  readonly normalize: (resource: Resource) => Resource;
}

/** A system that does all that FHIR R4 describes. */
export const GOOD_HABITS: Habits = {
  lastUpdated: 'honours',
  sorts: true,
  history: 'newest-first',
  remembersDeletions: true,
  versions: true,
  times: true,
  ifMatch: true,
  conflict: 412,
  instanceHistory: true,
  vread: true,
  browse: true,
  answers: 'resource',
  totals: 'right',
  conditionalCreate: true,
  tickMs: 1_000,
  normalize: (resource) => resource,
};
