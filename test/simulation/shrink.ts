import type { Scenario, Step, Traits } from './scenario.ts';

/** Whether a scenario still goes wrong in the same way. */
export type Fails = (scenario: Scenario) => Promise<boolean>;

export const PLAIN: Traits = {
  habits: {},
  makes: 'nothing',
  measures: 'requests',
  pull: 'auto',
  skewMs: 0,
  pageSize: 100,
  overlapSeconds: 60,
  knowsPersons: true,
};

/**
 * The smallest scenario that still fails: fewer steps (delta debugging: halves, quarters, … single steps are left out as
 * long as that helps), fewer partners and persons, and partners without their habits, one trait after the other.
 *
 * @param fails is asked at most `attempts` times
 */
export async function shrink(given: Scenario, fails: Fails, attempts = 400): Promise<Scenario> {
  let smallest = given;
  let left = attempts;
  const tries = async (scenario: Scenario): Promise<boolean> => {
    if (left <= 0) return false;
    left -= 1;
    if (!(await fails(scenario))) return false;
    smallest = scenario;
    return true;
  };
  for (let before: Scenario | undefined; before !== smallest && left > 0; ) {
    before = smallest;
    await fewerSteps(() => smallest, tries);
    for (let count = 1; count < smallest.partners.length; count += 1) {
      if (await tries({ ...smallest, partners: smallest.partners.slice(0, count) })) break;
    }
    if (smallest.persons > 1) await tries({ ...smallest, persons: 1 });
    for (const index of smallest.partners.keys()) await plainer(index, () => smallest, tries);
  }
  return smallest;
}

async function fewerSteps(current: () => Scenario, tries: Fails): Promise<void> {
  for (let size = Math.ceil(current().steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < current().steps.length; ) {
      const { steps, ...rest } = current();
      const fewer: readonly Step[] = [...steps.slice(0, from), ...steps.slice(from + size)];
      if (!(await tries({ ...rest, steps: fewer }))) from += size;
    }
  }
}

async function plainer(index: number, current: () => Scenario, tries: Fails): Promise<void> {
  const withTraits = (traits: Traits): Scenario => ({ ...current(), partners: current().partners.with(index, traits) });
  const traits = (): Traits => current().partners[index] ?? PLAIN;
  if (JSON.stringify(traits()) === JSON.stringify(PLAIN) || (await tries(withTraits(PLAIN)))) return;
  for (const name of Object.keys(PLAIN) as (keyof Traits)[]) {
    if (name !== 'habits' && traits()[name] !== PLAIN[name])
      await tries(withTraits({ ...traits(), [name]: PLAIN[name] }));
  }
  for (const name of Object.keys(traits().habits)) {
    const habits = Object.fromEntries(Object.entries(traits().habits).filter(([other]) => other !== name));
    await tries(withTraits({ ...traits(), habits }));
  }
}
