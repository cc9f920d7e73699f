import { createHash } from 'node:crypto';
import { SamplanError } from '../../src/errors.ts';
import type { Context } from '../../src/exchange/context.ts';
import type { Log } from '../../src/observe/log.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { storeTexts } from '../../src/store/texts.ts';
import { type RunSummary, runPass } from '../../src/sync/run.ts';
import { takeShare } from '../../src/sync/shares.ts';
import type { Share, ShareDone, Sharing } from '../../src/sync/sharing.ts';
import { type Beginning, beginningOf, numbersOf } from './beginning.ts';
import { NO_BREAK, type Planted } from './breaks.ts';
import { forgetCursor } from './forget-cursor.ts';
import { Gate } from './gate.ts';
import { Installation, type Running } from './installation.ts';
import type { Ledger } from './ledger.ts';
import type { SimulatedPartner } from './partner.ts';
import { Recorder } from './recorder.ts';
import { type Edit, GATE, type Scenario, type Step } from './scenario.ts';
import type { Society } from './society.ts';
import { Users } from './users.ts';
import type { Violation } from './violation.ts';

const MINUTE = 60_000;
const IS_LOGGED = process.env['SIMULATION_LOG'] !== undefined;
const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => SILENT };
const ENDED: RunSummary['outcome'][] = [
  'completed',
  'stopped',
  'paused',
  'skipped',
  'unreachable',
  'failed',
  'interrupted',
];

/** Others take shares at once; the last one comes when nobody waits for it any more. */
function sharedBy(take: (share: Share) => Promise<ShareDone | undefined>): Sharing {
  return {
    ...{ shard: 1, fewest: 2 },
    patience: async () => {},
    async offer(share, takers) {
      const taken = Array.from({ length: takers + 1 }, () => take(share).catch(() => undefined));
      return async () => ({ done: (await Promise.all(taken)).flatMap((done) => done ?? []), isAll: true });
    },
  };
}

/** An installation with its partners, all in one process and on one clock. */
export class World implements Society {
  readonly ledger: Ledger;
  readonly partners: readonly SimulatedPartner[];
  readonly recorder: Recorder;
  readonly violations: Violation[] = [];
  persons = 0;
  /** Edits that were really made. */
  edits = 0;
  /** Of everything that happened: equal for equal runs. */
  readonly log = createHash('sha256');
  readonly #users: readonly Users[];
  readonly #gate = new Gate(this);
  readonly #installation: Installation;
  #now: number;
  #running: Running;
  /** What happens while a partner is asked. */
  #meanwhile: (partner: SimulatedPartner, method: string) => Promise<void> = async () => {};

