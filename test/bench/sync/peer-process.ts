import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Journal, Orders } from './peer/control.ts';

const MAIN = fileURLToPath(new URL('./peer/main.ts', import.meta.url));

/** What an order answers. */
interface Results {
  readonly written: readonly string[];
  readonly tally: readonly number[];
  readonly journal: readonly (Omit<Journal, 'body'> & { readonly body: string })[];
}

/** A peer in a process of its own. */
export interface PeerProcess {
  /** FHIR base. */
  readonly url: string;
  order<Name extends keyof Orders>(
    name: Name,
    given: Orders[Name],
  ): Promise<Name extends keyof Results ? Results[Name] : unknown>;
  stop(): Promise<void>;
}

/** @example const peer = await startPeer(); await peer.order('seed', { resources }); */
export async function startPeer(): Promise<PeerProcess> {
  const child = spawn(process.execPath, ['--max-old-space-size=6000', MAIN], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  return {
    url: `${url}/fhir`,
    async order(name, given) {
      const response = await fetch(`${url}/control/${name}`, { method: 'POST', body: JSON.stringify(given) });
      if (!response.ok) throw new Error(`the peer answered ${response.status} to ${name}`);
      return response.json() as never;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
