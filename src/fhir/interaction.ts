import type { CapabilityStatement, Resource } from '@medplum/fhirtypes';
import type { Party } from '../exchange/context.ts';
import type { Sight } from '../exchange/sight.ts';
import type { oneAtATime } from '../one-at-a-time.ts';
import type { Stored } from '../store/store.ts';
import type { Language } from '../validation/finding.ts';
import type { Validator } from '../validation/validation.ts';
import type { Gate } from './gate.ts';
import type { Preference } from './prefer.ts';
import type { FhirRequest, FhirResponse, Parameter } from './request.ts';
import type { PageSeal } from './sealed-page.ts';

/** A routed request: what every interaction gets. */
export interface Call {
  readonly request: FhirRequest;
  readonly caller: Party;
  /** What the caller sees: every read goes this way. */
  readonly sight: Sight;
  /** Serves a request within this one, in the name of the same caller; never rejects. */
  readonly each: (entry: FhirRequest) => Promise<FhirResponse>;
  readonly language: Language;
  readonly prefer: Preference;
  /** Empty on addresses without one. */
  readonly type: string;
  readonly id: string;
  readonly version: string;
}

/** What interactions reach. */
export interface Reach {
  readonly validator: Validator;
  /** Profiles that the gate holds a resource from this caller to. */
  readonly askedOf: (caller: Party, resource: Resource) => readonly string[];
  readonly gate: Gate;
  readonly pages: PageSeal;
  /** Runs what must not run twice at once for the same key. */
  readonly exclusively: ReturnType<typeof oneAtATime>;
  readonly capabilities: CapabilityStatement;
}

/** What an answer shows, as it is traced before a byte of it leaves (api.ts). */
export interface Shown {
  /** Where it is another than the route's. */
  readonly interaction?: 'search';
  readonly resources: readonly Stored[];
  /** The type and the names of a search's parameters. */
  readonly query?: string;
}

/**
 * `shown` is absent where a change was traced in its own commit, and where nothing of anybody is told. `form`: parameters that came in a
 * body, which can say how the answer is to look.
 */
export type Answer = FhirResponse & { readonly shown?: Shown; readonly form?: readonly Parameter[] };

/** One FHIR interaction (http.html § 3.1.0). Throws SamplanError; headers common to all answers are added by the API. */
export type Interaction = (call: Call, reach: Reach) => Promise<Answer>;
