import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildJava, JAVA } from '../java/java-program.ts';

const SOURCES = fileURLToPath(new URL('hapi/', import.meta.url));

/** `Plain`: HAPI's parser and HTTP with storage of our own behind it · `Jpa`: HAPI's own storage, on H2 in memory. */
export type HapiKind = 'Plain' | 'Jpa';

/** A HAPI server in a process of its own; what it holds goes with it. */
export interface HapiServer {
  /** FHIR base, without anything of ours in between. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Compiles the servers and fetches their libraries, unless that is done already. */
export function buildHapi(): string {
  return buildJava(SOURCES, 'samplan-interop');
}

/** Starts a HAPI server on a free port of the loopback and waits until it says where it listens. */
export async function startHapi(kind: HapiKind): Promise<HapiServer> {
  // An open stdin ties the server's life to ours.
  const child = spawn(JAVA, ['-Xmx1g', '-cp', buildHapi(), `no.samplan.interop.${kind}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on(
    'line',
    (line) => void complaints.splice(0, complaints.length - 20, line),
  );
  complaints.push('');
  const ended = once(child, 'exit');
  const url = await Promise.race([
    firstUrl(child.stdout),
    ended.then(([code]) => {
      throw new Error(`HAPI ${kind} ended with ${code}:\n${complaints.join('\n')}`);
    }),
  ]);
  return {
    url,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

async function firstUrl(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    return (JSON.parse(line) as { readonly url: string }).url;
  }
  // It ended: the other side of the race tells how.
  return new Promise(() => {});
}
