import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { CommandLine } from '../demo/command-line.ts';

const LISTENING = /listening on (\S+?),?(?:\s|$)/;

/** All that the open conflicts say, as Samplan's own endpoint shows them, attachments in clear text. */
export async function conflictTexts(samplan: CommandLine): Promise<string> {
  const ids = await samplan.openConflicts();
  const server = samplan.serve();
  if (server.stderr === null) throw new Error('Samplan has no output');
  const ended = once(server, 'close');
  try {
    const url = await addressIn(server.stderr);
    const tasks = await Promise.all(ids.map(async (id) => (await fetch(`${url}/Task/${id}`)).text()));
    return tasks.map((task) => task.replaceAll(/"data":"([^"]*)"/g, (_, data: string) => atobUtf8(data))).join('\n');
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

async function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const address = LISTENING.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('Samplan ended before it said where it listens');
}

function atobUtf8(data: string): string {
  return Buffer.from(data, 'base64').toString('utf8');
}
