import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Issuer } from './installation.ts';

const SERVER = fileURLToPath(new URL('./server.ts', import.meta.url));

/**
 * `bare`: Express with the same bytes, and one durable INSERT for what is written · `engine`: Samplan, what is only read being
 * traced nowhere · `audited`: Samplan as it is, with tokens that are bound to nothing · `DPoP`: with tokens that are bound to a key.
 */
export type ServerKind = 'bare' | 'engine' | 'audited' | 'DPoP';

export interface ServerOptions {
  readonly file: string;
  readonly issuer: Issuer;
  /** Where a bare server finds what it answers. */
  readonly answers: string;
}

/** A server in a process of its own. */
export interface RunningServer {
  /** FHIR base. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** @param flags for Node, to profile for example */
export async function startServer(
  kind: ServerKind,
  options: ServerOptions,
  flags: readonly string[] = [],
): Promise<RunningServer> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...flags, SERVER, kind, JSON.stringify(options)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const said = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => undefined),
  ]);
  if (said === undefined) throw new Error(`the server ${kind} did not start`);
  const { url } = JSON.parse(String(said[0])) as { readonly url: string };
  return { url, pid: child.pid ?? 0, stop: () => ended(child) };
}

/** Ends a process that lives as long as its standard input is open. */
async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.stdin?.end();
  await exit;
}
