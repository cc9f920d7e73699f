import type { Terminal } from '../../src/cli/terminal.ts';

/** A terminal that nobody watches and that keeps what is written to it. */
export interface WrittenTerminal extends Terminal {
  readonly written: { out: string; err: string; bytes: Buffer };
}

/** Makes a terminal for one test; `interrupted` resolves at once. */
export function writtenTerminal(environment: Readonly<Record<string, string>> = {}): WrittenTerminal {
  const written = { out: '', err: '', bytes: Buffer.alloc(0) };
  return {
    written,
    environment,
    write: (text) => {
      written.out += text;
    },
    writeBytes: (bytes) => {
      written.bytes = Buffer.concat([written.bytes, bytes]);
      written.out += Buffer.from(bytes).toString();
    },
    complain: (text) => {
      written.err += text;
    },
    screen: undefined,
    interrupted: () => Promise.resolve(),
  };
}
