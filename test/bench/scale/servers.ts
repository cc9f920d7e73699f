import { dirname } from 'node:path';
import type { Role } from '../../../src/sync/jobs/job-engine.ts';
import { CommandLine } from '../../demo/command-line.ts';
import { listening } from '../../kill/listening.ts';
import { usageOf } from '../api/process-usage.ts';
import { type ProcessorShare, processorShare } from './processor-share.ts';

/** A process of Samplan's that may use a share of a processor only once it is held to it. */
export interface Server {
  /** Names its connections at the database too. */
  readonly name: string;
  readonly role: Role;
  readonly url: string;
  /** From now on. */
  hold(share: number): void;
  /** Milliseconds of processor time since it started, and for which it was kept from running since it was held. */
  usage(): { readonly processorMs: number; readonly heldBackMs: number; readonly rssMb: number };
  stop(): Promise<void>;
}

/** @param config of this process alone */
export async function startServer(name: string, role: Role, config: string): Promise<Server> {
  const samplan = new CommandLine(dirname(config), config);
  const child = samplan.serve({}, '--role', role);
  child.stdout?.resume();
  const url = await listening(child).catch(async (error: unknown) => {
    await samplan.end();
    throw error;
  });
  const pid = child.pid ?? 0;
  let held: ProcessorShare | undefined;
  return {
    ...{ name, role, url },
    hold(share) {
      held = processorShare(`bench-${process.pid}-${name}`, share);
      if (!held) throw new Error('no process can be held to a share of the processor here');
      held.add(pid);
    },
    usage() {
      const used = usageOf(pid);
      if (!used) throw new Error(`${name} has ended`);
      return { ...used, heldBackMs: held?.heldBackMs() ?? 0 };
    },
    async stop() {
      await samplan.end();
      held?.remove();
    },
  };
}
