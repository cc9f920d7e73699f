/**
 * What a search asks of each resource. Filters all hold; the values of one are alternatives. `name` is a parameter's, or of rows beside
 * it: `code:text`, `subject:identifier`, `identifier:of-type` (rows.ts).
 */
export type SearchFilter = RowFilter | LinkFilter | NotFilter | TogetherFilter | IdFilter | MissingFilter;

/** Holds where one row does. */
export type RowFilter = TokenFilter | ReferenceFilter | DateFilter | StringFilter | QuantityFilter;

export interface IdFilter {
  readonly kind: 'id';
  readonly values: readonly string[];
}

export interface TokenFilter {
  readonly kind: 'token';
  readonly name: string;
  readonly values: readonly TokenValue[];
}

/** Also of canonicals and other URIs. `below`: everything whose address begins with a value, step by step. */
export interface ReferenceFilter {
  readonly kind: 'reference';
  readonly name: string;
  readonly values: readonly string[];
  readonly below?: true;
}

/** `_lastUpdated` is one too. */
export interface DateFilter {
  readonly kind: 'date';
  readonly name: string;
  readonly within: readonly Bounds[];
}

export interface StringFilter {
  readonly kind: 'string';
  readonly name: string;
  readonly values: readonly StringValue[];
}

export interface QuantityFilter {
  readonly kind: 'quantity';
  readonly name: string;
  readonly values: readonly QuantityValue[];
}

/** The parameter has no value at all. */
export interface MissingFilter {
  readonly kind: 'missing';
  readonly name: string;
}

/** Holds where the other does not, also where there is no value. */
export interface NotFilter {
  readonly kind: 'not';
  readonly filter: SearchFilter;
}

/** All of an alternative hold of rows of the same element: the components of a composite. */
export interface TogetherFilter {
  readonly kind: 'together';
  readonly alternatives: readonly (readonly RowFilter[])[];
}

/**
 * `refers-to`: a resource of `type` that the filters hold for is referred to by `name` (a chain). `referred-by`: such a resource refers to
 * this one by its `name` (`_has`).
 */
export interface LinkFilter {
  readonly kind: 'refers-to' | 'referred-by';
  readonly name: string;
  readonly type: string;
  readonly filters: readonly SearchFilter[];
}

/** `system` absent: any system; empty string: none. `code` absent: any code of the system. */
export interface TokenValue {
  readonly system?: string;
  readonly code?: string;
}

/** `text` as `normalized` makes it, but for `exact`. */
export interface StringValue {
  readonly how: 'starts' | 'contains' | 'exact';
  readonly text: string;
}

/** `code` alone is the unit's code or its word. */
export interface QuantityValue {
  readonly within: readonly Bounds[];
  readonly system?: string;
  readonly code?: string;
}

/**
 * Bounds of a stretch [low, high) of milliseconds since 1970, or of a number, where both ends are the same. All that are there hold.
 */
export interface Bounds {
  readonly lowFrom?: number;
  readonly lowBefore?: number;
  readonly highAfter?: number;
  readonly highUpTo?: number;
}

/** A key of the order in which a search answers: a parameter's name, `_id` or `_lastUpdated`. What has no value comes last. */
export interface SortKey {
  readonly name: string;
  readonly descending?: boolean;
}
