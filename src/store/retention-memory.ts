/** A legal hold: while it is not lifted, nothing of the record is erased (docs/operating.md#legal-hold). */
export interface Hold {
  readonly id: string;
  /** Whose record; of a person who was joined into another, hers. */
  readonly person: string;
  /** Why, and who decided it: free text, for nobody but who lists holds. */
  readonly reason: string;
  readonly by: string;
  /** ISO 8601. */
  readonly since: string;
  /** When it ended (ISO 8601), and who decided that. */
  readonly lifted?: { readonly at: string; readonly by: string };
}

/** What is erased: all that is kept of a person's record, and of those whose records became hers. */
export interface Erasure {
  readonly person: string;
  /** What stands outside of the record and tells of it alone: Provenance. */
  readonly traces: readonly { readonly type: string; readonly id: string }[];
  /** ISO 8601. */
  readonly at: string;
  /** She was known to be dead. */
  readonly isDead: boolean;
}

/** One of a partner's Patients whose record was erased here: the partner's own id, and nothing of whom. */
export interface EndedEnrolment {
  readonly partner: string;
  readonly patient: string;
}

/** What a store remembers of what must be kept, and of what was erased; part of Store. */
export interface RetentionMemory {
  /** Of everybody, the oldest first; those that were lifted among them. */
  holds(): Promise<readonly Hold[]>;
  /** How the record of one of a partner's Patients was erased; undefined: it was not, or she takes part again. */
  endedEnrolment(partner: string, patient: string): Promise<Pick<Erasure, 'at' | 'isDead'> | undefined>;
}
