import { setTimeout as wait } from 'node:timers/promises';
import type { CarePlan } from '@medplum/fhirtypes';
import { FhirSystem } from '../demo/fhir-system.ts';
import type { PartnerProcess } from '../demo/partner-process.ts';
import { FJORDVIK, organizationNumber, TRUST } from '../demo/people/organizations.ts';
import { Ledger, type NamedPart } from '../simulation/ledger.ts';
import { GATE } from '../simulation/scenario.ts';
import { type Acknowledged, MortalEndpoint, measureOf } from './edits.ts';

/** How much is written. */
interface Zeal {
  /** One of every so many edits at our endpoint is a new measure; the others rewrite a goal. */
  readonly measureEvery: number;
  /** Milliseconds between edits at one endpoint. */
  readonly atEndpointMs: number;
  readonly atPartnerMs: number;
}

const ZEAL: Zeal = { measureEvery: 6, atEndpointMs: 60, atPartnerMs: 600 };

/** Partners that write, as the ledger knows them, and who owns what they write. */
const WRITERS = [
  { name: FJORDVIK, organization: organizationNumber('fjordvik') },
  { name: TRUST, organization: organizationNumber('trust') },
] as const;
/** Whose measures people write at our endpoint. */
const [MUNICIPALITY] = WRITERS;

/** Plans as Samplan has them. */
export interface Plans {
  /** Partners of `WRITERS` hold them too. */
  readonly shared: readonly CarePlan[];
  /** Only whose they are may have them: their goals are rewritten at our endpoint. */
  readonly apart: readonly CarePlan[];
}

/** Those who write while Samplan is killed, and what they were answered. */
export class KillUsers {
  readonly acknowledged: Acknowledged[] = [];
  readonly ledger = new Ledger();
  readonly #plans: Plans;
  readonly #random: () => number;
  readonly #zeal: Zeal;
  readonly #goals = new Map<string, NamedPart>();
  #edits = 0;

  constructor(plans: Plans, random: () => number, zeal = ZEAL) {
    this.#plans = plans;
    this.#random = random;
    this.#zeal = zeal;
  }

  /** Writes at our endpoint until it is gone. */
  async atEndpoint(url: string, isOver: () => boolean): Promise<void> {
    const endpoint = new MortalEndpoint(url);
    while (!isOver()) {
      this.#edits += 1;
      if (this.#edits % this.#zeal.measureEvery === 0) await this.#addMeasure(endpoint);
      else await this.#rewriteGoal(endpoint);
      await wait(this.#zeal.atEndpointMs);
    }
  }

  /** Adds measures to the plans that a partner has. */
  async atPartner({ name, url, controls }: PartnerProcess, isOver: () => boolean): Promise<void> {
    const system = new FhirSystem(name, url);
    const at = WRITERS.findIndex((one) => one.name === name);
    const { organization } = WRITERS[at] ?? MUNICIPALITY;
    const { shared } = this.#plans;
    while (!isOver()) {
      const held = (await controls.all()).filter((one): one is CarePlan => one.resourceType === 'CarePlan');
      const plan = this.#one(shared);
      const there = held.find(({ title }) => title === plan.title);
      const mark = this.#newMeasure(plan, at, organization);
      if (!there) throw new Error(`${name} does not have ${plan.title}`);
      await system.create(measureOf(there, mark, organization));
      this.acknowledged.push({ kind: 'measure', mark });
      await wait(this.#zeal.atPartnerMs);
    }
  }

  async #addMeasure(endpoint: MortalEndpoint): Promise<void> {
    const plan = this.#one(this.#plans.shared);
    const mark = this.#newMeasure(plan, GATE, MUNICIPALITY.organization);
    if (await endpoint.addMeasure(plan, mark, MUNICIPALITY.organization))
      this.acknowledged.push({ kind: 'measure', mark });
    else this.ledger.leaveOpen(mark);
  }

  async #rewriteGoal(endpoint: MortalEndpoint): Promise<void> {
    const plan = this.#one(this.#everyPlan);
    const id = this.#one(plan.goal ?? [])?.reference?.split('/')[1] ?? '';
    const { name } = this.#goals.get(id) ?? this.#nameGoal(id, plan);
    let mark = '';
    const isAnswered = await endpoint.rewriteGoal(id, (seen) => {
      mark = this.ledger.write(name, GATE, seen);
      return mark;
    });
    if (isAnswered) this.acknowledged.push({ kind: 'text', mark, id });
    else this.ledger.leaveOpen(mark);
  }

  /** The municipality's, as all goals of the story. */
  #nameGoal(id: string, plan: CarePlan): NamedPart {
    const part = this.ledger.newPart('goal', this.#everyPlan.indexOf(plan), [MUNICIPALITY.organization]);
    this.#goals.set(id, part);
    return part;
  }

  #newMeasure(plan: CarePlan, at: number, owner: string): string {
    const { name } = this.ledger.newPart('measure', this.#everyPlan.indexOf(plan), [owner]);
    return this.ledger.write(name, at, '');
  }

  get #everyPlan(): readonly CarePlan[] {
    return [...this.#plans.shared, ...this.#plans.apart];
  }

  #one<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }
}
