import type { FhirRestOptions } from '../fhir-rest/options.ts';
import type { PersonsKnown } from './persons.ts';

/** What the store is told of every request (domain § 1.5 a). */
export interface CallerSettings {
  /** `nhn-source-system`: what we are called. */
  readonly sourceSystem: string;
  /** Code of Volven 9060 in `nhn-user-role`: `LE`. */
  readonly userRole: string;
  /** `nhn-access-basis`. */
  readonly accessBasis: string;
}

export interface NhnCareplanOptions
  extends Pick<
      FhirRestOptions,
      'url' | 'fetch' | 'authorize' | 'answered' | 'timeoutMs' | 'maxBytes' | 'maxResourceBytes' | 'now' | 'onNotice'
    >,
    CallerSettings {
  readonly persons: PersonsKnown;
  /** A new UUID: names each request in the store's log (`nhn-event-id`). */
  readonly newId: () => string;
}
