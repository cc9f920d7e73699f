import type { Coding, Resource } from '@medplum/fhirtypes';

/** Who reads for herself or for the person, besides the organizations that take part. */
export type Reader = 'person' | 'guardian' | 'relative';

/** A label of Volven 9603 (Sperring og nekting av dokumenter): who does not see what carries it, and why. */
interface LabelRow {
  readonly code: string;
  /** `recipients`: every organization but the part's owner. */
  readonly hiddenFrom: readonly (Reader | 'recipients')[];
  readonly basis: string;
}

const WHO_READS: readonly Reader[] = ['person', 'guardian', 'relative'];
const refusedAccess = (code: string, basis: string): LabelRow => ({ code, hiddenFrom: WHO_READS, basis });

/** HL7 Norway's kodeverk 9603, version 0.6.0. */
export const LABELS: readonly LabelRow[] = [
  { code: 'N', hiddenFrom: [], basis: 'pbrl § 5-1' },
  { code: 'NORS', hiddenFrom: ['recipients'], basis: 'pjl § 17' },
  { code: 'NORU', hiddenFrom: WHO_READS, basis: 'pbrl § 5-1' },
  { code: 'NORN_FORANS', hiddenFrom: ['guardian'], basis: 'pbrl § 3-4' },
  { code: 'NORN_UNGDOM', hiddenFrom: ['person'], basis: 'pbrl § 5-1' },
  refusedAccess('NORN_FFL', 'pbrl § 5-1'),
  refusedAccess('NORN_KUT', 'pbrl § 5-1'),
  refusedAccess('NORN_EPO', 'pbrl § 5-1'),
  refusedAccess('NORN_ALL', 'pbrl § 5-1'),
  refusedAccess('NORN_FOR', 'pbrl § 5-1'),
  refusedAccess('NORN_FFH', 'pbrl § 5-1'),
  refusedAccess('NORN_FPB', 'pbrl § 5-1'),
  refusedAccess('NORN_DUP', 'pbrl § 5-1'),
  refusedAccess('NORN_ANG', 'pbrl § 5-1'),
];

const SYSTEM = /(^urn:oid:2\.16\.578\.1\.12\.4\.1\.1\.9603$)|(\/no-kodeverk-9603(\.codesystem)?$)/u;

/** What a label that is not in the table hides: it may mean anything. */
const UNKNOWN: Omit<LabelRow, 'code'> = { hiddenFrom: [...WHO_READS, 'recipients'], basis: 'pjl § 17' };

/**
 * Why a part's labels hide it from a reader or from organizations other than its owner: the legal basis.
 *
 * @returns undefined when no label hides it
 * @example
 * hiddenByLabel(goal, 'guardian'); // 'pbrl § 3-4'
 */
export function hiddenByLabel({ meta }: Resource, from: Reader | 'recipients'): string | undefined {
  for (const label of meta?.security ?? []) {
    if (!isOf9603(label)) continue;
    const { hiddenFrom, basis } = LABELS.find(({ code }) => code === label.code) ?? UNKNOWN;
    if (hiddenFrom.includes(from)) return basis;
  }
  return undefined;
}

/** A label by its code: one whose system can't be told apart from it counts too. */
function isOf9603({ system, code }: Coding): boolean {
  if (system !== undefined) return SYSTEM.test(system);
  return LABELS.some((row) => row.code === code);
}

/** True for a consent or a part that concerns what a young person's parents are not told (pbrl § 3-4, § 4-3). */
export function isNotToldParents({ meta }: Resource): boolean {
  return (meta?.security ?? []).some((label) => isOf9603(label) && label.code === 'NORN_FORANS');
}
