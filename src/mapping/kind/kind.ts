import type { Json } from '../../record/json.ts';

/** Names of the record's parts while it is mapped: what references are translated with. */
export interface References {
  /** The resource that the part with the key was made into. */
  referenceTo(parts: readonly string[], key: string): string | undefined;
  /** The key of the part that is referred to. */
  keyOf(parts: readonly string[], reference: Json): string | undefined;
}

/** How one value is written on the other side. A kind knows nothing of paths. */
export interface Kind {
  /** Undefined where the value has no counterpart: it is told, never guessed. */
  toFhir(value: Json, references: References): Json | undefined;
  toSource(value: Json, references: References): Json | undefined;
  /** Whether an item of a list can be what is meant. */
  fits?(value: Json): boolean;
  /** Every value that it takes comes back as it was, both ways: not checked again. */
  readonly isExact?: true;
  /** Needs every part to be there. */
  readonly isLate?: true;
  /** Of what code system, for a finding. */
  readonly system?: string;
}
