import { describe, expect, test } from '@jest/globals';
import type { Consent, Goal, Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../../src/errors.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { storeTexts } from '../../src/store/texts.ts';
import { labelled } from './labels.ts';
import { type MortalStore, mortalStore } from './mortal-store.ts';
import { directory, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

/** A stage at the moment before the pass in question, and a person's own acts before it. */
type Scene = (stage: Stage) => Promise<void>;

const SCENES: readonly (readonly [string, Scene])[] = [
  ['a plan comes and is delivered for the first time', async () => {}],
  [
    'both sides have rewritten a goal, and the trust another',
    async (stage) => {
      await stage.settle();
      const { fjordvik, trust } = stage;
      fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
        ...goal,
        description: { text: 'Gå til kirken' },
      }));
      for (const goal of trust.connector.all<Goal>('Goal')) {
        trust.connector.put({ ...goal, description: { text: `Annet enn ${goal.description.text}` } });
      }
    },
  ],
  [
    'she has withdrawn her consent',
    async ({ fjordvik, settle }) => {
      await settle();
      const { id = '' } = INGRIDS.access(TRUST);
      fjordvik.connector.edit<Consent>('Consent', id, (consent) => ({ ...consent, status: 'inactive' }));
    },
  ],
];

async function open(scene: Scene): Promise<{ stage: Stage; mortal: MortalStore }> {
  const mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
  const stage = await openStage({ store: mortal.store });
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  stage.trust.connector.put(...directory('trust'));
  await scene(stage);
  mortal.count();
  return { stage, mortal };
}

async function passes(stage: Stage): Promise<void> {
  await stage.pass(stage.fjordvik).catch(() => undefined);
  await stage.pass(stage.trust).catch(() => undefined);
}

/** Everything anybody can see once all is quiet. */
async function end(stage: Stage): Promise<unknown> {
  await stage.settle();
  return {
    record: labelled([...(await stage.record()).parts.values()].map(({ resource }) => resource)),
    fjordvik: labelled(stage.fjordvik.connector.all()),
    trust: labelled(stage.trust.connector.all()),
    overview: await stage.store.overview(),
    conflicts: (await stage.conflicts()).length,
    entries: labelled(await directoryOf(stage)),
  };
}

async function directoryOf(stage: Stage): Promise<readonly Resource[]> {
  return [
    ...(await stage.stored('Organization')),
    ...(await stage.stored('Practitioner')),
    ...(await stage.stored('PractitionerRole')),
  ];
}

describe.each(SCENES)('when %s', (_, scene) => {
  test.each([
    ['before', false],
    ['after', true],
  ])(
    'a process killed right %s any one commit ends the same, once it is started again (invariant I4)',
    async (_when, kept) => {
      const { stage: whole, mortal: counted } = await open(scene);
      await passes(whole);
      const { length } = counted.commits;
      const expected = await end(whole);
      expect(length).toBeGreaterThan(3);
      await whole.close();
      for (let commit = 1; commit <= length; commit += 1) {
        const { stage, mortal } = await open(scene);
        mortal.diesAt(commit, kept);
        await passes(stage);
        mortal.restart();
        expect([commit, await end(stage)]).toEqual([commit, expected]);
        await stage.close();
      }
    },
  );

  test('a store that fails once, at any one commit, leaves nothing behind but a later pass', async () => {
    const { stage: whole, mortal: counted } = await open(scene);
    await passes(whole);
    const { length } = counted.commits;
    const expected = await end(whole);
    await whole.close();
    for (let commit = 1; commit <= length; commit += 1) {
      const { stage, mortal } = await open(scene);
      mortal.failsAt(commit, new SamplanError('internal', storeTexts.failed, { cause: new Error('disk I/O error') }));
      await passes(stage);
      expect([commit, await end(stage)]).toEqual([commit, expected]);
      await stage.close();
    }
  }, 120_000);
});
