import type { Finding } from '../validation/finding.ts';

/** One record of a file, as JSON has it. */
export interface SourceRecord {
  readonly value: unknown;
  /** Where it begins: `file:line`, `file row 7`. */
  readonly where: string;
  /** Where something in it stands, by its JSON pointer: an XML path, a row and a column, or the pointer itself. */
  placeOf(pointer: string): string;
}

/** A record, or what is wrong where one should be. */
export type SourceItem = SourceRecord | { readonly fault: Finding };

export function isFaulty(item: SourceItem): item is { readonly fault: Finding } {
  return 'fault' in item;
}

/** Characters that one record may have: a longer one is no plan. */
export const MAX_RECORD = 8 * 1024 * 1024;
