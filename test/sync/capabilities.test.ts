import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { knownCapabilities, learn, rememberProbe } from '../../src/sync/capabilities.ts';
import { choosePull } from '../../src/sync/strategy.ts';
import { openStage, type Stage } from '../exchange/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const DAY = 24 * 3_600_000;
const known = () => knownCapabilities(stage.context, stage.trust);
const says = (version: string) => {
  stage.trust.connector.states = { software: { name: 'Journal', version }, stated: { history: true } };
};

test('a partner is asked what it says of itself once a day', async () => {
  says('7.1');
  expect(await known()).toMatchObject({ software: { name: 'Journal', version: '7.1' }, stated: { history: true } });
  await known();
  expect(stage.trust.connector.requests).toHaveLength(1);
  stage.later(DAY);
  await known();
  expect(stage.trust.connector.requests).toHaveLength(2);
});

test('what was met holds for a day: then the better way is tried again', async () => {
  says('7.1');
  await learn(stage.context, await known(), { lastUpdated: false });
  expect((await known()).learned).toEqual({ lastUpdated: false });
  stage.later(DAY);
  expect((await known()).learned).toEqual({});
});

test('what was probed holds for the same software and is forgotten with another version', async () => {
  says('7.1');
  await stage.store.saveCapabilities({ ...(await known()), probed: { ifMatch: false } });
  stage.later(DAY);
  expect((await known()).probed).toEqual({ ifMatch: false });
  says('7.2');
  stage.later(DAY);
  expect(await known()).toMatchObject({ software: { version: '7.2' } });
  expect((await known()).probed).toEqual({});
});

test('what a check found counts before what the partner says, and what passes met before it is forgotten', async () => {
  says('7.1');
  await learn(stage.context, await known(), { lastUpdated: false });
  await rememberProbe(stage.context, stage.trust.name, {
    features: { lastUpdated: true, history: false },
    software: { name: 'Journal', version: '7.1' },
  });
  expect(await known()).toMatchObject({ probed: { lastUpdated: true, history: false }, learned: {} });
  expect(choosePull('auto', await known())).toEqual({ strategy: 'last-updated', why: 'probed' });
});

test('what a check found of a partner that no pass has asked yet is there for its first pass', async () => {
  says('7.1');
  const found = { features: { browse: false }, software: { name: 'Journal', version: '7.1' } };
  await rememberProbe(stage.context, stage.trust.name, found);
  expect(choosePull('auto', await known())).toEqual({ strategy: 'per-person', why: 'probed' });
});

test.each([['nothing'], ['a refusal']])('%s for a statement leaves what was known', async (answer) => {
  says('7.1');
  await stage.store.saveCapabilities({ ...(await known()), probed: { ifMatch: true } });
  stage.later(DAY);
  if (answer === 'nothing') stage.trust.connector.states = undefined;
  else stage.trust.connector.refuses = ({ what }) => what === 'statement';
  expect(await known()).toMatchObject({ software: { version: '7.1' }, probed: { ifMatch: true } });
});

test('a partner that does not answer is unreachable', async () => {
  stage.trust.connector.isDown = true;
  await expect(known()).rejects.toMatchObject({ code: 'partner-unreachable' });
});
