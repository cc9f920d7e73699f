import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { JAVA } from '../java/java-program.ts';
import { buildHapi } from './hapi-server.ts';

/** What the program is told (Client.java). */
interface Told {
  readonly base: string;
  readonly certificates: string;
  readonly controller: string;
  readonly partner: string;
  readonly ingrid: string;
  readonly per: string;
}

/** How a check went; without a fault it held. */
interface Check {
  readonly name: string;
  readonly fault?: string;
}

interface Ran {
  readonly checks: readonly Check[];
  /** What it said last: how many checks there were; absent when it did not come to the end. */
  readonly ended?: unknown;
}

/** Runs the checks of HAPI's generic client, which says in lines of JSON how they went. */
export async function runHapiClient(told: Told): Promise<Ran> {
  const child = spawn(JAVA, ['-Xmx512m', '-cp', buildHapi(), 'no.samplan.interop.client.Client'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const exit = once(child, 'exit');
  child.stdin.end(
    Object.entries(told)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const lines: unknown[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(JSON.parse(line));
  const [code] = await exit;
  if (code !== 0) throw new Error(`HAPI’s client ended with ${code}:\n${complaints.slice(-20).join('\n')}`);
  const isCheck = (line: unknown): line is Check => typeof line === 'object' && line !== null && 'name' in line;
  return { checks: lines.filter(isCheck), ended: lines.find((line) => !isCheck(line)) };
}
