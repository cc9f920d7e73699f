import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { LiveTable } from './live-table.ts';
import type { DemoOptions } from './options.ts';
import { FJORDVIK, GRANLI, NAV, TRUST } from './people/organizations.ts';
import type { Moment } from './people/person.ts';
import { openSignIn } from './sign-in.ts';
import type { Stage } from './stage.ts';

const LOOK_EVERY_MS = 2_000;
const LISTENING = /listening on (\S+?),?(?:\s|$)/;

/** Seconds after Samplan listens, and what happens then. */
const TIMELINE: readonly (readonly [at: number, step: Moment | 'down' | 'up' | 'decide'])[] = [
  [16, 'sharing'],
  [24, 'moving'],
  [32, 'down'],
  [34, 'outage'],
  [48, 'up'],
  [75, 'repair'],
  [76, 'decide'],
];

/** Plays the story by the clock, with Samplan on its five-second schedule, and stays until the signal. */
export async function playLive(stage: Stage, options: Pick<DemoOptions, 'signIn'>, signal: AbortSignal): Promise<void> {
  const table = new LiveTable(process.stdout);
  const url = await serve(stage, table, signal);
  const signIn = options.signIn ? await openSignIn(stage.config) : undefined;
  try {
    await tell(stage, table, { url, ...(signIn ? { console: signIn.console } : {}) }, signal);
  } finally {
    await signIn?.close();
  }
}

async function tell(
  stage: Stage,
  table: LiveTable,
  { url, console: signIn }: { readonly url: string; readonly console?: string },
  signal: AbortSignal,
): Promise<void> {
  table.announce([
    `Samplan            ${url}`,
    `Console            ${url.replace(/fhir$/, 'console')}`,
    ...(signIn === undefined ? [] : [`With sign-in       ${signIn} (herself: Ingrid, for example)`]),
    `${FJORDVIK}   ${stage.partners[FJORDVIK].url}`,
    `${TRUST}  ${stage.partners[TRUST].url}`,
    `${GRANLI}     ${stage.partners[GRANLI].url}`,
    `${NAV}                ${stage.nav.shared} (takes its files every ${LOOK_EVERY_MS / 1000} s)`,
    '',
    'In another terminal, in this folder:',
    '',
    `  export BASE=${url} SAMPLAN_CONFIG=${stage.config}`,
    '  npx samplan status',
    '  curl -s $BASE/metadata',
    `  curl -s '${stage.partners[FJORDVIK].url}/CarePlan?_count=2'`,
    `  curl -s '${stage.partners[TRUST].url}/Goal?_count=2'`,
    '',
    'The plans flow for the first time. Ctrl-C ends everything.',
  ]);
  await Promise.all([look(stage, table, signal), play(stage, table, signal)]).catch((error: unknown) => {
    if (!signal.aborted) {
      throw error;
    }
  });
}

/** Starts the server; its log goes to a file beside the configuration. */
async function serve({ samplan, folder }: Stage, table: LiveTable, signal: AbortSignal): Promise<string> {
  const server = samplan.serve();
  const log = createWriteStream(path.join(folder, 'samplan.log'));
  server.stdout?.pipe(log, { end: false });
  if (server.stderr === null) {
    throw new Error('Samplan has no output');
  }
  const last: string[] = [];
  const lines = createInterface({ input: server.stderr });
  const listening = new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      log.write(`${line}\n`);
      last.splice(0, last.length - 4, line);
      const address = LISTENING.exec(line)?.[1];
      if (address !== undefined) {
        resolve(address);
      }
    });
    server.once('close', (code) => {
      log.end();
      if (!signal.aborted) {
        table.happened(`Samplan ended with ${code}`);
      }
      reject(new Error(`Samplan ended with ${code}:\n${last.join('\n')}`));
    });
  });
  return listening;
}

/** Looks at the standings again and again; as often the NAV office takes its files. */
async function look({ samplan, nav }: Stage, table: LiveTable, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await nav.take();
    table.stand(await samplan.totals());
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function play(stage: Stage, table: LiveTable, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  for (const [at, step] of TIMELINE) {
    await wait(Math.max(0, at * 1000 - (performance.now() - began)), undefined, { signal });
    await take(step, stage, table);
  }
  table.happened('The story is told. Look around; Ctrl-C ends everything.');
}

async function take(step: (typeof TIMELINE)[number][1], stage: Stage, table: LiveTable): Promise<void> {
  const { controls } = stage.partners[TRUST];
  switch (step) {
    case 'down':
      table.happened(`The system of ${TRUST} goes down`);
      return controls.down(true);
    case 'up':
      table.happened(`The system of ${TRUST} is up again; its first two answers to Samplan are lost`);
      await controls.loseAnswers(2);
      return controls.down(false);
    case 'decide':
      return stage.decide((line, person) => table.happened(line, person));
    default:
      // Whatever answers Samplan has not lost by now must not be lost to the people.
      await controls.loseAnswers(0);
      for (const failure of await stage.perform(step, (line, person) => table.happened(line, person))) {
        table.happened(failure);
      }
  }
}
