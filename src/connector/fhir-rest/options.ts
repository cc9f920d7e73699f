/** Order matters: what others refer to comes before what refers to it, as far as FHIR allows. */
export const TYPES = [
  'Patient',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'HealthcareService',
  'RelatedPerson',
  'Consent',
  'CareTeam',
  'CarePlan',
  'Goal',
  'Condition',
  'Observation',
  'ServiceRequest',
  'Task',
  'Appointment',
  'Encounter',
  'DocumentReference',
  'Communication',
] as const;

/** Something an operator should know of, that stopped nothing. */
export interface Notice {
  /**
   * `type-skipped`: the partner cannot search this type · `elements-dropped`: it does not keep all that is written ·
   * `read-back`: it answers a write without saying what it made of it.
   */
  readonly code: 'type-skipped' | 'elements-dropped' | 'read-back';
  readonly type: string;
  /** Of the answer, where that is what shows it. */
  readonly status?: number;
}

export interface FhirRestOptions {
  /** Base address of the partner's FHIR server, http or https. */
  readonly url: string;
  readonly fetch?: typeof fetch;
  /** Adds credentials to a request that is about to leave. */
  readonly authorize?: (request: { method: string; url: URL; headers: Headers }) => void | Promise<void>;
  /** Told of every answer; true when the same request may be let in with other credentials, once. */
  readonly answered?: (answer: { readonly status: number; readonly headers: Headers }) => boolean;
  /** Types that are pulled, in this order. */
  readonly types?: readonly string[];
  readonly pageSize?: number;
  /** How far before the cursor each pull starts: at least the partner's longest transaction. */
  readonly overlapSeconds?: number;
  /** For one request, from its start to the last byte of its answer. */
  readonly timeoutMs?: number;
  /** Largest answer that is read; a page that is larger is asked for in smaller ones. */
  readonly maxBytes?: number;
  /** Largest resource that is taken; as large as those that our own endpoint takes. */
  readonly maxResourceBytes?: number;
  /** Most pages of one type in one pull: more is taken as a search without end. */
  readonly maxPages?: number;
  /** Our clock, milliseconds since 1970: how long a partner has been quiet. */
  readonly now?: () => number;
  readonly onNotice?: (notice: Notice) => void;
}

export const DEFAULTS = {
  types: TYPES as readonly string[],
  pageSize: 100,
  overlapSeconds: 60,
  timeoutMs: 30_000,
  maxBytes: 32 * 1024 * 1024,
  maxResourceBytes: 5 * 1024 * 1024,
  maxPages: 10_000,
  now: Date.now,
} as const;
