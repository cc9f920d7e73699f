import type { OnRefill } from './refill.ts';

/** What is wrong in a store, as a code, and where: types, ids and counts, nobody's data. */
export interface StoreFinding {
  readonly code: /** A version between two others is gone, or the first. */
    | 'version-missing'
    /** What counts as current is not the newest version, or there is nothing of it. */
    | 'current-wrong'
    /** A record is said to have moved last before one of its parts did. */
    | 'record-behind'
    /** A resource is not found by what it says, or by what it does not say: `samplan reindex` mends it. */
    | 'search-rows-wrong'
    /** What a record makes somebody owe is not told as it stands: `samplan reindex` mends it. */
    | 'duties-wrong';
  /** `Type/id`; of a record the person's id. */
  readonly place: string;
}

/** What a look at a store came to. */
export interface StoreReport {
  readonly versions: number;
  readonly resources: number;
  /** Current resources whose search rows were compared. */
  readonly compared: number;
  /** A hundred of each code at most. */
  readonly findings: readonly StoreFinding[];
}

/** How a store is looked after; part of Store. */
export interface StoreCheck {
  /**
   * Looks whether what is kept twice says the same.
   *
   * @param sample of how many current resources search rows are made anew and compared: the newest, and others spread over all; absent: of all
   */
  check(sample?: number): Promise<StoreReport>;
  /** Makes all search rows anew, and forgets what is known of duties. Others go on meanwhile; searches find less until it is done. */
  reindex(onRefill?: OnRefill): Promise<void>;
}
