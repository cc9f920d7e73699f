import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('hapi/', import.meta.url));
const BUILD = fileURLToPath(new URL('../../node_modules/.cache/samplan-conformance/', import.meta.url));
const LEAST_JAVA = 17;
const JAVA_HOME = process.env['JAVA_HOME'];
const JAVA = JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java';
const MAVEN = 'mvn';

/** An issue of HAPI's validator. */
export interface OfficialIssue {
  readonly severity: 'error' | 'warning' | 'information';
  /** Its message id, for example `Validation_VAL_Profile_Minimum`. */
  readonly rule: string;
  readonly at: string;
  readonly text: string;
}

/** What is missing on this machine to run it; undefined when nothing is. */
export function missing(): string | undefined {
  // Java says its version on standard error: openjdk version "17.0.15" 2025-04-15
  const java = spawnSync(JAVA, ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(java.stderr ?? '')?.[1] ?? 0);
  if (java.error || version < LEAST_JAVA) return `no Java ${LEAST_JAVA}`;
  return spawnSync(MAVEN, ['-version']).error ? 'no Maven' : undefined;
}

function sourcesDigest(): string {
  const hash = createHash('sha256');
  for (const file of ['pom.xml', ...globSync('src/**/*.java', { cwd: SOURCES }).sort()]) {
    hash.update(file).update(readFileSync(join(SOURCES, file)));
  }
  return hash.digest('hex');
}

/**
 * Compiles the Java program and fetches its libraries, unless that is done already for these sources.
 *
 * @throws with Maven's own output.
 */
export function build(): void {
  const stamp = join(BUILD, 'built');
  const digest = sourcesDigest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  mkdirSync(BUILD, { recursive: true });
  const maven = spawnSync(MAVEN, ['--batch-mode', '--quiet', `-Dbuild.folder=${BUILD}`, 'compile'], {
    cwd: SOURCES,
    encoding: 'utf8',
  });
  if (maven.status !== 0) throw new Error(`Maven ended with ${maven.status}:\n${maven.stdout}${maven.stderr}`);
  writeFileSync(stamp, digest);
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
  const classPath = [join(BUILD, 'classes'), join(BUILD, 'dependency', '*')].join(
    process.platform === 'win32' ? ';' : ':',
  );
  const child = spawn(JAVA, ['-cp', classPath, 'no.samplan.conformance.Main', mode, ...packages], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
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
