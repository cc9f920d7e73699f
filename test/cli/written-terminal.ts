import type { Terminal } from '../../src/cli/terminal.ts';

/** A terminal that nobody watches and that keeps what is written to it. */
export interface WrittenTerminal extends Terminal {
  readonly written: { out: string; err: string };
}

/** Makes a terminal for one test; `interrupted` resolves at once. */
export function writtenTerminal(environment: Readonly<Record<string, string>> = {}): WrittenTerminal {
  const written = { out: '', err: '' };
  return {
    written,
    environment,
    write: (text) => {
      written.out += text;
    },
    complain: (text) => {
      written.err += text;
    },
    screen: undefined,
    interrupted: () => Promise.resolve(),
  };
}