  private constructor(store: Store, { start, controller, ledger, partners }: Beginning, planted: Planted) {
    this.ledger = ledger;
    this.partners = partners;
    this.#now = start;
    this.recorder = new Recorder(store, this.ledger, this.#clock, (one) => this.report(one));
    this.#installation = new Installation({
      store: planted.store(this.recorder.store, this.recorder.passing),
      controller,
      partners,
      planted,
      clock: this.#clock,
      now: this.now,
    });
    this.#users = this.partners.map((partner) => new Users(this, partner));
    for (const partner of this.partners) {
      partner.onRequest = async (method) => {
        await null;
        await this.#meanwhile(partner, method);
      };
      partner.onLeaving = (leaving) => this.recorder.leaving(partner, leaving);
      partner.onLog = (line) => this.tell(line);
    }
    this.#running = this.#installation.start();
  }

  static async open(scenario: Scenario, planted: Planted = NO_BREAK): Promise<World> {
    const world = await World.from(beginningOf(scenario), planted);
    for (let person = 0; person < scenario.persons; person += 1) {
      world.persons += 1;
      world.#users[0]?.admit(person, numbersOf(person));
    }
    return world;
  }

  /** A world in which nothing was taken in yet. */
  static async from(beginning: Beginning, planted: Planted = NO_BREAK): Promise<World> {
    let now = beginning.start;
    const store = await openSqliteStore({
      file: ':memory:',
      now: () => {
        now += 1;
        return new Date(now).toISOString();
      },
    });
    return new World(store, beginning, planted);
  }

  /** What the disk holds, seen by nobody else. */
  get disk(): Store {
    return this.recorder.store;
  }

  get context(): Context {
    return this.#running.context;
  }

  readonly now = (): number => this.#now;

  report(violation: Violation): void {
    this.tell(`! ${violation.invariant} ${violation.text}`);
    this.violations.push(violation);
  }

  tell(line: string): void {
    this.log.update(`${line}\n`);
    if (IS_LOGGED) console.log(line);
  }

  later(milliseconds: number): void {
    this.#now += milliseconds;
    for (const { memory } of this.partners) memory.later(milliseconds);
  }

  async close(): Promise<void> {
    await this.recorder.store.close();
  }

  async take(step: Step): Promise<void> {
    this.later(MINUTE);
    this.tell(JSON.stringify(step));
    const at = 'at' in step ? this.#at(step.at) : undefined;
    switch (step.do) {
      case 'edit':
        await this.#edit(step);
        return;
      case 'pass':
      case 'reconcile':
        await this.pass(at, step.do === 'reconcile' ? 'reconciliation' : 'pass');
        return;
      case 'pass-both': {
        const other = this.#at(step.with);
        if (other !== at) await Promise.all([this.pass(at), this.pass(other, 'pass', this.#installation.start())]);
        return;
      }
      case 'lease-lost':
        await this.#leaseLost(at, step.nth);
        return;
      case 'crash':
        this.#running.process.diesAt(step.nth, step.kept);
        await this.pass(at);
        this.#running = this.#installation.start();
        return;
      case 'disk-full':
        this.#running.process.failsAt(step.nth, new SamplanError('internal', storeTexts.failed));
        await this.pass(at);
        this.#running.process.spare();
        return;
      case 'fault':
        at?.meets(step.fault, step.nth);
        return;
      case 'meanwhile': {
        let asked = 0;
        this.#meanwhile = async (partner, method) => {
          if (partner !== at || !isGuarded(partner, method)) return;
          if (asked === step.nth) await this.#edit(step.edit);
          asked += 1;
        };
        await this.pass(at);
        this.#meanwhile = async () => {};
        return;
      }
      case 'down':
      case 'up':
        if (at) at.isDown = step.do === 'down';
        return;
      case 'backup':
        at?.backUp();
        return;
      case 'restore':
        for (const mark of at?.restore() ?? []) this.ledger.excused.set(mark, 'gone with a backup');
        return;
      case 'replay':
        await this.forgetCursor(at);
        return;
      case 'wait':
        this.later(step.minutes * MINUTE);
        return;
      case 'decides':
        await this.#gate.decide(step.which, step.take);
        return;
      case 'undoes':
        await this.#gate.undo(step.which, step.back);
        return;
      case 'quiet':
        return;
    }
  }

  /** One pass over a partner by the process that runs, or another. */
  async pass(
    at: SimulatedPartner | undefined,
    kind: RunSummary['kind'] = 'pass',
    { context }: Running = this.#running,
  ): Promise<void> {
    const partner = context.partners.find(({ name }) => name === at?.party.name);
    if (!partner || !at) return;
    this.recorder.passing.add(at);
    const { pull } = at.traits;
    const owner = context.newId();
    const settings = { pull, concurrency: 4, keepRuns: 1 };
    const how = { random: () => 0.5, log: SILENT };
    const sharing = at.traits.isShared ? sharedBy((share) => takeShare(context, partner, share, how)) : undefined;
    const options = { owner, atOnce: true, ...how, kind, settings, ...(sharing ? { sharing } : {}) };
    const { outcome, admitted, delivered, notices } = await runPass(context, partner, options);
    this.recorder.passing.delete(at);
    this.tell(`${at.index} ${ENDED.indexOf(outcome)} ${outcome} ${admitted} ${delivered} ${notices.join('; ')}`);
  }

  /** The next pull of a partner begins from its beginning. */
  async forgetCursor(at: SimulatedPartner | undefined): Promise<void> {
    await forgetCursor(this.disk, at?.party.name ?? '', this.#clock);
  }

  people(): ReturnType<Recorder['people']> {
    return this.recorder.people();
  }

  /** Who takes part where, and which partners were noticed to have been set back. */
  async discoveries(): Promise<string> {
    const links = await Promise.all((await this.people()).map(({ person }) => this.disk.links(person)));
    const checkpoints = await Promise.all(this.partners.map(({ party }) => this.disk.checkpoint(party.name)));
    return JSON.stringify([links.flat().length, checkpoints.map((one) => one?.epoch)]);
  }

  readonly #clock = (): string => {
    this.#now += 1;
    return new Date(this.#now).toISOString();
  };

  #at(index: number): SimulatedPartner | undefined {
    return this.partners[index % this.partners.length];
  }

  async #edit(edit: Edit): Promise<void> {
    const places = edit.instead ? [edit.at, 0] : [edit.at];
    for (const at of places) {
      for (const kind of [edit.kind, ...(edit.instead ?? [])]) {
        const one = { ...edit, at, kind };
        const isMade = at === GATE ? await this.#gate.edit(one) : this.#users[at % this.#users.length]?.edit(one);
        if (!isMade) continue;
        this.edits += 1;
        return;
      }
    }
  }

  /** A process is paused until its lease has run out, another makes a pass, and the first goes on. */
  async #leaseLost(at: SimulatedPartner | undefined, nth: number): Promise<void> {
    const paused = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    let asked = 0;
    this.#meanwhile = async (partner, method) => {
      if (partner !== at || !isGuarded(partner, method)) return;
      asked += 1;
      if (asked - 1 !== nth) return;
      paused.resolve();
      await goesOn.promise;
    };
    const first = this.pass(at);
    await Promise.race([first, paused.promise]);
    this.#meanwhile = async () => {};
    this.later(2 * MINUTE);
    await this.pass(at, 'pass', this.#installation.start());
    goesOn.resolve();
    await first;
  }
}

/** Whether a request that is late meets what happened meanwhile: nobody can tell who looks at no condition. */
function isGuarded({ memory }: SimulatedPartner, method: string): boolean {
  const { ifMatch, conditionalCreate } = memory.habits;
  return method === 'PUT' ? ifMatch : method === 'POST' ? conditionalCreate : true;
}
