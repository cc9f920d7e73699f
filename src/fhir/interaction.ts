import type { CapabilityStatement, Resource } from '@medplum/fhirtypes';
import type { Done } from '../exchange/admit-changes.ts';
import type { ChangesPage, ChangesQuery } from '../exchange/changes.ts';
import type { Party } from '../exchange/context.ts';
import type { Asker } from '../exchange/may-reach.ts';
import type { RequestedChange } from '../exchange/prepare-change.ts';
import type { Sight } from '../exchange/sight.ts';
import type { oneAtATime } from '../one-at-a-time.ts';
import type { Stored } from '../store/store.ts';
import type { Language } from '../validation/finding.ts';
import type { Validator } from '../validation/validation.ts';
import type { Definitions } from './definition-types.ts';
import type { Gate } from './gate.ts';
import type { PrintedType } from './media-type.ts';
import type { Preference } from './prefer.ts';
import type { FhirRequest, FhirResponse, Parameter } from './request.ts';
import type { PageSeal } from './sealed-page.ts';

/** A routed request: what every interaction gets. */
export interface Call {
  readonly request: FhirRequest;
  readonly caller: Asker;
  /** What the caller sees: every read goes this way. */
  readonly sight: Sight;
  /** A client by itself, without a person, that may read every type: it may be told later of what comes. */
  readonly isSystem: boolean;
  /** Refuses a type that the caller has no right to search, where a search looks at it besides its own. */
  readonly mayLookAt: (type: string) => void;
  /** Refuses a type that the caller has no right to read, where what it writes would be shown to it. */
  readonly mayRead: (type: string) => void;
  /** Serves a request within this one, in the name of the same caller; never rejects. */
  readonly each: (entry: FhirRequest) => Promise<FhirResponse>;
  /** Lets a request within this one in, with the rights that it would need alone; throws what would refuse it. */
  readonly enter: (request: FhirRequest, entry: Entry) => Promise<Entered>;
  /** Traces that a request within this one was refused. */
  readonly refused: (entry: FhirRequest, error: unknown) => Promise<void>;
  /** Where the request stands in a transaction; absent of one that came alone. */
  readonly entry?: Entry;
  readonly language: Language;
  readonly prefer: Preference;
  /** Empty on addresses without one. */
  readonly type: string;
  readonly id: string;
  readonly version: string;
}

/** An entry of a transaction. */
export interface Entry {
  /** FHIRPath of its resource. */
  readonly where: string;
  /** What a new resource is called: others lead to it already. */
  readonly id: string;
}

/** A request that was let in, and what it asks for. */
export interface Entered {
  readonly call: Call;
  /** Name of the interaction. */
  readonly name: string;
  readonly method: string;
  /** How it is done in a transaction; absent of what changes no single resource. */
  readonly writing?: Writing;
}

/** What interactions reach. */
export interface Reach {
  readonly validator: Validator;
  /** Profiles that the gate holds a resource from this caller to. */
  readonly askedOf: (caller: Party, resource: Resource) => readonly string[];
  readonly gate: Gate;
  /** The versions of all resources that a sight shows. */
  readonly changes: (sight: Sight, query: ChangesQuery) => Promise<ChangesPage>;
  readonly pages: PageSeal;
  /** Runs what must not run twice at once for the same key. */
  readonly exclusively: ReturnType<typeof oneAtATime>;
  readonly capabilities: CapabilityStatement;
  /** What this server's profiles, operations, codes and plans are defined by. */
  readonly definitions: Definitions;
  readonly now: () => string;
  readonly newId: () => string;
}

/** What an answer shows, as it is traced before a byte of it leaves (api.ts). */
export interface Shown {
  /** Where it is another than the route's. */
  readonly interaction?: 'search' | 'history';
  readonly resources: readonly Stored[];
  /** The type and the names of a search's parameters. */
  readonly query?: string;
}

/**
 * `shown` is absent where a change was traced in its own commit, and where nothing of anybody is told. `form`: parameters that came in a
 * body, which can say how the answer is to look. `print` makes of the body what people read and print, if that is asked for: it has
 * nothing but the body to make it of.
 */
export type Answer = Omit<FhirResponse, 'printed'> & {
  readonly shown?: Shown;
  readonly form?: readonly Parameter[];
  readonly print?: (type: PrintedType) => Promise<Printed>;
};

/** The body of an answer as people read it. */
export interface Printed {
  readonly bytes: Uint8Array;
  /** What it is called where somebody saves it. */
  readonly file: string;
}

/** One FHIR interaction (http.html § 3.1.0). Throws SamplanError; headers common to all answers are added by the API. */
export type Interaction = (call: Call, reach: Reach) => Promise<Answer>;

/** A write that is thought through and not yet done. */
export interface Prepared {
  /** Absent where there is nothing to do: what was to be made is there. */
  readonly change?: RequestedChange;
  /** The answer once the change stands. */
  readonly answer: (done: Done | undefined) => Promise<Answer>;
}

/**
 * An interaction that changes one resource, in two steps, so that a transaction can take the first of all its entries before
 * any is done.
 */
export interface Writing {
  /** What nobody else may do at the same time; absent where any may. */
  readonly alone?: (call: Call) => string | undefined;
  readonly prepare: (call: Call, reach: Reach) => Promise<Prepared>;
}
