import type { Resource } from '@medplum/fhirtypes';
import type { Connector } from '../connector/connector.ts';
import type { Party } from '../consent/party.ts';
import type { ComplaintSettings } from '../law/complaint.ts';
import type { Tracing } from '../observe/tracing.ts';
import type { Store } from '../store/store.ts';
import type { Validator } from '../validation/validation.ts';

export type { Party } from '../consent/party.ts';

/** How plans flow with a partner. `shadow`: pull, merge, validate, deliver nothing. */
export type Mode = 'both' | 'pull' | 'push' | 'shadow';

/** A connected system with which an agreement exists (hol § 6-1, pjl § 9). */
export interface Partner extends Party {
  readonly mode: Mode;
  readonly agreement: string;
  readonly connector: Connector;
  /** Whether its system has a place for such a resource at all; absent: for everything. What it has none for is not owed there. */
  readonly holds?: (resource: Resource) => boolean;
  /** False: what its system lacks of the directory another process makes there, so that nothing is made twice. */
  readonly makesEntries?: false;
  /** Canonicals of profiles that this partner's agreement asks for on top of ours. */
  readonly profiles: readonly string[];
  /** Base of the partner's own references, without a slash at the end. */
  readonly base: string;
  /** Hash over the partner's configuration: a link computed under another one is computed again. */
  readonly configuration: string;
}

/** The koordinerende enhet of a municipality or a health trust (hol § 7-3, sphl § 2-5 b). */
export interface CoordinatingUnit {
  /** Organization number of the municipality or health trust. */
  readonly organization: string;
  /** Days within which a report of need is answered. */
  readonly answerDays: number;
  /** To whom one complains about what it refuses. */
  readonly complaint: ComplaintSettings;
}

/** What every use case needs. Time and ids are injected. */
export interface Context {
  readonly store: Store;
  readonly validator: Validator;
  /** The organization that answers for this installation. */
  readonly controller: Party;
  readonly partners: readonly Partner[];
  /** Canonicals of profiles that this installation asks of everybody's resources on top of ours. */
  readonly requiredProfiles?: readonly string[];
  /** What municipalities and health trusts say of their koordinerende enhet. */
  readonly coordinatingUnits?: readonly CoordinatingUnit[];
  /** Spans of what is done; absent: nobody traces. */
  readonly tracing?: Tracing | undefined;
  /** Now as an ISO 8601 instant in UTC with milliseconds. */
  readonly now: () => string;
  /** A new UUID. */
  readonly newId: () => string;
}
