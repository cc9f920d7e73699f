import type { Bundle } from '@medplum/fhirtypes';

/** What the control routes have turned on. */
export interface Switches {
  /** Every request gets its socket destroyed. */
  down: boolean;
  /** So many of the next writes are carried out but not answered. */
  loseAnswers: number;
  /** Old pages still to be given out per type; undefined while searches are live. */
  replay: Map<string, Bundle[]> | undefined;
}
