import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { standings } from '../demo/live-table.ts';
import { EVERYONE } from '../demo/people/everyone.ts';
import { FJORDVIK, PARTNERS, TRUST } from '../demo/people/organizations.ts';
import { type Stage, setStage } from '../demo/stage.ts';
import { AFTER_REPAIRS, BEFORE_REPAIRS } from '../demo/totals.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const README = await readFile(path.join(ROOT, 'README.md'), 'utf8');
/** The machine may have much else to do. */
const PATIENCE_MS = 3 * 60_000;

function blocks(language: string): readonly string[] {
  return [...README.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text);
}

/** Commands one by one, those joined with && too. */
const COMMANDS = blocks('sh').flatMap((block) => block.split(/\n| && /).filter((line) => line !== ''));

/** What stays: started by a test below, then stopped. */
const STARTED_HERE = ['npm run demo', 'npm start'];
const isNpm = (command: string): boolean => /^npm\b/.test(command);
/** What a reader types while an installation runs. */
const TYPED = COMMANDS.filter((command) => !isNpm(command) && command !== 'npx samplan configuration');

/** A program in a process group of its own, as a terminal gives it one. */
interface Program {
  /** Resolves with what the first match captured, in either output. */
  says(pattern: RegExp): Promise<string>;
  readonly said: () => string;
  /** What Ctrl-C does: the signal goes to every process of the group. */
  interrupt(): Promise<void>;
}

function start(command: string, environment: Readonly<Record<string, string>> = {}): Program {
  const child = spawn('bash', ['-c', command], {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      text += `${line}\n`;
      for (const listener of listeners) listener();
    });
  }
  return {
    said: () => text,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text)?.[1];
          if (found !== undefined) resolve(found);
        };
        listeners.add(look);
        look();
        void closed.then(() => reject(new Error(`ended before it said ${pattern}:\n${text}`)));
      }),
    async interrupt() {
      signalGroup(child);
      await closed;
    },
  };
}

function signalGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGINT');
}

/** Runs lines as they stand; curl fails on an answer of 400 and more. */
async function type(lines: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  const script = ['curl() { command curl --fail-with-body "$@"; }', ...lines].join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: ROOT,
    // A package of our name in a registry is not what is meant.
    env: { ...process.env, npm_config_offline: 'true', ...environment },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

describe('the commands of the README', () => {
  test('are run by .ci/run or below, every one', async () => {
    const ci = await readFile(path.join(ROOT, '.ci/run'), 'utf8');
    const elsewhere = COMMANDS.filter((command) => isNpm(command) && !STARTED_HERE.includes(command));
    expect(elsewhere.length).toBeGreaterThan(3);
    expect(elsewhere.filter((command) => !ci.includes(`stage "${command}"`) && !ci.includes(`== ${command}"`))).toEqual(
      [],
    );
    expect(TYPED.filter((command) => !/^(npx samplan |curl |[A-Z]+=\$\()/.test(command))).toEqual([]);
  });

  describe('while an installation runs', () => {
    let stage: Stage;
    let program: Program;
    let environment: Readonly<Record<string, string>>;

    beforeAll(async () => {
      stage = await setStage(PARTNERS);
      environment = { SAMPLAN_CONFIG: stage.config };
      // Up to where Solveig's conflict is open.
      for (const act of [false, true]) {
        if (act) await stage.perform('sharing', () => undefined);
        for (const _ of [1, 2]) await stage.samplan.pass();
      }
      // What was deleted is noticed by looking at everything.
      await stage.samplan.reconciliation();
      program = start('npm start', environment);
      environment = { ...environment, BASE: await program.says(/listening on (\S+\/fhir)\b/) };
    }, PATIENCE_MS);

    afterAll(async () => {
      await program.interrupt();
      await stage.clear();
    }, PATIENCE_MS);

    test(
      'work one after the other',
      async () => {
        const said = await type(TYPED, environment);
        expect(said).toContain(standings(BEFORE_REPAIRS)[0]);
        expect(said).toContain('Decided: the value of the record stands');
        expect(said).toContain('"resourceType":"CapabilityStatement"');
        expect(said).toContain('"status":"ready"');
        expect(said).not.toContain('"severity":"error"');
      },
      PATIENCE_MS,
    );
  });
});

test(
  'npm run demo says what to paste, that works, and Ctrl-C leaves nothing behind',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'samplan-readme-'));
    const demo = start('npm run demo', { TMPDIR: folder });
    try {
      const pasted = await demo.says(/^ +(export BASE=.*)$/m);
      const curls = await demo.says(/^((?: +curl .*\n)+)/m);
      expect(await type([pasted, 'npx samplan status', curls], {})).toContain('"resourceType":"CapabilityStatement"');
      await demo.says(/^(records [1-9])/m);
    } finally {
      await demo.interrupt();
    }
    expect(demo.said()).not.toMatch(/FAILED|Error/);
    // npm's own compile cache may stand there.
    expect((await readdir(folder)).filter((name) => name.startsWith('samplan'))).toEqual([]);
    await rm(folder, { recursive: true });
  },
  PATIENCE_MS,
);

test(
  'the configuration works as it stands, with the partner and the package that are added to it',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'samplan-readme-'));
    const environment = { SAMPLAN_CONFIG: path.join(folder, 'samplan.yaml') };
    const [whole = '', partner = '', profiles = '', ...more] = blocks('yaml');
    expect(more).toEqual([]);
    await cp(path.join(ROOT, 'test/validation/fixtures/package'), path.join(folder, 'our-profiles'), {
      recursive: true,
    });
    for (const [text, partners] of [
      [whole, FJORDVIK],
      [`${profiles}${whole}${partner}`, `${FJORDVIK}, ${TRUST}`],
    ] as const) {
      await writeFile(environment.SAMPLAN_CONFIG, text);
      expect(await type(['npx samplan configuration'], environment)).toContain(`is in order. Partners: ${partners}.`);
    }
    await rm(folder, { recursive: true });
  },
  PATIENCE_MS,
);

describe('what the README says of the demo', () => {
  test.each([
    ['before', BEFORE_REPAIRS],
    ['after', AFTER_REPAIRS],
  ] as const)('are the totals %s the repairs', (_, totals) => {
    expect(README).toContain(`\n\`\`\`\n${standings(totals).join('\n')}\n\`\`\`\n`);
  });

  test('names everyone in it', () => {
    expect(EVERYONE.map(({ profile }) => profile.given).filter((name) => !README.includes(`| ${name} |`))).toEqual([]);
  });
});
