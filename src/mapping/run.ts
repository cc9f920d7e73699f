import type { JsonObject } from '../record/json.ts';
import type { Finding } from '../validation/finding.ts';
import type { Draft } from './fhir-access.ts';
import type { References } from './kind/kind.ts';
import type { Loss } from './loss.ts';
import type { Marks } from './marks.ts';

/** What one way through a mapping gathers. */
export interface Run extends References {
  readonly marks: Marks;
  readonly losses: Loss[];
  readonly findings: Finding[];
  /** What waits until every part is there. */
  readonly later: (() => void)[];
}

/** A part on its way into FHIR: what it is read from, and what is written. */
export interface IncomingPart {
  readonly source: JsonObject;
  readonly pointer: string;
  readonly target: Draft;
}

/** A part on its way out. `before`: the same part as the receiver last had it. */
export interface OutgoingPart {
  readonly resource: JsonObject;
  readonly pointer: string;
  readonly target: Draft;
  readonly before: JsonObject | undefined;
}
