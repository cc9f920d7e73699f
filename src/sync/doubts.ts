import { isError } from '../errors.ts';
import { peerVersionOf, successionOf } from '../record/peer-version.ts';
import type { HeldVersion, PeerKey } from '../store/partner-memory.ts';
import type { ReceivedResource } from '../store/store.ts';
import type { Pass } from './pass.ts';

/** After so many answers of one kind and none of the other, the rest is believed to be the same. */
const ENOUGH = 5;

/**
 * Whether states from before what a partner was known to hold are really what it holds now, and not an old page out of
 * somebody's cache: some are read by id, until that is clear.
 */
export class Doubts {
  readonly #pass: Pass;
  #confirmed = 0;
  #refuted = 0;

  constructor(pass: Pass) {
    this.#pass = pass;
  }

  /** What the partner holds now when it is later than what was known; `earlier` when it really went back. */
  async settle(held: HeldVersion, came: ReceivedResource): Promise<'earlier' | 'stale' | ReceivedResource> {
    if (this.#confirmed >= ENOUGH && this.#refuted === 0) return 'earlier';
    if (this.#refuted >= ENOUGH && this.#confirmed === 0) return 'stale';
    const now = await this.now(came);
    const succession = now && successionOf(held, peerVersionOf(now));
    if (succession === 'earlier' || succession === 'branched') {
      this.#confirmed += 1;
      return 'earlier';
    }
    this.#refuted += 1;
    return now && succession === 'later' ? now : 'stale';
  }

  /**
   * What the partner holds now. Asked of what was deleted and is shown all the same: it is there again after a restore,
   * or an old page shows it; and of two versions in a history that nothing tells apart.
   */
  async now({ type, peerId }: PeerKey): Promise<ReceivedResource | undefined> {
    try {
      const answer = await this.#pass.partner.connector.read(type, peerId);
      return 'found' in answer ? { type, ...answer.found } : undefined;
    } catch (error) {
      if (isError(error, 'partner-refused', 'partner-malformed')) return undefined;
      throw error;
    }
  }
}
