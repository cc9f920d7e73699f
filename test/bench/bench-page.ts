import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release } from 'node:os';

const BENCHMARKS = new URL('../../docs/benchmarks/', import.meta.url);

/** When and on what something was measured. */
export interface Occasion {
  readonly date: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly system: string;
    readonly node: string;
    /** Load average of the minute before it began: what else the machine did. */
    readonly loadBefore: number;
  };
}

/** To be asked before anything is measured. */
export function occasion(): Occasion {
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      system: `${process.platform} ${release()}`,
      node: process.version,
      loadBefore: loadavg()[0] ?? 0,
    },
  };
}

/** One line; `more` stands before the load. */
export function machineOf({ date, machine }: Occasion, more = ''): string {
  const { cpu, cores, system, node, loadBefore } = machine;
  return `${date}; ${cpu}, ${cores} cores; ${system}; Node ${node}; ${more}load before ${loadBefore.toFixed(1)}`;
}

/** Prints the figures, and writes docs/benchmarks/NAME.md and NAME.json where that is asked for. */
export function publish(
  name: string,
  { json, write }: { readonly json: boolean; readonly write: boolean },
  told: { readonly figures: unknown; readonly page: string; readonly table: string },
): void {
  const text = JSON.stringify(told.figures, null, 2);
  if (write) {
    mkdirSync(BENCHMARKS, { recursive: true });
    writeFileSync(new URL(`${name}.json`, BENCHMARKS), `${text}\n`);
    writeFileSync(new URL(`${name}.md`, BENCHMARKS), told.page);
  }
  console.log(json ? text : told.table);
}
