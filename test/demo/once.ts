import { check, type Verdict } from './checks.ts';
import type { DemoOptions } from './options.ts';
import { Passes } from './passes.ts';
import { SERVERS, TRUST } from './people/organizations.ts';
import { replay } from './replay.ts';
import type { Stage } from './stage.ts';
import { AFTER_REPAIRS, BEFORE_REPAIRS, differences, type Totals } from './totals.ts';

/** Answers that are lost when the outage ends. */
export const LOST_ANSWERS = 2;

/** How things stood at one point of the story. */
export interface Reading {
  readonly when: 'before the repairs' | 'after the replay' | 'after the repairs';
  readonly totals: Totals;
  /** Totals that are not as the story says, a line each. */
  readonly wrong: readonly string[];
  readonly verdicts: readonly Verdict[];
}

/** How the story ended. */
export interface Outcome {
  readonly readings: readonly Reading[];
  /** Acts that could not be done, and passes that did not go as they should, a line each. */
  readonly troubles: readonly string[];
}

/** What is not as the story says, a line each. */
export function failuresOf({ readings, troubles }: Outcome): readonly string[] {
  return [
    ...troubles,
    ...readings.flatMap(({ when, wrong, verdicts }) =>
      [...wrong, ...verdicts.flatMap(({ of, faults }) => faults.map((fault) => `${of}: ${fault}`))].map(
        (line) => `${when}: ${line}`,
      ),
    ),
  ];
}

/** Plays the story without waiting for the clock: acts, and passes of Samplan between them, each until nothing moves. */
export async function playOnce(stage: Stage, options: DemoOptions, tell: (line: string) => void): Promise<Outcome> {
  const partners = SERVERS.map((system) => stage.partners[system]);
  const passes = new Passes({
    samplan: stage.samplan,
    partners,
    nav: stage.nav,
    tell,
    ...(options.kill > 0 ? { kill: { times: options.kill, seed: options.seed } } : {}),
  });
  const tellAct = (line: string, person: string): void => tell(`${person}: ${line}`);

  const undone: string[] = [];
  const readings: Reading[] = [];
  async function read(when: Reading['when'], expected: Totals): Promise<void> {
    const totals = await stage.samplan.totals();
    const verdicts = await check(stage, when === 'after the repairs');
    readings.push({ when, totals, wrong: differences(totals, expected), verdicts });
  }

  tell('The plans flow for the first time');
  await passes.settle();
  undone.push(...(await stage.perform('sharing', tellAct)));
  await passes.settle();

  tell('Hanna moves');
  undone.push(...(await stage.perform('moving', tellAct)));
  await passes.settle();

  tell('Samplan looks at everything that stands at its partners');
  await passes.reconcile();
  await passes.settle();

  tell(`The system of ${TRUST} goes down`);
  const { controls } = stage.partners[TRUST];
  await controls.down(true);
  undone.push(...(await stage.perform('outage', tellAct)));
  await passes.run();
  tell(`and comes up again; the first ${LOST_ANSWERS} answers are lost`);
  await controls.loseAnswers(LOST_ANSWERS);
  await controls.down(false);
  await passes.settle();

  await read('before the repairs', BEFORE_REPAIRS);
  if (options.replay) {
    tell('Every message of the story once more');
    await replay(passes, partners, stage.nav, tell);
    await read('after the replay', BEFORE_REPAIRS);
  }
  if (options.repairs) {
    tell('The repairs');
    undone.push(...(await stage.perform('repair', tellAct)));
    await stage.decide(tellAct);
    await passes.settle();
    await read('after the repairs', AFTER_REPAIRS);
  }
  tell(`${passes.count} passes, ${passes.messages.length} writes${options.kill > 0 ? `, ${passes.kills} kills` : ''}`);
  return { readings, troubles: [...passes.troubles, ...undone] };
}
