import type { Asking, FeedPage } from '../connector/connector.ts';
import { equal } from '../record/json.ts';
import { isDirectoryType, isRecordType } from '../record/kinds.ts';
import { patientOf } from '../record/patient-of.ts';
import { placeAt } from '../record/peer-place.ts';
import { isNewer, isUndecided, peerVersionOf, successionOf } from '../record/peer-version.ts';
import type { Arrival, Cursor, Features, HeldVersion, PeerKey, PullStrategy } from '../store/partner-memory.ts';
import type { Checkpoint, Commit, ReceivedResource, Seen } from '../store/store.ts';
import { askedPersons } from './asked-persons.ts';
import { followBar } from './bars.ts';
import { Doubts } from './doubts.ts';
import { refuseWhenStopping } from './interrupted.ts';
import { isOutOfReach } from './out-of-reach.ts';
import { aboutAnother, RECONCILIATION, unreadableFinding } from './partner-findings.ts';
import type { Pass } from './pass.ts';

/** What is to be received, and what is made of it. */
export interface Reception {
  readonly strategy: PullStrategy;
  readonly checkpoint: Checkpoint;
  /** Remembers what the partner turned out to do. */
  readonly onLearned: (met: Features) => Promise<void>;
  /** Told of each resource that is known here and met there, and of what was given whole; for reconciliation. */
  readonly census?: Census;
  /** What becomes of a known resource that is not what we knew: its arrival, or nothing. */
  readonly onChanged?: (held: HeldVersion, came: ReceivedResource) => Promise<ReceivedResource | undefined>;
}

/** Who counts what a partner shows of what it should hold. */
export interface Census {
  met(key: PeerKey): void;
  /** @returns what the partner holds all the same, though its lists did not show it */
  complete(whole: NonNullable<FeedPage['complete']>): Promise<readonly ReceivedResource[]>;
  /** What it gave evidence of having deleted, once everything is counted. */
  readonly deleted: readonly PeerKey[];
}

/** What a reception came to. */
export interface Reached {
  readonly pulled: number;
  readonly deleted: number;
  /** Known resources that were met, and how many of them went back in time. */
  readonly looked: number;
  readonly backwards: number;
  readonly doubtful: boolean;
  readonly cursor: Cursor;
}

/**
 * Takes what a partner gives page by page into the inbox, where it waits until all about a person is there. What is
 * known already is left out; of several versions the newest stays. A pull that ends in the middle starts again where
 * its last page ended, where the strategy knows that.
 */
export async function receive(pass: Pass, reception: Reception): Promise<Reached> {
  const { context, partner } = pass;
  const { strategy, checkpoint } = reception;
  const page = new PageInbox(pass, reception, await openPlaces(pass));
  const asking: Asking = {
    strategy,
    ...(strategy === 'per-person' ? { persons: askedPersons(context, partner) } : {}),
    ...(reception.census ? { whole: true } : {}),
    ...(pass.stopping ? { stopping: pass.stopping } : {}),
  };
  const feed = partner.connector.changes(checkpoint.cursor, asking);
  let step = await feed.next();
  for (; !step.done; step = await feed.next()) {
    await page.take(step.value);
    refuseWhenStopping(pass);
  }
  await page.take({ resources: [], unreadable: [], deleted: reception.census?.deleted ?? [] });
  await page.settleRest();
  return { ...page.counts, cursor: step.value };
}

async function openPlaces({ context, partner }: Pass): Promise<Set<string>> {
  const findings = await context.store.partnerFindings();
  return new Set(findings.filter((one) => one.partner === partner.name).map(({ place }) => place));
}

/** Puts pages into the inbox, one commit each. */
class PageInbox {
  readonly #pass: Pass;
  readonly #reception: Reception;
  readonly #openPlaces: Set<string>;
  /** Places where something was wrong in this reception. */
  readonly #raised = new Set<string>();
  readonly #doubts: Doubts;
  /** How far the pull has come, as it is kept. */
  #reached: Cursor;
  readonly counts = { pulled: 0, deleted: 0, looked: 0, backwards: 0, doubtful: false };

  constructor(pass: Pass, reception: Reception, openPlaces: Set<string>) {
    this.#pass = pass;
    this.#reception = reception;
    this.#openPlaces = openPlaces;
    this.#doubts = new Doubts(pass);
    this.#reached = reception.checkpoint.cursor;
  }

