import { expect, test } from '@jest/globals';
import type { Disclosures } from '../../src/exchange/list-disclosures.ts';
import { runOn } from './fake-session.ts';

const PERSON = '5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11';
const FOUND: Disclosures = {
  patient: { resource: { resourceType: 'Patient', id: PERSON }, seq: 1, version: 1, deleted: false },
  names: new Map([['310000035', 'Helse Fjordvik HF']]),
  disclosures: [
    {
      from: '2026-11-22T08:00:00.000Z',
      to: '2026-11-22T10:30:00.000Z',
      times: 2,
      how: 'read',
      organization: '310000035',
      purposes: ['COC'],
      parts: [{ key: 'Goal/1', kind: 'goal', reason: 'consented', basis: ['hpl § 22'] }],
      events: ['a', 'b'],
    },
  ],
};

test('tells it in words, in Norwegian time', async () => {
  const { out, calls } = await runOn({ disclosures: FOUND }, 'disclosures', PERSON);
  expect(out).toMatch(
    /^22\. nov\. 2026,? (?:kl\. )?09[:.]00 – .* 11[:.]30: Helse Fjordvik HF leste mål\. 2 ganger\. Du har samtykket\. /u,
  );
  expect(calls).toEqual([['disclosures', PERSON], ['stop']]);
  expect((await runOn({ disclosures: FOUND }, 'disclosures', PERSON, '--language', 'nn')).out).toContain('las mål');
});

test('as JSON, one a line', async () => {
  const { out } = await runOn({ disclosures: FOUND }, 'disclosures', PERSON, '--json');
  expect(JSON.parse(out)).toEqual(FOUND.disclosures[0]);
});

test('says that there is none', async () => {
  const none = { ...FOUND, disclosures: [] };
  expect((await runOn({ disclosures: none }, 'disclosures', PERSON, '--language', 'en')).out).toBe(
    'Nobody has received or read anything of this plan.\n',
  );
});
