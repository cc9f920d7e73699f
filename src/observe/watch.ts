import type { PartnerFinding, RunSummary } from '../store/partner-memory.ts';
import type { SetAside } from '../store/store.ts';

/** A request that was answered, without anything of what it was about. */
export interface Answered {
  readonly method: string;
  /** Pattern of the address, for example `/fhir/:type/:id`; never the address. */
  readonly route: string;
  /** HTTP status. */
  readonly status: number;
  readonly seconds: number;
}

/** What came of a commit: `refused` for a reason that is the caller's to know (stale, duplicate), `failed` by the store's fault. */
export type CommitOutcome = 'done' | 'refused' | 'failed';

/** Told of what happens in the process, for whoever counts it. */
export interface Watch {
  passEnded(summary: RunSummary): void;
  answered(request: Answered): void;
  committed(outcome: CommitOutcome, seconds: number): void;
  /** Findings on what could not be taken in. */
  found(findings: Pick<SetAside, 'partner' | 'findings'> | PartnerFinding): void;
}

/** Nobody counts. */
export const UNWATCHED: Watch = { passEnded() {}, answered() {}, committed() {}, found() {} };