  async take(page: FeedPage): Promise<void> {
    const { context, partner, fence, run } = this.#pass;
    const { checkpoint, onLearned, census } = this.#reception;
    if (page.learned) await onLearned(page.learned);
    if (page.doubtful) this.counts.doubtful = true;
    if (page.bar && page.about !== undefined) await this.#follow(page.about, page.bar);
    const strangers = strangersIn(page);
    const { fresh, again } = await this.#sift(page, strangers);
    const deletions = await this.#deletions(page.deleted ?? []);
    const arrived = await this.#newest([...fresh, ...deletions], page);
    this.counts.pulled += arrived.filter(({ came }) => came).length;
    this.counts.deleted += arrived.filter(({ came }) => !came).length;
    const cursor = census ? undefined : page.reached;
    // Of a partner that is quiet every page ends where the one before did.
    const isProgress = cursor !== undefined && !equal(cursor, this.#reached);
    const change: Commit = {
      fence,
      arrived,
      seen: again,
      ...this.#findings(page, strangers),
      ...(isProgress ? { checkpoint: { ...checkpoint, cursor, run } } : {}),
    };
    if (isProgress || [arrived, again, change.found, change.settled].some((list) => (list ?? []).length > 0)) {
      await context.store.commit(change);
    }
    this.#reached = cursor ?? this.#reached;
    for (const { where } of page.unreadable)
      this.#pass.log.warn('entry unreadable', { partner: partner.name, place: where });
    const unlisted = page.complete ? await census?.complete(page.complete) : undefined;
    if (unlisted?.length) await this.take({ resources: unlisted, unreadable: [] });
  }

  /** What the partner says that it forbids is told until it does no more. */
  async #follow(about: string, bar: NonNullable<FeedPage['bar']>): Promise<void> {
    const place = await followBar(this.#pass, about, bar, (one) => this.#openPlaces.has(one));
    if (place !== undefined) this.#raised.add(place);
  }

  /** The feed has ended: what it asked for came sound, and after a look at everything so did all that was wrong before. */
  async settleRest(): Promise<void> {
    const { context, partner, fence } = this.#pass;
    const isWhole = this.#reception.census !== undefined;
    const isOver = (place: string): boolean =>
      !this.#raised.has(place) && place !== RECONCILIATION && (isWhole || /^(?:GET|POST) /u.test(place));
    const settled = [...this.#openPlaces].filter(isOver).map((place) => ({ partner: partner.name, place }));
    if (settled.length > 0) await context.store.commit({ fence, settled });
  }

  /** What is news among resources, and which of the rest was met again and is known by its `seen` mark only. */
  async #sift(
    page: FeedPage,
    strangers: readonly ReceivedResource[],
  ): Promise<{ readonly fresh: readonly Arrival[]; readonly again: readonly Seen[] }> {
    const { context, partner, log } = this.#pass;
    const { census } = this.#reception;
    const resources = page.resources.filter((one) => !strangers.includes(one));
    if (resources.length === 0) return { fresh: [], again: [] };
    const held = await context.store.heldVersions(partner.name, resources);
    const again = await this.#seenBefore(resources.filter((_, index) => !held[index]));
    const fresh: Arrival[] = [];
    for (const [index, came] of resources.entries()) {
      const known = held[index];
      census?.met(came);
      if (known) this.counts.looked += 1;
      const news = known ? await this.#newsOf(known, came, page) : again.has(came) ? undefined : came;
      if (!news) continue;
      const arrival = arrivalOf(partner.name, news);
      if (arrival) fresh.push(arrival);
      else log.debug('no person', { partner: partner.name, type: came.type });
    }
    return { fresh, again: [...again.values()] };
  }

  /** What was met in that version before, though nothing is known of it here. */
  async #seenBefore(resources: readonly ReceivedResource[]): Promise<ReadonlyMap<ReceivedResource, Seen>> {
    if (resources.length === 0) return new Map();
    const { context, partner } = this.#pass;
    const marks = resources.map(({ type, peerId, version }) => ({ partner: partner.name, type, peerId, version }));
    const seen = await context.store.seen(marks);
    return new Map(
      [...resources.entries()].flatMap(([index, came]) => {
        const mark = marks[index];
        return mark && seen[index] ? [[came, mark] as const] : [];
      }),
    );
  }

