import type { Connector } from '../../src/connector/connector.ts';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { TYPES } from '../../src/connector/fhir-rest/options.ts';
import { createLiftedConnector } from '../../src/connector/lifted/create-lifted-connector.ts';
import type { Context, Partner } from '../../src/exchange/context.ts';
import type { Store } from '../../src/store/store.ts';
import { createValidator } from '../../src/validation/validation.ts';
import type { Planted } from './breaks.ts';
import type { SimulatedPartner } from './partner.ts';
import { MortalProcess } from './process.ts';

/** One process of the installation, as compose.ts wires it. */
export interface Running {
  readonly process: MortalProcess;
  readonly context: Context;
}

/** What every process of the installation has in common. */
interface Premises {
  readonly store: Store;
  readonly controller: Context['controller'];
  readonly partners: readonly SimulatedPartner[];
  readonly planted: Planted;
  /** Never twice the same. */
  readonly clock: () => string;
  readonly now: () => number;
}

const NEVER_WRITTEN: ReadonlySet<string> = new Set([
  'HealthcareService',
  'RelatedPerson',
  'Condition',
  'Observation',
  'Encounter',
  'Communication',
]);
/** What users of the simulation write, and what that leads to. */
const WRITTEN = TYPES.filter((type) => !NEVER_WRITTEN.has(type));

const validator = createValidator({ packages: ['profiles/package'] });

/** The installation: processes that begin and end on one disk. */
export class Installation {
  readonly #premises: Premises;
  #ids = 0;

  constructor(premises: Premises) {
    this.#premises = premises;
  }

  /** A process begins, on what the disk holds. */
  start(): Running {
    const process = new MortalProcess();
    const store = process.guard(this.#premises.store);
    const { controller, partners, clock } = this.#premises;
    const context: Context = {
      store,
      validator,
      controller,
      partners: partners.map((partner) => this.#partnerOf(partner, process, store)),
      now: clock,
      newId: () => {
        this.#ids += 1;
        return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, '0')}`;
      },
    };
    return { process, context };
  }

  #partnerOf(partner: SimulatedPartner, process: MortalProcess, store: Store): Partner {
    const { party, base, traits } = partner;
    const send = this.#premises.planted.fetch(partner.fetch, partner);
    const system: Connector = createFhirRestConnector({
      url: base,
      overlapSeconds: traits.overlapSeconds,
      now: this.#premises.now,
      ...(traits.types === 'written' ? { types: WRITTEN } : {}),
      pageSize: traits.pageSize,
      fetch: ((url: URL, init: RequestInit) => process.call(() => send(url, init))) as typeof fetch,
    });
    return {
      ...party,
      mode: 'both',
      agreement: `https://avtale.example.no/${partner.index}`,
      profiles: [],
      base,
      configuration: `partner-${partner.index}`,
      connector: createLiftedConnector(system, {
        store,
        partner: { name: party.name, base },
        measures: traits.measures,
      }),
    };
  }
}
