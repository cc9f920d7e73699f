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
  readonly pid: number;
  /** Empties it, as if it had just started. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

interface HapiOptions {
  /** Of Jpa: whether it searches by all that it can (`:missing`, `:contains`, `:of-type`), which it does not as it comes. */
  readonly indexesAll?: boolean;
}

/** Compiles the servers and fetches their libraries, unless that is done already. */
export function buildHapi(): string {
  return buildJava(SOURCES, 'samplan-interop');
}

/** Starts a HAPI server on a free port of the loopback and waits until it says where it listens. */
export async function startHapi(kind: HapiKind, { indexesAll = false }: HapiOptions = {}): Promise<HapiServer> {
  // An open stdin ties the server's life to ours.
  const options = ['-Xmx1g', `-Dinterop.indexes-all=${indexesAll}`];
  const child = spawn(JAVA, [...options, '-cp', buildHapi(), `no.samplan.interop.${kind}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');

  async function next(): Promise<string> {
    const { value, done } = await said.next();
    if (!done) return value;
    const [code] = await ended;
    throw new Error(`HAPI ${kind} ended with ${code}:\n${complaints.slice(-20).join('\n')}`);
  }

  const { url } = JSON.parse(await next()) as { readonly url: string };
  return {
    url,
    pid: child.pid ?? 0,
    async forget() {
      child.stdin.write('\n');
      await next();
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
