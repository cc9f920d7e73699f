import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connectControls, type PeerControls } from './peer/controls.ts';
import type { ServerName } from './people/organizations.ts';

const MAIN = fileURLToPath(new URL('./peer/main.ts', import.meta.url));

/** A partner's system in a process of its own. */
export interface PartnerProcess {
  readonly name: ServerName;
  /** FHIR base. */
  readonly url: string;
  readonly controls: PeerControls;
  stop(): Promise<void>;
}

/**
 * Starts a partner and waits until it says where it listens.
 *
 * @param host where that is; 127.0.0.1 unless told
 */
export async function startPartner(name: ServerName, host?: string): Promise<PartnerProcess> {
  // An open stdin ties the partner's life to ours.
  const child = spawn(process.execPath, [MAIN, '--port', '0', ...(host === undefined ? [] : ['--host', host])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = await Promise.race([firstUrl(child), endsEarly(child, name)]);
  return {
    name,
    url,
    controls: connectControls(url),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
    },
  };
}

async function firstUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) {
    throw new Error('The partner has no output');
  }
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { readonly url: string };
    return url;
  }
  throw new Error('The partner closed its output before it said where it listens');
}

async function endsEarly(child: ChildProcess, name: string): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null];
  throw new Error(`The system of ${name} ended with ${code}`);
}
