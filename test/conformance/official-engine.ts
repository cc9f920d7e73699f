import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildJava, JAVA } from '../java/java-program.ts';

const SOURCES = fileURLToPath(new URL('hapi/', import.meta.url));

/** An issue of HAPI's validator. */
export interface OfficialIssue {
  readonly severity: 'error' | 'warning' | 'information';
  /** Its message id, for example `Validation_VAL_Profile_Minimum`. */
  readonly rule: string;
  readonly at: string;
  readonly text: string;
}

/** A running Java program: lines in, lines out. */
export interface OfficialEngine {
  /** Milliseconds that it took to come up, inside the JVM. */
  readonly ready: number;
  send(request: object): void;
  /** The next answer; undefined when there will be none. */
  next(): Promise<unknown>;
  /** Says that no request follows. */
  end(): void;
}

/** Starts HAPI with these packages. `check` answers with issues, `rate` with validations a second. */
export async function start(mode: 'check' | 'rate', packages: readonly string[]): Promise<OfficialEngine> {
  const child = spawn(
    JAVA,
    ['-cp', buildJava(SOURCES, 'samplan-conformance'), 'no.samplan.conformance.Main', mode, ...packages],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line = await lines.next();
    return line.done ? undefined : JSON.parse(line.value);
  };
  const first = await next();
  if (typeof first !== 'object' || first === null || !('ready' in first)) throw new Error('HAPI did not start');
  return {
    ready: Number(first.ready),
    send: (request) => child.stdin.write(`${JSON.stringify(request)}\n`),
    next,
    end: () => child.stdin.end(),
  };
}
