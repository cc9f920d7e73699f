import { expect, test } from '@jest/globals';
import { hostReadiness } from '../../src/observe/host-readiness.ts';
import type { NotReady } from '../../src/observe/readiness.ts';

const tenant = (name: string, reasons: readonly NotReady[], isTried = true) => ({
  name,
  isTried: () => isTried,
  ready: async () => reasons,
});

test.each([
  ['none has been tried', [tenant('a', ['not-opened'], false)], false, ['starting']],
  ['one has not been tried', [tenant('a', []), tenant('b', ['not-opened'], false)], false, ['starting']],
  ['all can work', [tenant('a', []), tenant('b', [])], false, []],
  ['one of them can', [tenant('a', ['store-fault']), tenant('b', [])], false, []],
  [
    'none can',
    [tenant('a', ['store-fault']), tenant('b', ['store-fault']), tenant('c', ['not-opened'])],
    false,
    ['store-fault', 'not-opened'],
  ],
  ['it stops', [tenant('a', [])], true, ['stopping']],
] as const)('a host of which %s says so', async (_what, tenants, isStopping, failing) => {
  expect(await hostReadiness(tenants, () => isStopping).ready()).toEqual(failing);
});

test('which tenants cannot work is told by name, and of who can nothing', async () => {
  const { tenants } = hostReadiness([tenant('a', []), tenant('b', ['store-no-answer'])], () => false);
  expect(await tenants()).toEqual({ b: ['store-no-answer'] });
});
