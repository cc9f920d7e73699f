import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { differences } from './in-step.ts';
import { openSharedStage, type Stage, type StagedPartner } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const isMeant = ({ description }: Goal): boolean => description.text?.startsWith('Gå') === true;
const goalAt = ({ connector }: StagedPartner): Goal => connector.all<Goal>('Goal').find(isMeant) as Goal;
const textAt = (partner: StagedPartner): string | undefined => goalAt(partner).description.text;

/** Somebody rewrites the goal here. */
async function write(text: string): Promise<void> {
  const parts = [...(await stage.record()).parts.values()];
  const goal = parts.map(({ resource }) => resource as Goal).find((one) => one.resourceType === 'Goal' && isMeant(one));
  const { version = 0 } = (await stage.store.read('Goal', goal?.id ?? '')) ?? {};
  const written = { ...(goal as Goal), description: { text } };
  await admitResource(stage.context, stage.context.controller, written, { expectedVersion: version });
}

/** It reaches the partner, and nobody here is told. */
async function sendUnanswered(partner: StagedPartner): Promise<void> {
  const { connector } = partner;
  connector.onRequest = ({ what, type }) => {
    connector.losesAnswers = what === 'update' && type === 'Goal' ? 1 : 0;
  };
  await stage.pass(partner);
  connector.onRequest = () => {};
  connector.losesAnswers = 0;
}

const saysAll = async (text: string): Promise<void> => {
  const { fjordvik, trust } = stage;
  expect([textAt(fjordvik), textAt(trust)]).toEqual([text, text]);
  for (const partner of [fjordvik, trust]) expect(await differences(stage, partner)).toEqual([]);
  expect(await stage.conflicts()).toEqual([]);
};

describe.each(['fjordvik', 'trust'] as const)('a text that reached the %s, and whose answer was lost', (name) => {
  test('is no edit of its own when it comes back, though it was written anew here', async () => {
    await write('Gå til kirken');
    await sendUnanswered(stage[name]);
    expect(textAt(stage[name])).toBe('Gå til kirken');
    await write('Gå på fjellet');
    await write('Gå på ski');
    await stage.settle();
    await saysAll('Gå på ski');
  });

  test('is no obstacle to what somebody there makes of it', async () => {
    await write('Gå til kirken');
    await sendUnanswered(stage[name]);
    const { connector } = stage[name];
    connector.put({ ...goalAt(stage[name]), priority: { text: 'viktigst' } });
    await write('Gå på fjellet');
    await stage.settle();
    await saysAll('Gå på fjellet');
    expect([goalAt(stage.fjordvik), goalAt(stage.trust)].map(({ priority }) => priority?.text)).toEqual([
      'viktigst',
      'viktigst',
    ]);
  });

  test('is a conflict where somebody there wrote something else over it', async () => {
    await write('Gå til kirken');
    await sendUnanswered(stage[name]);
    stage[name].connector.put({ ...goalAt(stage[name]), description: { text: 'Gå på kino' } });
    await write('Gå på fjellet');
    await stage.settle();
    expect(await stage.conflicts()).toHaveLength(1);
  });
});

test('what a partner said, and is in conflict about, is no echo when it says it again', async () => {
  const { fjordvik, trust } = stage;
  trust.connector.put({ ...goalAt(trust), description: { text: 'Gå på kino' } });
  await stage.pass(trust);
  fjordvik.connector.put({ ...goalAt(fjordvik), description: { text: 'Gå til kirken' } });
  await stage.settle();
  expect(await stage.conflicts()).toHaveLength(1);
  trust.connector.put({ ...goalAt(trust), priority: { text: 'viktigst' } });
  await stage.settle();
  expect(await stage.conflicts()).toHaveLength(1);
  expect([textAt(fjordvik), textAt(trust)]).toEqual(['Gå til kirken', 'Gå på kino']);
});
