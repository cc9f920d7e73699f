/** The invariants of docs/exchange.md, and what no invariant may excuse: a run that breaks. */
export const INVARIANTS = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9'] as const;
export type Invariant = (typeof INVARIANTS)[number];

/** Something that must not be, with what it is. */
export interface Violation {
  readonly invariant: Invariant;
  readonly text: string;
}
