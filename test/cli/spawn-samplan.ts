import { spawn } from 'node:child_process';
import path from 'node:path';
import { LOGGED } from '../observe/logged-lines.ts';

/** The program as a shell starts it. */
const PROGRAM = path.join(import.meta.dirname, '../../src/cli/samplan.mjs');

/** What a run of `samplan` left behind. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `samplan` to its end in a process of its own. */
export function samplan(
  arguments_: readonly string[],
  options: { readonly cwd?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...arguments_], {
      cwd: options.cwd,
      env: { PATH: process.env['PATH'], ...options.environment },
    });
    const texts = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      texts.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      texts.err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      LOGGED.push(...texts.err.split('\n').filter((line) => line.startsWith('{')));
      resolve({ code, ...texts });
    });
  });
}
