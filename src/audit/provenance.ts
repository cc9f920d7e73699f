import type { Provenance, ProvenanceAgent } from '@medplum/fhirtypes';
import { NATIONAL } from '../record/systems.ts';
import type { Audited } from './audited.ts';

/** A version that a decision wrote. */
export interface Target {
  readonly key: string;
  readonly version: number;
}

/** What changed the record: codes of our CodeSystem activity. */
export const ACTIVITIES = [
  'admit',
  'resolve-conflict',
  'undo',
  'join-persons',
  'transfer-responsibility',
  'appoint-coordinator',
  'record-consent',
  'withdraw-consent',
  'report-need',
  'answer-need',
] as const;
export type Activity = (typeof ACTIVITIES)[number];

/**
 * Who changed what, when, and where it came from (hpl § 39: who entered must show; R4 provenance.html).
 *
 * @example
 * provenanceOf({ id, at, targets: [{ key: 'Goal/1', version: 2 }], by: fjordvik, activity: 'merge' });
 */
export function provenanceOf(change: {
  readonly id: string;
  readonly at: string;
  readonly targets: readonly Target[];
  readonly by: Audited;
  readonly activity: Activity;
  /** Versions that it was made from, as `Type/id/_history/n`. */
  readonly sources?: readonly string[];
}): Provenance {
  return {
    resourceType: 'Provenance',
    id: change.id,
    target: change.targets.map(({ key, version }) => ({ reference: `${key}/_history/${version}` })),
    recorded: change.at,
    activity: { coding: [{ system: 'http://samplan.no/fhir/CodeSystem/activity', code: change.activity }] },
    agent: [
      {
        type: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code: 'author' }],
        },
        who: authorOf(change.by),
      },
    ],
    ...(change.sources?.length
      ? { entity: change.sources.map((reference) => ({ role: 'revision', what: { reference } })) }
      : {}),
  };
}

/** The person herself, where it is she; else whom it was done for. */
function authorOf({ organization, patient, isHerself }: Audited): ProvenanceAgent['who'] {
  if (isHerself) return { reference: `Patient/${patient ?? ''}` };
  return { type: 'Organization', identifier: { system: NATIONAL.organization, value: organization } };
}
