import { expect, test } from '@jest/globals';
import { checkRequest } from '../../src/sync/requested.ts';
import { FJORDVIK, NAV, TRUST } from '../exchange/papers.ts';

const context = { controller: FJORDVIK, partners: [TRUST] } as unknown as Parameters<typeof checkRequest>[0];

test('the controller may start a pass, of every partner or of one that there is', () => {
  expect(() => checkRequest(context, FJORDVIK, undefined)).not.toThrow();
  expect(() => checkRequest(context, FJORDVIK, TRUST.name)).not.toThrow();
});

test('nobody else may', () => {
  expect(() => checkRequest(context, NAV, undefined)).toThrow(
    expect.objectContaining({ code: 'forbidden', status: 403 }),
  );
});

test('a partner that there is none of is not found', () => {
  expect(() => checkRequest(context, FJORDVIK, 'Helse')).toThrow(
    expect.objectContaining({ code: 'not-found', expected: TRUST.name }),
  );
});
