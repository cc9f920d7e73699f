import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
const LEAST_JAVA = 17;
const JAVA_HOME = process.env['JAVA_HOME'];
const MAVEN = 'mvn';

/** The Java of this machine. */
export const JAVA = JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java';

/** What is missing on this machine to build and run Java programs; undefined when nothing is. */
export function missingJava(): string | undefined {
  // Java says its version on standard error: openjdk version "17.0.15" 2025-04-15
  const java = spawnSync(JAVA, ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(java.stderr ?? '')?.[1] ?? 0);
  if (java.error || version < LEAST_JAVA) return `no Java ${LEAST_JAVA}`;
  return spawnSync(MAVEN, ['-version']).error ? 'no Maven' : undefined;
}

/**
 * Compiles a Java program and fetches its libraries with Maven, unless that is done already for these sources. Answers
 * with the class path.
 *
 * @param sources folder with `pom.xml`, which takes the property `build.folder`, and `src`
 * @param name of the folder under node_modules/.cache
 * @throws with Maven's own output.
 * @example
 * spawn(JAVA, ['-cp', buildJava('/work/main/test/interop/hapi/', 'samplan-interop'), 'no.samplan.interop.Jpa'])
 */
export function buildJava(sources: string, name: string): string {
  const folder = join(CACHE, name);
  const stamp = join(folder, 'built');
  const digest = digestOf(sources);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
    // Libraries of another version would stay on the class path.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const maven = spawnSync(MAVEN, ['--batch-mode', '--quiet', `-Dbuild.folder=${folder}`, 'compile'], {
      cwd: sources,
      encoding: 'utf8',
    });
    if (maven.status !== 0) throw new Error(`Maven ended with ${maven.status}:\n${maven.stdout}${maven.stderr}`);
    writeFileSync(stamp, digest);
  }
  return [join(folder, 'classes'), join(folder, 'dependency', '*')].join(delimiter);
}

function digestOf(sources: string): string {
  const hash = createHash('sha256');
  for (const file of ['pom.xml', ...globSync('src/**/*.java', { cwd: sources }).sort()]) {
    hash.update(file).update(readFileSync(join(sources, file)));
  }
  return hash.digest('hex');
}