  /** What of a resource that is known here must be looked at. */
  async #newsOf(held: HeldVersion, came: ReceivedResource, { past }: FeedPage): Promise<ReceivedResource | undefined> {
    const { onChanged } = this.#reception;
    // Its text was given up, or a creation's answer is not known: whatever it is, it is looked at.
    const succession = held.version === undefined ? 'later' : successionOf(held, peerVersionOf(came));
    if (held.gone && succession !== 'later') return this.#doubts.now(came);
    if (succession === 'same') return undefined;
    if (onChanged) return onChanged(held, came);
    // A history holds what was before, to the second.
    if (past && succession !== 'branched') {
      if (!isNewer(held, peerVersionOf(came))) return undefined;
      if (isUndecided(held, peerVersionOf(came))) return this.#doubts.now(came);
    }
    if (succession === 'later') return came;
    const now = succession === 'earlier' ? await this.#doubts.settle(held, came) : 'branched';
    if (now === 'stale') return undefined;
    if (typeof now === 'object') return now;
    this.counts.backwards += 1;
    return came;
  }

  /** Deletions of what is known here, each with the Patient it was about. */
  async #deletions(deleted: readonly PeerKey[]): Promise<readonly Arrival[]> {
    const { context, partner } = this.#pass;
    const held = deleted.length > 0 ? await context.store.heldVersions(partner.name, deleted) : [];
    const arrivals: Arrival[] = [];
    for (const known of held) {
      if (!known || known.person === undefined || (await isOutOfReach(context.store, partner.name, known))) continue;
      const patient = await patientAt(this.#pass, known.person);
      if (patient !== undefined)
        arrivals.push({ partner: partner.name, type: known.type, peerId: known.peerId, patient });
    }
    return arrivals;
  }

  /** Without what waits already, or is older than that. */
  async #newest(arrivals: readonly Arrival[], page: FeedPage): Promise<readonly Arrival[]> {
    const newest = new Map<string, Arrival>();
    for (const arrival of arrivals) {
      const { partner, type, peerId } = arrival;
      const key = `${type}/${peerId}`;
      const waiting = newest.get(key) ?? (await this.#pass.context.store.arrival(partner, type, peerId));
      if (!waiting || isNews(waiting, arrival)) newest.set(key, await this.#last(waiting, arrival, page));
    }
    return [...newest.values()];
  }

  /** The one that came last: of a history's two that nothing tells apart, neither may be. */
  async #last(waiting: Arrival | undefined, arrival: Arrival, { past }: FeedPage): Promise<Arrival> {
    const [before, now] = [waiting?.came, arrival.came];
    if (!past || !before || !now) return arrival;
    if (!isUndecided(peerVersionOf(before), peerVersionOf(now))) return arrival;
    const held = await this.#doubts.now(arrival);
    return held ? { ...arrival, came: { version: held.version, resource: held.resource } } : arrival;
  }

  /** What is wrong with the page, and what was wrong before and came sound now. */
  #findings(
    { resources, unreadable }: FeedPage,
    strangers: readonly ReceivedResource[],
  ): Pick<Commit, 'found' | 'settled'> {
    const { context, partner } = this.#pass;
    const at = context.now();
    const found = [
      ...unreadable.map((one) => unreadableFinding(partner.name, one, at)),
      ...strangers.map((one) => aboutAnother(partner.name, one, at)),
    ];
    const bad = new Set(found.map(({ place }) => place));
    const sound = resources.map(({ type, peerId }) => placeAt(type, peerId));
    const settled = [...new Set(sound)].filter((place) => this.#openPlaces.has(place) && !bad.has(place));
    for (const place of bad) {
      this.#openPlaces.add(place);
      this.#raised.add(place);
    }
    for (const place of settled) this.#openPlaces.delete(place);
    return { found, settled: settled.map((place) => ({ partner: partner.name, place })) };
  }
}

/** What is about somebody else than was asked for. */
function strangersIn({ about, resources }: FeedPage): readonly ReceivedResource[] {
  return about === undefined ? [] : resources.filter((one) => isRecordType(one.type) && patientOf(one) !== about);
}

/** A deletion is the last that happened: who gives one has looked (Connector). */
function isNews({ came: before }: Arrival, { came: now }: Arrival): boolean {
  if (!before || !now) return before !== now;
  return before.version !== now.version && isNewer(peerVersionOf(before), peerVersionOf(now));
}

/** A partner's id of a person's Patient. */
async function patientAt({ context, partner }: Pass, person: string): Promise<string | undefined> {
  return (await context.store.counterpart(partner.name, 'Patient', person))?.peerId;
}

/** Undefined for what is about nobody. */
function arrivalOf(partner: string, received: ReceivedResource): Arrival | undefined {
  const { type, peerId, version, resource } = received;
  const came = { version, resource };
  if (isDirectoryType(type)) return { partner, type, peerId, came };
  const patient = isRecordType(type) ? patientOf(received) : undefined;
  return patient === undefined ? undefined : { partner, type, peerId, patient, came };
}
