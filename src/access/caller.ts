import type { AuditedCareRelation, AuditedCode } from '../audit/audited.ts';
import type { Party } from '../consent/party.ts';
import type { Grant } from './scopes.ts';

/** The person at the keyboard, as far as the trace tells of her: never a national identity number. */
export interface Person {
  /** HPR number of health personnel, else the issuer's own name for the person. */
  readonly identifiers: readonly [{ readonly system: string; readonly value: string }];
  /** As her own enterprise attests it. */
  readonly name?: string;
  readonly authorization?: AuditedCode;
  /** Health personnel with an HPR number. */
  readonly isHealthPersonnel: boolean;
  /** How surely the person was identified: HelseID's security level, 2 to 4; 0 when it is not told. */
  readonly level: number;
}

/** On whose behalf a request is made: an organization, what its client was granted, and what for. */
export interface Caller extends Party {
  /** What the agreement lets it do. */
  readonly may: { readonly read: boolean; readonly write: boolean };
  /** `everything` on the controller's own machine. */
  readonly grants: 'everything' | readonly Grant[];
  /** OAuth client; absent on the controller's own machine. */
  readonly client?: string;
  /** Absent when no person is logged in. */
  readonly person?: Person;
  /** The one person (our Patient id) that a launch is about. */
  readonly patient?: string;
  /** `patient` is who asks, and no organization is. */
  readonly isHerself?: true;
  /** HL7 v3 PurposeOfUse: coordination of care, treatment, emergency treatment, or the patient's own request. */
  readonly purpose: 'COC' | 'TREAT' | 'ETREAT' | 'PATRQT';
  /** What is attested of why the person reads. */
  readonly careRelation?: AuditedCareRelation;
  /** Written reason of an emergency reading. Free text: into the trace only, never into a log. */
  readonly emergency?: { readonly reason: string };
}

/**
 * The controller on its own machine: who reaches the loopback interface acts for it.
 *
 * @example
 * onOwnMachine(context.controller).grants // 'everything'
 */
export function onOwnMachine(controller: Party): Caller {
  return {
    ...controller,
    may: { read: true, write: true },
    grants: 'everything',
    purpose: 'COC',
  };
}

/** Somebody of whom nothing is known yet: may do nothing, and is traced as such. */
export const NOT_IDENTIFIED: Caller = {
  name: 'not identified',
  organization: '',
  sector: 'other',
  may: { read: false, write: false },
  grants: [],
  purpose: 'COC',
};
