/**
 * How a column is kept. `json` is JSON text, `sealed` such text that is sealed where there are keys · `hashed`: a keyed hash where there are
 * keys, with what it was in the column `sealed` · `hex`: bytes.
 */
type Column = 'text' | 'integer' | 'json' | 'sealed' | 'hashed' | 'hex';

/** Rows of one table, as they are carried to another store. */
export interface Carried {
  readonly table: string;
  /** In the order in which they stand in a line. */
  readonly columns: Readonly<Record<string, Column>>;
  /** SQL. Rows that it leaves equal are put in order by all they say. */
  readonly order: string;
  /** Written once and never changed: rows are in the order of `seq`. */
  readonly isHistory?: true;
}

/**
 * All that a store keeps and nobody can compute again, in the order in which it is carried: first what changes, then the history.
 * Not carried: search rows and what is current (both made anew), leases, keys.
 */
export const CARRIED = {
  identifier: {
    table: 'person_identifiers',
    columns: { person: 'text', system: 'text', value: 'hashed' },
    order: 'person, system',
  },
  record: { table: 'records', columns: { person: 'text', seq: 'integer' }, order: 'person' },
  link: {
    table: 'links',
    columns: {
      ...{ person: 'text', partner: 'text', standing: 'text', computed_seq: 'integer', configuration: 'text' },
      ...{ stale: 'integer', next_change: 'integer', next_attempt: 'integer', owed_since: 'integer' },
      ...{ opened: 'integer', body: 'json' },
    },
    order: 'person, partner',
  },
  counterpart: {
    table: 'counterparts',
    columns: {
      ...{ partner: 'text', type: 'text', id: 'text', person: 'text', peer_id: 'text', peer_version: 'text' },
      ...{ last_updated: 'text', frozen: 'integer', gone: 'integer', mask: 'json', sent: 'sealed', echoed: 'sealed' },
    },
    order: 'partner, type, id',
  },
  seen: {
    table: 'seen_versions',
    columns: { partner: 'text', type: 'text', peer_id: 'text', version: 'text', met_at: 'integer' },
    order: 'partner, type, peer_id, version',
  },
  'set-aside': {
    table: 'set_aside',
    columns: {
      ...{ partner: 'text', person: 'text', since: 'text', errors: 'integer', record_seq: 'integer' },
      ...{ candidates: 'json', findings: 'json', resources: 'sealed' },
    },
    order: 'partner, person',
  },
  arrival: {
    table: 'arrivals',
    columns: {
      ...{ partner: 'text', type: 'text', peer_id: 'text', patient: 'text', version: 'text', resource: 'sealed' },
    },
    order: 'came',
  },
  checkpoint: {
    table: 'checkpoints',
    columns: {
      ...{ partner: 'text', epoch: 'integer', cursor: 'json', enrolled_seq: 'integer', restored: 'integer' },
      ...{ paused_until: 'text', reconcile: 'integer', not_visible: 'integer', run: 'text' },
    },
    order: 'partner',
  },
  capabilities: { table: 'capabilities', columns: { partner: 'text', body: 'json' }, order: 'partner' },
  run: {
    table: 'runs',
    columns: { id: 'text', partner: 'text', kind: 'text', started: 'integer', body: 'json' },
    order: 'came',
  },
  'partner-finding': {
    table: 'partner_findings',
    columns: { partner: 'text', place: 'text', since: 'text', finding: 'json' },
    order: 'partner, place',
  },
  'enrolment-date': {
    table: 'enrolment_dates',
    columns: { partner: 'text', person: 'text', at: 'integer' },
    order: 'partner, person',
  },
  hold: {
    table: 'legal_holds',
    columns: { id: 'text', person: 'text', since: 'text', lifted: 'text', body: 'sealed' },
    order: 'since, id',
  },
  'ended-enrolment': {
    table: 'ended_enrolments',
    columns: { partner: 'text', patient: 'text', at: 'text', dead: 'integer' },
    order: 'partner, patient',
  },
  'used-once': { table: 'used_once', columns: { key: 'text', until: 'integer' }, order: 'key' },
  subscription: {
    table: 'subscriptions',
    columns: { id: 'text', organization: 'text', revision: 'integer', state: 'json', resource: 'sealed' },
    order: 'id',
  },
  'subscription-event': {
    table: 'subscription_events',
    columns: {
      ...{ subscription: 'text', number: 'integer', at: 'integer', person: 'text', fact: 'text', focus: 'text' },
    },
    order: 'subscription, number',
  },
  'known-facts': {
    table: 'known_facts',
    columns: { subscription: 'text', person: 'text', next_change: 'integer', tags: 'sealed' },
    order: 'subscription, person',
  },
  'partner-document': {
    table: 'partner_documents',
    columns: { partner: 'text', about: 'text', seq: 'integer', body: 'sealed' },
    order: 'partner, about',
  },
  'partner-document-key': {
    table: 'partner_document_keys',
    columns: { partner: 'text', about: 'text', key: 'hashed' },
    order: 'partner, about',
  },
  'audit-start': { table: 'audit_start', columns: { seq: 'integer' }, order: 'seq' },
  'audit-segment': {
    table: 'audit_segments',
    columns: { id: 'integer', chain: 'text', number: 'integer', opened: 'text', previous: 'text' },
    order: 'id',
  },
  'audit-anchor': {
    table: 'audit_anchors',
    columns: {
      ...{ number: 'integer', segment: 'integer', entries: 'integer', head: 'text', closed: 'text' },
      ...{ previous: 'text', key: 'text', signature: 'text' },
    },
    order: 'number',
  },
  'audit-cut': {
    table: 'audit_cuts',
    columns: {
      ...{ segment: 'integer', number: 'integer', positions: 'text', digest: 'text' },
      ...{ at: 'text', key: 'text', signature: 'text' },
    },
    order: 'segment, number',
  },
  version: {
    table: 'versions',
    columns: {
      ...{ seq: 'integer', type: 'text', id: 'text', version: 'integer', deleted: 'integer' },
      ...{ record: 'text', owner: 'text', body: 'sealed' },
    },
    order: 'seq',
    isHistory: true,
  },
  'audit-link': {
    table: 'audit_links',
    columns: { seq: 'integer', id: 'text', segment: 'integer', position: 'integer', hash: 'hex' },
    order: 'seq',
    isHistory: true,
  },
} as const satisfies Record<string, Carried>;

