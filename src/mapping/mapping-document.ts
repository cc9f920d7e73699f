import type { Json } from '../record/json.ts';

/** What stands in a mapping.yaml, as mapping.schema.json describes it. */
export interface MappingDocument {
  /** Name of the mapping: that of its folder. */
  readonly mapping: string;
  readonly version: string;
  /** Business identifiers of the parts are `<system>/<identity>`. */
  readonly system: string;
  readonly source: SourceForm;
  /** Where the key of the whole record stands in the source. */
  readonly key: string;
  /** `system`: a key names one thing in the whole system. `record`: only in its record. */
  readonly keys?: 'system' | 'record';
  /** IANA time zone of times that say none. */
  readonly zone?: string;
  /** Short names of URLs, for `extension[name]` and `[system=name]`. */
  readonly names?: Readonly<Record<string, string>>;
  readonly parts: Readonly<Record<string, PartDocument>>;
}

export interface SourceForm {
  readonly format: 'json' | 'xml' | 'csv';
  readonly encoding?: 'utf-8' | 'iso-8859-1';
  /** XML: the element that is one record. */
  readonly record?: string;
  /** CSV: what stands between two values. */
  readonly delimiter?: string;
  /** CSV: rows after each other with the same key are one record, which has them in the list of this name. */
  readonly rows?: string;
}

export interface PartDocument {
  /** The FHIR type that the part is. */
  readonly resource?: string;
  /** Or the list in another part that it is an item of: `team.participant`. */
  readonly element?: string;
  readonly profile?: string;
  /** The object in the source that the part is read from. */
  readonly source?: string;
  /** Or the list, each item of which is one. */
  readonly list?: string;
  /** The field of an item that names it. */
  readonly key?: string;
  /** Name of the identifier system; `none`; of an element, the reference that tells which item it is. */
  readonly identity?: string;
  /** Of a nested part: the reference to what it stands in. */
  readonly parent?: string;
  /** Only where the source says so. On the way back it is written. */
  readonly when?: SourceCondition;
  /** What tells the part from others of its type. Written, and looked for on the way back. */
  readonly is?: Readonly<Record<string, Json>>;
  /** What is always written, and checked on the way back. */
  readonly constants?: Readonly<Record<string, Json>>;
  /** References to other parts that the source need not say. */
  readonly links?: Readonly<Record<string, string | readonly string[]>>;
  readonly pairs?: readonly PairDocument[];
  readonly parts?: Readonly<Record<string, PartDocument>>;
}

export interface SourceCondition {
  readonly source: string;
  readonly is: Json;
}

/** One source path and one FHIR path: read in both directions. */
export interface PairDocument {
  readonly source: string | readonly string[];
  readonly fhir: string;
  readonly as?: string;
  readonly table?: string;
  readonly format?: string;
  readonly to?: string | readonly string[];
  readonly separator?: string;
  readonly true?: Json;
  readonly false?: Json;
  /** Written in FHIR where the source says nothing. */
  readonly default?: Json;
  /** Written in the source where FHIR says nothing. */
  readonly sourceDefault?: Json;
  readonly when?: SourceCondition;
  /** Written beside the value, and asked for on the way back. */
  readonly with?: Readonly<Record<string, Json>>;
  readonly toFhir?: string;
  readonly toSource?: string;
}

/** Where something stands in the mapping document. */
export type DocumentPath = readonly (string | number)[];
