import { check } from './checks.ts';
import type { DemoOptions } from './options.ts';
import { Passes } from './passes.ts';
import { SYSTEMS, TRUST } from './people/organizations.ts';
import { replay } from './replay.ts';
import type { Stage } from './stage.ts';
import { AFTER_REPAIRS, BEFORE_REPAIRS, differences, type Totals } from './totals.ts';

const LOST_ANSWERS = 2;

/** How the story ended. */
export interface Outcome {
  readonly totals: Totals;
  /** What is not as the story says, a line each. */
  readonly failures: readonly string[];
}

/** Plays the story without waiting for the clock: acts, and passes of Samplan between them, each until nothing moves. */
export async function playOnce(stage: Stage, options: DemoOptions, tell: (line: string) => void): Promise<Outcome> {
  const partners = SYSTEMS.map((system) => stage.partners[system]);
  const passes = new Passes({
    samplan: stage.samplan,
    partners,
    tell,
    ...(options.kill ? { killSeed: options.seed } : {}),
  });
  const tellAct = (line: string, person: string): void => tell(`${person}: ${line}`);

  const failures: string[] = [];
  tell('The plans flow for the first time');
  await passes.settle();
  failures.push(...(await stage.perform('sharing', tellAct)));
  await passes.settle();

  tell(`The system of ${TRUST} goes down`);
  const { controls } = stage.partners[TRUST];
  await controls.down(true);
  failures.push(...(await stage.perform('outage', tellAct)));
  await passes.run();
  tell(`and comes up again; the first ${LOST_ANSWERS} answers are lost`);
  await controls.loseAnswers(LOST_ANSWERS);
  await controls.down(false);
  await passes.settle();

  let totals = await stage.samplan.totals();
  failures.push(...differences(totals, BEFORE_REPAIRS), ...(await check(stage, false)));
  if (options.replay) {
    tell('Every message of the story once more');
    await replay(passes, partners, tell);
    totals = await stage.samplan.totals();
    failures.push(
      ...[...differences(totals, BEFORE_REPAIRS), ...(await check(stage, false))].map(
        (line) => `after the replay: ${line}`,
      ),
    );
  }
  if (options.repairs) {
    tell('The repairs');
    failures.push(...(await stage.perform('repair', tellAct)));
    await stage.decide(tellAct);
    await passes.settle();
    totals = await stage.samplan.totals();
    failures.push(
      ...[...differences(totals, AFTER_REPAIRS), ...(await check(stage, true))].map(
        (line) => `after the repairs: ${line}`,
      ),
    );
  }
  tell(`${passes.count} passes, ${passes.messages.length} writes${options.kill ? `, ${passes.kills} kills` : ''}`);
  return { totals, failures: [...passes.troubles, ...failures] };
}
