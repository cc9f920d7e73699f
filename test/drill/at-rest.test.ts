import { afterEach, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import { TYPES } from '../../src/connector/fhir-rest/options.ts';
import type { Exchange } from '../demo/peer/journal.ts';
import { PLAIN } from '../simulation/shrink.ts';
import type { Invariant } from '../simulation/violation.ts';
import { World } from '../simulation/world.ts';
import { judgeAtRest } from './at-rest.ts';

let world: World;
afterEach(() => world.close());

/** An installation that people worked with, and where everything works again. */
async function leftBehind(): Promise<void> {
  world = await World.open({ partners: [PLAIN, PLAIN], persons: 2, steps: [] });
  await passes();
  await passes();
  // Each in the plan of a person of its own: nobody contradicts another.
  for (const kind of ['rewrites-goal', 'adds-goal', 'rewrites-plan'] as const)
    for (const at of [0, 1]) await world.take({ do: 'edit', kind, at, who: at, which: 0 });
}

async function passes(): Promise<void> {
  for (const { index } of world.partners) await world.take({ do: 'pass', at: index });
}

/** @param run passes of every partner, as the installation makes them */
async function found(run = passes): Promise<ReadonlySet<Invariant>> {
  const written: Exchange[][] = world.partners.map(() => []);
  for (const [index, partner] of world.partners.entries()) {
    const weigh = partner.onLeaving;
    partner.onLeaving = async (leaving) => {
      const { method, type, id, body } = leaving;
      const path = `/fhir/${id === undefined ? type : `${type}/${id}`}`;
      written[index]?.push({
        method,
        path,
        headers: { prefer: 'return=representation' },
        body: JSON.parse(body),
        delivered: true,
      });
      await weigh(leaving);
    };
  }
  const violations = await judgeAtRest({
    store: world.disk,
    controller: world.context.controller,
    ledger: world.ledger,
    passes: {
      run,
      get messages() {
        return written.flat();
      },
    },
    partners: world.partners.map((partner, index) => ({
      name: partner.party.name,
      url: partner.base,
      controls: {
        all: async () => TYPES.flatMap((type) => partner.all(type)),
        journal: async () => written[index] ?? [],
      },
    })),
  });
  return new Set(violations.map(({ invariant }) => invariant));
}

test('an installation that works comes to rest, and nothing is wrong', async () => {
  await leftBehind();
  expect(await found()).toEqual(new Set());
});

test('I8: what a partner holds is sent to it again in every pass', async () => {
  await leftBehind();
  const again = async (): Promise<void> => {
    await passes();
    await sentAgain();
  };
  expect(await found(again)).toContain('I8');
});

test('I4: a feed that is read once more from its beginning is taken in once more', async () => {
  await leftBehind();
  const [{ party }] = world.partners as [(typeof world.partners)[number]];
  const again = async (): Promise<void> => {
    const checkpoint = await world.disk.checkpoint(party.name);
    const isFromTheBeginning = checkpoint !== undefined && Object.keys(checkpoint.cursor).length === 0;
    await passes();
    if (isFromTheBeginning) await writtenAnew();
  };
  expect(await found(again)).toContain('I4');
});

async function sentAgain(): Promise<void> {
  const [, trust] = world.partners as [unknown, (typeof world.partners)[number]];
  const [goal] = trust.all<Goal>('Goal');
  await trust.fetch(new URL(`${trust.base}/Goal/${goal?.id}`), {
    method: 'PUT',
    headers: new Headers({ 'if-match': `W/"${goal?.meta?.versionId}"` }),
    body: JSON.stringify(goal),
  });
}

/** The same text, a version later. */
async function writtenAnew(): Promise<void> {
  const [one] = await world.people();
  const parts = (await world.disk.record(one?.person ?? '')).parts;
  const goal = parts.find(({ resource }) => resource.resourceType === 'Goal');
  if (!goal) throw new Error('There is no goal');
  const { resource, version, record = '' } = goal;
  await world.disk.commit({ writes: [{ resource, version: version + 1, record }] });
}
