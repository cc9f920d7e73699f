import { setTimeout as wait } from 'node:timers/promises';
import type { CarePlan } from '@medplum/fhirtypes';
import { FhirSystem } from '../demo/fhir-system.ts';
import type { PartnerProcess } from '../demo/partner-process.ts';
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

/** Those who write while Samplan is killed, and what they were answered. */
export class KillUsers {
  readonly acknowledged: Acknowledged[] = [];
  /** Plans as Samplan has them, that a partner holds too. */
  readonly #plans: readonly CarePlan[];
  readonly #random: () => number;
  readonly #zeal: Zeal;
  #written = 0;

  constructor(plans: readonly CarePlan[], random: () => number, zeal = ZEAL) {
    this.#plans = plans;
    this.#random = random;
    this.#zeal = zeal;
  }

  /** Writes at our endpoint until it is gone. */
  async atEndpoint(url: string, isOver: () => boolean): Promise<void> {
    const endpoint = new MortalEndpoint(url);
    while (!isOver()) {
      const mark = this.#mark();
      const plan = this.#one(this.#plans);
      const goal = this.#one(plan.goal ?? [])?.reference?.split('/')[1] ?? '';
      if (this.#written % this.#zeal.measureEvery === 0) {
        if (await endpoint.addMeasure(plan, mark)) this.acknowledged.push({ kind: 'measure', mark });
      } else if (await endpoint.rewriteGoal(goal, mark)) {
        this.acknowledged.push({ kind: 'text', mark, id: goal });
      }
      await wait(this.#zeal.atEndpointMs);
    }
  }

  /** Adds measures to the plans that a partner has. */
  async atPartner({ name, url, controls }: PartnerProcess, isOver: () => boolean): Promise<void> {
    const system = new FhirSystem(name, url);
    const titles = new Set(this.#plans.map(({ title }) => title));
    while (!isOver()) {
      const held = (await controls.all()).filter((one): one is CarePlan => one.resourceType === 'CarePlan');
      const mark = this.#mark();
      const plan = this.#one(held.filter(({ title }) => titles.has(title)));
      await system.create(measureOf(plan, mark));
      this.acknowledged.push({ kind: 'measure', mark });
      await wait(this.#zeal.atPartnerMs);
    }
  }

  #mark(): string {
    this.#written += 1;
    return `kk${this.#written}kk`;
  }

  #one<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }
}
