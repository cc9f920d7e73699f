import type { Json, JsonObject } from '../record/json.ts';
import type { ListGroup, Part } from './part.ts';

/** A resource with the part that it belongs to. */
export interface Placed {
  readonly part: Part;
  readonly resource: JsonObject;
  readonly pointer: string;
  readonly parent: Placed | undefined;
  /** Its key in the source: what its business identifier says, else its id. */
  key: string;
  readonly isNamed: boolean;
  readonly chain: Map<ListGroup, string>;
  /** Of an item of a list: that list, and what it stands in. */
  readonly lists: readonly object[];
}

/** What is placed so far. */
export interface PlacedSoFar {
  readonly all: readonly Placed[];
  /** The placed resource that a Reference leads to. */
  target(reference: Json | undefined): Placed | undefined;
}