/** What a row is of. */
export type CarriedKind = keyof typeof CARRIED;

/** In the order in which they are carried. */
export const CARRIED_KINDS = Object.keys(CARRIED) as readonly CarriedKind[];

/** A row by its columns, everything opened; JSON as text, bytes in hexadecimal. What is NULL is left out. */
export type CarriedRow = Readonly<Record<string, string | number>>;

/** A store as it stood at one moment. */
export interface Moment {
  /** The newest commit. */
  readonly upto: number;
  /** How many rows there are of each kind. */
  readonly counts: Readonly<Record<CarriedKind, number>>;
  /**
   * Rows of a kind, in their order.
   *
   * @param after of history only: those after this seq
   */
  rows(kind: CarriedKind, after?: number): AsyncIterable<CarriedRow>;
}

/** How far an import has come. */
export interface ImportPlace {
  /** Names the file: the hash of what it says. */
  readonly archive: string;
  /** Lines that are here. */
  readonly lines: number;
}

/** What goes from one store to another; part of Store (docs/adr/0022-in-and-out.md). */
export interface Carriage {
  /**
   * Everything as it stands at one moment, however long it takes to read and whatever is written meanwhile.
   *
   * @param upto only the history until this commit counts: how the reading of an earlier moment is gone on with
   * @throws SamplanError `configuration` where something was kept as a hash only
   */
  atOneMoment<T>(read: (moment: Moment) => Promise<T>, upto?: number): Promise<T>;
  /** Undefined: none is under way. */
  importPlace(): Promise<ImportPlace | undefined>;
  /**
   * Rows of an archive, durable when it resolves. The first ones begin an import.
   *
   * @param place where the import is after them
   * @throws SamplanError `configuration` where an import begins and the store is used
   */
  importRows(kind: CarriedKind, rows: readonly CarriedRow[], place: ImportPlace): Promise<void>;
  /** Makes search rows of what came; then the store is as any other. */
  endImport(onRefill?: (progress: { readonly done: number; readonly of: number }) => void): Promise<void>;
}
