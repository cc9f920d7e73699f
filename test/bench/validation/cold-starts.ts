import { execFileSync, spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Spread, spread } from './rounds.ts';
import { scratchFolder } from './scratch-folder.ts';
import { PACKAGE, type Subject } from './subjects.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CHILD = fileURLToPath(new URL('./start-up.ts', import.meta.url));
const TIMES = 9;

interface Sample {
  readonly node: number;
  readonly importMs: number;
  readonly readyMs: number;
  readonly firstMs: number;
  readonly readyRssMb: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly errors: number;
}

/** Milliseconds from before the import, and megabytes added by it, over processes of their own. */
export type StartUp = Readonly<Record<'importMs' | 'readyMs' | 'firstMs' | 'readyRssMb' | 'rssMb' | 'heapMb', Spread>>;

function samples(validation: string, subject: Subject): StartUp {
  const folder = scratchFolder();
  const file = join(folder, 'resource.json');
  writeFileSync(file, subject.text);
  const taken: readonly Sample[] = Array.from({ length: TIMES }, () => {
    const output = execFileSync(
      process.execPath,
      [
        '--expose-gc',
        '--disable-warning=ExperimentalWarning',
        CHILD,
        validation,
        PACKAGE,
        file,
        subject.profiles[0] ?? '',
      ],
      { encoding: 'utf8' },
    );
    return JSON.parse(output) as Sample;
  });
  if (taken.some(({ errors }) => errors > 0)) throw new Error('the first validation found errors');
  const of = (key: keyof Sample): Spread => spread(taken.map((sample) => sample[key]));
  return {
    importMs: of('importMs'),
    readyMs: of('readyMs'),
    firstMs: of('firstMs'),
    readyRssMb: of('readyRssMb'),
    rssMb: of('rssMb'),
    heapMb: of('heapMb'),
  };
}

/** Where the sources have been compiled to JavaScript, as they are installed; undefined when that fails. */
function compiled(): string | undefined {
  const folder = scratchFolder();
  const out = join(folder, 'dist');
  const result = spawnSync(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', '.tsconfig.build.json', '--outDir', out], {
    cwd: ROOT,
  });
  if (result.status !== 0) return undefined;
  for (const name of ['node_modules', 'profiles']) symlinkSync(join(ROOT, name), join(folder, name));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  return join(out, 'validation', 'validation.js');
}

/** Cold starts of the sources as they stand, and of the compiled program. */
export function coldStarts(subject: Subject): { readonly sources: StartUp; readonly compiled: StartUp | undefined } {
  const built = compiled();
  return {
    sources: samples(join(ROOT, 'src', 'validation', 'validation.ts'), subject),
    compiled: built === undefined ? undefined : samples(built, subject),
  };
}
