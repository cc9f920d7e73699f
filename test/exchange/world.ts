import type {
  CarePlan,
  CarePlanActivity,
  CarePlanActivityDetail,
  Consent,
  Goal,
  Resource,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { organizationsNamed } from '../../src/consent/provision.ts';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { PartnerInMemory } from '../sync/partner-in-memory.ts';
import { differences, doubledMeasures } from './in-step.ts';
import { type MortalStore, mortalStore } from './mortal-store.ts';
import { directory, INGRID, Papers, TRUST } from './papers.ts';
import { openStage, type Stage, type StagedPartner } from './stage.ts';
import type { At, Edit, Step } from './world-steps.ts';

/** How things stand before anything happens. */
export interface Start {
  /** The trust's system makes something of its own of what is written to it. */
  readonly normalizes: boolean;
  /** The plan has flowed. */
  readonly shared: boolean;
  /** Who writes measures inline; the trust then has no ServiceRequest at all. */
  readonly inline?: readonly At[];
}

/** A system that keeps no display texts, and marks what came from others. */
export function imported<R extends Resource>(resource: R): R {
  const kept = JSON.parse(JSON.stringify(resource), (key, value: unknown) =>
    key === 'display' ? undefined : value,
  ) as R;
  return { ...kept, meta: { ...kept.meta, tag: [{ system: 'urn:trust', code: 'imported' }] } };
}

/** Two partners who write what they like, and what must hold of them whatever they write. */
export class World {
  readonly stage: Stage;
  /** What the municipality wrote since the person withdrew: none of the trust's business. */
  readonly #secrets = new Set<string>();
  readonly #leaks: string[] = [];
  readonly #inline: ReadonlySet<At>;
  #isWithdrawn = false;
  #written = 0;

  #meanwhile: (at: At) => void = () => {};
  readonly #mortal: MortalStore;

  private constructor(stage: Stage, mortal: MortalStore, inline: readonly At[]) {
    this.stage = stage;
    this.#mortal = mortal;
    this.#inline = new Set(inline);
    stage.fjordvik.connector.onRequest = () => this.#meanwhile('fjordvik');
    stage.trust.connector.onRequest = ({ resource }) => {
      const text = JSON.stringify(resource ?? null);
      for (const secret of this.#secrets) if (text.includes(secret)) this.#leaks.push(`${secret} in ${text}`);
      this.#meanwhile('trust');
    };
  }

  static async open({ normalizes, shared, inline = [] }: Start): Promise<World> {
    const mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
    const measures = inline.includes('trust') ? ({ trust: 'inline' } as const) : {};
    const stage = await openStage({ store: mortal.store, measures });
    const { fjordvik, trust } = stage;
    fjordvik.connector.put(...directory('fjordvik'), ...new Papers('f', INGRID).whole());
    if (inline.includes('trust')) trust.connector.refuses = ({ type }) => type === 'ServiceRequest';
    if (inline.includes('fjordvik')) {
      fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
        ...plan,
        activity: ['Svømme', 'Lese høyt', 'Handle'].map((text) => ({
          detail: { status: 'scheduled', code: { text }, description: text },
        })),
      }));
    }
    trust.connector.put(...directory('trust'));
    for (const { connector } of [fjordvik, trust]) connector.tellsDeletions = true;
    if (normalizes) trust.connector.normalize = imported;
    if (shared) await stage.settle();
    return new World(stage, mortal, inline);
  }

  async take(step: Step): Promise<void> {
    this.stage.later(60_000);
    switch (step.do) {
      case 'pass':
        await this.#pass(this.stage[step.at]);
        return;
      case 'loses-answer':
        this.stage[step.at].connector.losesAnswers += 1;
        return;
      case 'outage':
      case 'back':
        this.stage[step.at].connector.isDown = step.do === 'outage';
        return;
      case 'pass-meanwhile':
        await this.#passMeanwhile(step);
        return;
      case 'killed-pass':
        this.#mortal.diesAt(step.commit, step.kept);
        await this.stage.pass(this.stage[step.at]).catch(() => undefined);
        this.#mortal.restart();
        return;
      case 'withdraws':
        this.#withdraw(step.at);
        return;
      case 'consents':
        this.#consent(step.again);
        return;
      case 'decides':
        await this.#decide(step.take);
        return;
      default:
        this.#write(step);
    }
  }

  /** Everything works again and nobody writes any more: what is wrong then. */
  async faults(): Promise<readonly string[]> {
    for (const { connector } of [this.stage.fjordvik, this.stage.trust]) {
      connector.isDown = false;
      connector.losesAnswers = 0;
    }
    const faults: string[] = [];
    try {
      await this.stage.settle();
    } catch (error) {
      faults.push(String(error));
    }
    for (const partner of [this.stage.fjordvik, this.stage.trust]) {
      const link = await this.stage.link(partner);
      if (!link) {
        // Withdrawn before it was ever told: it takes no part, and holds nothing.
        if (partner.connector.all('CarePlan').length > 0) faults.push(`${partner.name}: a plan without a link`);
        continue;
      }
      const isInConflict = JSON.stringify(await this.stage.conflicts()).includes(partner.name);
      const expected = link?.standing === 'held' ? 'held' : isInConflict ? 'in-conflict' : 'in-step';
      if (link?.standing !== expected) faults.push(`${partner.name}: ${JSON.stringify(link)} instead of ${expected}`);
      faults.push(...(await differences(this.stage, partner)).map((text) => `${partner.name}: ${text}`));
    }
    faults.push(...(await doubledMeasures(this.stage)));
    for (const { findings } of await this.stage.store.allSetAside()) {
      faults.push(`set aside: ${findings.map(({ rule }) => rule).join()}`);
    }
    return [...faults, ...this.#leaks.map((text) => `leaked: ${text}`)];
  }

  async #pass(partner: StagedPartner): Promise<void> {
    const isHeard = !partner.connector.isDown;
    await this.stage.pass(partner);
    const told = this.#toldByTrust;
    if (partner === this.stage.trust && isHeard && told) {
      this.#isWithdrawn = true;
      this.#toldByTrust = false;
    }
  }

  /** The person told the trust, and Samplan can't know yet. */
  #toldByTrust = false;

  #text(by: At): string {
    this.#written += 1;
    const text = `${by}-${String(this.#written).padStart(3, '0')}`;
    if (by === 'fjordvik' && this.#isWithdrawn) this.#secrets.add(text);
    return text;
  }

  async #passMeanwhile({ at, nth, edit }: Extract<Step, { do: 'pass-meanwhile' }>): Promise<void> {
    let asked = 0;
    this.#meanwhile = (partner) => {
      if (partner === at && asked === nth) this.#write(edit);
      if (partner === at) asked += 1;
    };
    await this.#pass(this.stage[at]);
    this.#meanwhile = () => {};
  }

  #write(edit: Edit): void {
    switch (edit.do) {
      case 'rewrites-goal':
        this.#edit<Goal>(edit, 'Goal', (goal) => ({ ...goal, description: { text: this.#text(edit.at) } }));
        return;
      case 'sets-measure':
        this.#edit<ServiceRequest>(edit, 'ServiceRequest', (measure) => ({ ...measure, status: edit.status }));
        return;
      case 'changes-list':
        if (this.#inline.has(edit.at)) this.#changeList(edit);
        return;
      case 'cancels-goal':
        this.#edit<Goal>(edit, 'Goal', (goal) => ({ ...goal, lifecycleStatus: 'cancelled' }));
        return;
      case 'takes-goal-out':
        this.#edit<CarePlan>({ at: edit.at, which: 0 }, 'CarePlan', ({ goal = [], ...plan }) => {
          const left = goal.filter((_, index) => index !== edit.which);
          return left.length > 0 ? { ...plan, goal: left } : plan;
        });
        return;
      case 'deletes':
        this.#delete(edit);
        return;
      case 'rewrites-plan':
        this.#edit<CarePlan>(edit, 'CarePlan', (plan) => ({ ...plan, description: this.#text(edit.at) }));
        return;
      default:
        this.#add(edit);
    }
  }

  #edit<R extends Goal | ServiceRequest | CarePlan>(
    { at, which }: { readonly at: At; readonly which: number },
    type: R['resourceType'],
    change: (current: R) => R,
  ): void {
    const { connector } = this.stage[at];
    const all = connector.all<R>(type);
    const chosen = all[which % Math.max(all.length, 1)];
    if (chosen) connector.put(change(chosen));
  }

  #changeList({ at, which, change }: Extract<Edit, { do: 'changes-list' }>): void {
    const { connector } = this.stage[at];
    const [plan] = connector.all<CarePlan>('CarePlan');
    if (!plan) return;
    const items = plan.activity ?? [];
    const index = which % Math.max(items.length, 1);
    const item = items[index];
    const text = change === 'adds' || change === 'renames' ? this.#text(at) : '';
    const edited = (more: Partial<CarePlanActivityDetail>): readonly CarePlanActivity[] =>
      item?.detail ? items.with(index, { ...item, detail: { ...item.detail, ...more } }) : items;
    const changed = {
      adds: () => items.toSpliced(index, 0, { detail: { status: 'in-progress', code: { text }, description: text } }),
      renames: () => (item?.detail?.description ? edited({ code: { text } }) : items),
      ends: () => edited({ status: 'completed' }),
      moves: () => [...items.slice(index), ...items.slice(0, index)],
    }[change]();
    if (changed.length > 0) connector.put({ ...plan, activity: [...changed] });
  }

  /** A goal, a measure, or the plan with everything that hangs on it. */
  #delete({ at, which }: { readonly at: At; readonly which: number }): void {
    const { connector } = this.stage[at];
    const of = (type: Resource['resourceType']): readonly Resource[] => connector.all(type);
    const chosen =
      which === 3
        ? [...of('CarePlan'), ...of('Goal'), ...of('ServiceRequest'), ...of('CareTeam')]
        : [...of(which === 2 ? 'ServiceRequest' : 'Goal')].slice(which % 2, (which % 2) + 1);
    for (const { resourceType, id } of chosen) connector.delete(resourceType, id ?? '');
  }

  #add({ do: kind, at }: { readonly do: 'adds-goal' | 'adds-measure'; readonly at: At }): void {
    const { connector } = this.stage[at];
    const [plan] = connector.all<CarePlan>('CarePlan');
    if (!plan) return;
    const text = this.#text(at);
    const papers = new Papers(at, INGRID);
    const subject = plan.subject as Goal['subject'];
    if (kind === 'adds-goal') {
      const goal: Goal = { ...papers.goal(text, text), subject };
      connector.put(goal, { ...plan, goal: [...(plan.goal ?? []), { reference: `Goal/${goal.id}` }] });
      return;
    }
    if (this.#inline.has(at)) {
      this.#changeList({ do: 'changes-list', at, which: 0, change: 'adds' });
      return;
    }
    const measure: ServiceRequest = {
      ...papers.measure(text, text, this.stage[at]),
      subject: plan.subject,
      basedOn: [{ reference: `CarePlan/${plan.id}` }],
    };
    const activity = { reference: { reference: `ServiceRequest/${measure.id}` } };
    connector.put(measure, { ...plan, activity: [...(plan.activity ?? []), activity] });
  }

  #withdraw(at: At): void {
    const { connector } = this.stage[at];
    const given = permits(connector);
    if (given.length === 0) return;
    connector.put(...given.map((consent): Consent => ({ ...consent, status: 'inactive' })));
    if (at === 'fjordvik') this.#isWithdrawn = true;
    // One that she gave at the municipality and the trust does not know of yet may be meant to stand.
    else this.#toldByTrust = permits(this.stage.fjordvik.connector).length <= given.length;
  }

  #consent(again: boolean): void {
    const { connector } = this.stage.fjordvik;
    const ended = connector.all<Consent>('Consent').filter(({ status }) => status === 'inactive');
    this.#written += 1;
    const [first] = ended;
    connector.put(
      again && first
        ? { ...first, status: 'active', dateTime: this.stage.context.now() }
        : {
            ...new Papers('f', INGRID).access(TRUST, { id: `access-${this.#written}` }),
            dateTime: this.stage.context.now(),
          },
    );
    this.#isWithdrawn = false;
    this.#toldByTrust = false;
    this.#secrets.clear();
  }

  async #decide(take: 'record' | 'partner'): Promise<void> {
    const [task] = await this.stage.conflicts();
    if (task?.id) await resolveConflict(this.stage.context, this.stage.fjordvik, task.id, { take });
  }
}

/** Consents that permit the trust, as a system holds them. */
function permits(connector: PartnerInMemory): readonly Consent[] {
  return connector
    .all<Consent>('Consent')
    .filter(({ status, provision }) => status === 'active' && provision?.type === 'permit')
    .filter((consent) => organizationsNamed(consent, new Map()).has(TRUST.organization));
}
