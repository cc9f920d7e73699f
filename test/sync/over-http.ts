import type { Resource } from '@medplum/fhirtypes';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import type { FhirRestOptions } from '../../src/connector/fhir-rest/options.ts';
import { createLiftedConnector } from '../../src/connector/lifted/create-lifted-connector.ts';
import type { MeasureForm } from '../../src/connector/lifted/memory.ts';
import type { Partner } from '../../src/exchange/context.ts';
import { type RunOptions, type RunSummary, runPass } from '../../src/sync/run.ts';
import type { Habits } from '../connector/system/habits.ts';
import { type System, startSystem } from '../connector/system/system.ts';
import { directory } from '../exchange/papers.ts';
import { INGRIDS, openStage, SILENT, type Stage } from '../exchange/stage.ts';

/** A stage whose trust is a system over HTTP with habits of its own. */
export interface HttpStage {
  readonly stage: Stage;
  readonly system: System;
  readonly trust: Partner;
  /** One pass over the trust. */
  pass(options?: Partial<RunOptions>): Promise<RunSummary>;
  /** Passes over both until nothing is written any more. */
  settle(options?: Partial<RunOptions>): Promise<void>;
  /** What the trust holds of a type. */
  held<R extends Resource>(type: R['resourceType']): readonly R[];
  close(): Promise<void>;
}

/** @example const { system, settle } = await openHttpStage({ versions: false }); */
export async function openHttpStage(
  habits: Partial<Habits> = {},
  options: Partial<FhirRestOptions> = {},
  measures: MeasureForm = 'requests',
): Promise<HttpStage> {
  const stage = await openStage();
  const system = await startSystem(habits);
  for (const entry of directory('trust')) system.memory.put(entry);
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  const inner = createFhirRestConnector({ url: system.url, overlapSeconds: 1, pageSize: 5, ...options });
  const there = { name: stage.trust.name, base: system.url };
  // As compose.ts wires every partner.
  const connector = createLiftedConnector(inner, { store: stage.store, partner: there, measures });
  const trust: Partner = { ...stage.trust, connector, base: system.url };
  const context = { ...stage.context, partners: [stage.fjordvik, trust] };
  const run = (partner: Partner, given: Partial<RunOptions> = {}): Promise<RunSummary> =>
    runPass(context, partner, { owner: 'test', atOnce: true, random: () => 0.5, log: SILENT, ...given });
  const writes = (): number =>
    system.asked.filter((line) => /^(?:PUT|POST) (?!.*_search)/u.test(line)).length +
    stage.fjordvik.connector.requests.filter(({ what }) => what === 'create' || what === 'update').length;
  return {
    stage,
    system,
    trust,
    pass: (given) => run(trust, given),
    async settle(given) {
      for (let round = 0; round < 10; round += 1) {
        const before = writes();
        const { seq } = await stage.store.changedSince(0);
        await run(stage.fjordvik);
        await run(trust, given);
        if (writes() === before && (await stage.store.changedSince(0)).seq === seq) return;
      }
      throw new Error('Ten rounds, and still something moves');
    },
    held: <R extends Resource>(type: R['resourceType']) =>
      system.memory.all(type).flatMap(({ resource }) => (resource ? [resource as R] : [])),
    async close() {
      await stage.close();
      await system.close();
    },
  };
}
