/** Where a command reads its surroundings and writes its answer. Tests give their own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The answer: standard output. */
  write(text: string): void;
  /** The answer as bytes, where it has an encoding of its own. */
  writeBytes(bytes: Uint8Array): void;
  /** What went wrong or is under way: standard error. */
  complain(text: string): void;
  /** Standard error when a person watches it: progress is drawn there. */
  readonly screen: NodeJS.WritableStream | undefined;
  /** Resolves when the process is told to stop; a second signal ends it at once. */
  interrupted(): Promise<void>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader of a pipe has seen enough, as with `samplan validate … | head`.
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  return {
    environment: process.env,
    write: (text) => void process.stdout.write(text),
    writeBytes: (bytes) => void process.stdout.write(bytes),
    complain: (text) => void process.stderr.write(text),
    screen: process.stderr.isTTY ? process.stderr : undefined,
    interrupted: () =>
      new Promise((resolve) => {
        const signals = ['SIGINT', 'SIGTERM'] as const;
        const onSignal = (): void => {
          // The next one ends the process, as it does where nobody listens.
          for (const signal of signals) process.off(signal, onSignal);
          resolve();
        };
        for (const signal of signals) process.on(signal, onSignal);
      }),
  };
}
