/**
 * What may be used once only, remembered for all processes on one store: proofs of possession (RFC 9449 § 11.1).
 *
 * It outlives a process, and need not outlive a power failure: a proof holds for seconds, a machine takes longer to start.
 */
export interface UsedOnce {
  /**
   * Remembers a key until a time, and forgets what is past.
   *
   * @param key a hash: nothing of what it stands for is kept
   * @param until ISO 8601; from then on the key need not be remembered
   * @param now ISO 8601
   * @returns false when it was used before
   * @example
   * await store.useOnce('n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg', '2026-11-27T08:01:00.000Z', '2026-11-27T08:00:00.000Z'); // true
   */
  useOnce(key: string, until: string, now: string): Promise<boolean>;
}
