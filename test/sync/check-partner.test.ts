import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkPartner } from '../../src/sync/check-partner.ts';
import { INGRIDS, openStage, type Stage } from '../exchange/stage.ts';

const FJORDVIK = 'Fjordvik kommune';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...INGRIDS.whole());
});
afterEach(() => stage.close());

test('no pass of the partner runs during a check, and the next one does', async () => {
  const report = await checkPartner(stage.context, FJORDVIK, async () => {
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'skipped' });
    expect(await stage.pass(stage.trust)).toMatchObject({ outcome: 'completed' });
    return 'found';
  });
  expect(report).toBe('found');
  expect(stage.fjordvik.connector.requests).toEqual([]);
  expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'completed' });
});

test('a check that fails gives the lease back', async () => {
  const failing = checkPartner(stage.context, FJORDVIK, () => Promise.reject(new Error('failed')));
  await expect(failing).rejects.toThrow('failed');
  expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'completed' });
});

test('nothing is tried while another process is at work with the partner', async () => {
  const now = stage.context.now();
  const until = new Date(Date.parse(now) + 60_000).toISOString();
  await stage.store.acquireLease(`partner:${FJORDVIK}`, 'another', now, until);
  let isTried = false;
  const checking = checkPartner(stage.context, FJORDVIK, async () => {
    isTried = true;
  });
  await expect(checking).rejects.toMatchObject({ code: 'lease-lost', where: `partner ${FJORDVIK}` });
  expect(isTried).toBe(false);
});
