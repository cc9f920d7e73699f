import type { FeedPage } from '../connector/connector.ts';
import { isError } from '../errors.ts';
import { forgetPlace } from '../exchange/rebase.ts';
import { isDirectoryType } from '../record/kinds.ts';
import { planOfLifted } from '../record/lift-id.ts';
import type { HeldVersion, PeerKey } from '../store/partner-memory.ts';
import type { ReceivedResource } from '../store/store.ts';
import { isOutOfReach } from './out-of-reach.ts';
import type { Pass } from './pass.ts';
import type { Census } from './receive.ts';

/** More missing than such a part of all, and at least so many: nobody deletes that much at once. */
const PART = 0.01;
const AT_LEAST = 5;
const PAGE = 500;

interface Absence {
  /** The partner was restored from a backup: what it no longer has was made since, and is made again. */
  readonly isRestored: boolean;
  /** A person has asked the partner: however much is missing is believed. */
  readonly acceptMissing: boolean;
  /** So much was not visible when this was done last: it is no news. */
  readonly knownMissing: number;
}

/**
 * What a partner should hold against what it shows (design: Sync). What is missing in the lists is read by id: 410 is
 * evidence of deletion, 404 is none. Nothing is believed of a partner where more is missing than anybody deletes.
 */
export class Reconciliation implements Census {
  readonly #pass: Pass;
  readonly #absence: Absence;
  readonly #total: number;
  readonly #met = new Map<string, Set<string>>();
  readonly #gone: PeerKey[] = [];
  /** 404: no evidence of anything. */
  notVisible = 0;

  private constructor(pass: Pass, absence: Absence, total: number) {
    this.#pass = pass;
    this.#absence = absence;
    this.#total = total;
  }

  static async begin(pass: Pass, absence: Absence): Promise<Reconciliation> {
    return new Reconciliation(pass, absence, await pass.context.store.heldCount(pass.partner.name));
  }

  /** Evidence of deletion: 410. None where more is missing than anybody deletes. */
  get deleted(): readonly PeerKey[] {
    return this.isStopped ? [] : this.#gone;
  }

  /** More is missing than anybody deletes: nothing of it is believed. */
  get isStopped(): boolean {
    const { missing, held } = this.counts;
    return !this.#absence.acceptMissing && missing >= AT_LEAST && missing > held * PART;
  }

  get counts(): { readonly missing: number; readonly held: number } {
    const news = Math.max(0, this.notVisible - this.#absence.knownMissing);
    return { missing: news + this.#gone.length, held: this.#total };
  }

  met({ type, peerId }: PeerKey): void {
    const ids = this.#met.get(type) ?? new Set();
    this.#met.set(type, ids.add(peerId));
  }

  async complete({ types, patient }: NonNullable<FeedPage['complete']>): Promise<readonly ReceivedResource[]> {
    const expected = patient === undefined ? this.#heldOf(types) : this.#heldAbout(patient, types);
    const unlisted: ReceivedResource[] = [];
    for await (const held of expected) {
      const isMet = this.#met.get(held.type)?.has(held.peerId) ?? false;
      // Once it is too much, nothing is to be learned from asking for the rest.
      if (!isMet && !this.isStopped) unlisted.push(...(await this.#look(held)));
    }
    // Each type and each person is complete once.
    if (patient === undefined) for (const type of types) this.#met.delete(type);
    else this.#met.clear();
    return unlisted;
  }

  async *#heldOf(types: readonly string[]): AsyncGenerator<HeldVersion> {
    const { context, partner } = this.#pass;
    for (const type of types) {
      let after: string | undefined;
      do {
        const page = await context.store.heldOfType(partner.name, type, { after, count: PAGE });
        yield* page;
        after = page.at(-1)?.peerId;
      } while (after !== undefined);
    }
  }

  async *#heldAbout(patient: string, types: readonly string[]): AsyncGenerator<HeldVersion> {
    const { context, partner } = this.#pass;
    const row = await context.store.counterpartByPeerId(partner.name, 'Patient', patient);
    const person = row?.person ?? row?.id;
    const counterparts = person === undefined ? [] : await context.store.counterparts(partner.name, person);
    const keys = counterparts.flatMap(({ type, peerId }) => (peerId && types.includes(type) ? [{ type, peerId }] : []));
    for (const held of await context.store.heldVersions(partner.name, keys)) if (held) yield held;
  }

  /** What is not in the lists is read: a list can be wrong. */
  async #look(held: HeldVersion): Promise<readonly ReceivedResource[]> {
    const { context, partner, fence } = this.#pass;
    const { isRestored } = this.#absence;
    // Out of both directions, unless where it stands is no longer true.
    const isOut = await isOutOfReach(context.store, partner.name, held);
    if (isOut && !isRestored) return [];
    const state = await this.#stateOf(held);
    if (typeof state === 'object') return [state];
    if (state === 'unclear') return [];
    const isLost = state === 'missing' && isRestored;
    if (isLost || (state === 'gone' && isDirectoryType(held.type))) {
      const counterpart = await context.store.counterpart(partner.name, held.type, held.id);
      if (counterpart) await forgetPlace(context, partner, counterpart, fence);
      return [];
    }
    // What stands inside a plan is gone with a change of the plan, and that comes as every change does.
    if (isOut || (state === 'missing' && planOfLifted(held.peerId) !== undefined)) return [];
    if (state === 'missing') this.notVisible += 1;
    else this.#gone.push(held);
    return [];
  }

  async #stateOf({ type, peerId }: HeldVersion): Promise<ReceivedResource | 'gone' | 'missing' | 'unclear'> {
    try {
      const answer = await this.#pass.partner.connector.read(type, peerId);
      if ('found' in answer) return { type, ...answer.found };
      return 'gone' in answer ? 'gone' : 'missing';
    } catch (error) {
      // Refused is not visible either.
      if (isError(error, 'partner-refused')) return 'missing';
      if (isError(error, 'partner-malformed')) return 'unclear';
      throw error;
    }
  }
}
