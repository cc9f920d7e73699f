import type { Constant } from './constant.ts';
import type { FhirAccess } from './fhir-access.ts';
import type { FhirPath } from './fhir-path.ts';
import type { Condition, Pair } from './pair.ts';
import type { KeyField } from './part-key.ts';
import type { SourceAccess } from './source-access.ts';

/** A part of the mapping made ready. */
export interface Part {
  readonly name: string;
  /** `file:line:column` in the mapping. */
  readonly place: string;
  /** R4 type of the resource, or of the item of a list. */
  readonly type: string;
  /** Where it is an item of another part's list. */
  readonly element: { readonly owner: string; readonly path: FhirPath; readonly access: FhirAccess } | undefined;
  /** The object it is read from; undefined: that of its scope. */
  readonly context: SourceAccess | undefined;
  readonly group: ListGroup | undefined;
  /** The field that names it; undefined: it is named as the whole record is, or not at all. */
  readonly key: KeyField | undefined;
  /** System of its business identifier. */
  readonly identity: { readonly system: string; readonly path: FhirPath } | undefined;
  /** An item that the reference at this path tells. */
  readonly toldBy: FhirAccess | undefined;
  readonly parent: { readonly access: FhirAccess; readonly path: FhirPath } | undefined;
  readonly when: Condition | undefined;
  readonly is: readonly Constant[];
  readonly constants: readonly Constant[];
  readonly links: readonly Link[];
  readonly pairs: readonly Pair[];
  readonly scope: Scope;
}

/** References to parts that the source need not say. */
export interface Link {
  readonly parts: readonly string[];
  readonly path: FhirPath;
  /** Up to the list; the whole path where it ends in one reference. */
  readonly access: FhirAccess;
  /** From an item of the list to its reference. */
  readonly inItem: FhirAccess | undefined;
  readonly isList: boolean;
}

/** Parts that are read from the items of one list, and written into them together. */
export interface ListGroup {
  readonly access: SourceAccess;
  /** Written also where it is empty: the schema asks for it. */
  readonly isRequired: boolean;
  /** Those that make an item first, then those that only add to one. */
  readonly parts: Part[];
}

/** What is read from one object. */
export interface Scope {
  readonly singles: readonly Part[];
  readonly lists: readonly ListGroup[];
  /** Every part, also of what is in them, each before those in it. */
  readonly all: readonly Part[];
}

/** What a part is called by its key: two of one name would be one thing with one business identifier. */
export function nameOf({ name, type, identity }: Part, key: string): string {
  return `${identity ? `${type} ${identity.system}` : name}|${key}`;
}
