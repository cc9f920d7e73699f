import { describe, expect, test } from '@jest/globals';
import { judge } from '../../src/connector/fhir-rest/probe/judge.ts';
import type { CheckVerdict, PartnerReport } from '../../src/connector/fhir-rest/probe/report.ts';
import { SamplanError } from '../../src/errors.ts';
import { partner, runOn } from './fake-session.ts';

const NUMBER = '14836830068';
const URL_OF_PARTNER = 'http://127.0.0.1:9002/fhir';
const REPORT: PartnerReport = {
  format: 1,
  url: URL_OF_PARTNER,
  at: '2026-11-01T10:00:00.000Z',
  ...judge(
    [
      { trait: 'create', answer: 'yes', found: '201' },
      { trait: 'if-match', answer: 'no', found: '200, overwritten' },
    ],
    [],
    undefined,
  ),
  verdict: 'usable-with-losses',
  software: { name: 'Journal', version: '7' },
  ornaments: [{ of: 'contained', answer: 'differs', lost: ['Goal.contained.id'], changed: [], added: [] }],
  types: [
    { of: 'Goal', answer: 'kept', lost: [], changed: [], added: [] },
    { of: 'Communication', answer: 'refused', found: '404', lost: [], changed: [], added: [] },
  ],
  untrue: ['if-match'],
  leftBehind: ['Goal/17'],
};
const UNCONFIGURED = { partners: [] };
const unreadable = (found: string): SamplanError =>
  new SamplanError(
    'configuration',
    { nb: '', nn: '', en: '' },
    {
      findings: [
        {
          severity: 'error',
          code: 'not-found',
          rule: 'unreadable-file',
          path: 'samplan.yaml',
          found,
          message: { nb: '', nn: '', en: '' },
          action: { nb: '', nn: '', en: '' },
        },
      ],
    },
  );
const check = (told: Parameters<typeof runOn>[0], ...options: readonly string[]) =>
  runOn({ report: REPORT, ...told }, 'partner', 'check', ...options);

describe('whom it writes about', () => {
  const inUse = partner('Helse Fjordvik HF', 9002);
  const checked = { ...inUse, check: { patient: NUMBER } };

  test('is the patient that is configured for a partner in use, whatever is typed', async () => {
    const { calls } = await check({ partners: [checked] }, `${URL_OF_PARTNER}/`, '--patient', '54836830068');
    expect(calls).toContainEqual(['probe', URL_OF_PARTNER, NUMBER]);
  });

  test.each([URL_OF_PARTNER, 'HTTP://127.0.0.1:9002/fhir//', 'http://127.1:09002/x/../fhir'])(
    'is nobody where none is configured for a partner in use: %s',
    async (url) => {
      const { calls, error } = await check({ partners: [inUse] }, url, '--patient', NUMBER);
      expect(error).toMatchObject({ code: 'configuration', where: 'partner Helse Fjordvik HF' });
      expect(calls).toEqual([]);
    },
  );

  test.each([
    ['a partner in shadow mode', { partners: [{ ...inUse, mode: 'shadow' as const }] }],
    ['a system that is not configured', UNCONFIGURED],
    ['a system before there is any configuration', { configurationFails: unreadable('ENOENT') }],
  ])('is the patient that is typed for %s', async (_name, told) => {
    const { calls } = await check(told, URL_OF_PARTNER, '--patient', NUMBER);
    expect(calls).toContainEqual(['probe', URL_OF_PARTNER, NUMBER]);
  });

  test('must be said', async () => {
    const { calls, error } = await check(UNCONFIGURED, URL_OF_PARTNER);
    expect(error).toMatchObject({ code: 'bad-parameter', where: '--patient' });
    expect(calls).toEqual([]);
  });

  test.each([
    ['one that is named and not there', ['--config', 'elsewhere.yaml'], unreadable('ENOENT')],
    ['one that may not be read', [], unreadable('EACCES')],
  ])('is not asked for without the configuration: %s', async (_name, options, configurationFails) => {
    const { calls, error } = await check({ configurationFails }, URL_OF_PARTNER, '--patient', NUMBER, ...options);
    expect(error).toBe(configurationFails);
    expect(calls).toEqual([]);
  });

  test('a partner in the configuration is checked while no pass runs, and what was found is kept', async () => {
    const { calls } = await check({ partners: [checked] }, URL_OF_PARTNER);
    expect(calls).toEqual([
      ['acquireLease', 'partner:Helse Fjordvik HF'],
      ['probe', URL_OF_PARTNER, NUMBER],
      ['releaseLease'],
      ['rememberProbe', 'Helse Fjordvik HF', REPORT.features],
      ['stop'],
    ]);
  });

  test('of nobody else anything is kept, nor of one that could not be reached', async () => {
    expect((await check(UNCONFIGURED, URL_OF_PARTNER, '--patient', NUMBER)).calls).toHaveLength(1);
    const report: PartnerReport = { ...REPORT, verdict: 'unreachable' };
    const { calls } = await check({ partners: [checked], report }, URL_OF_PARTNER);
    expect(calls.flat()).not.toContain('rememberProbe');
  });

  test('while a pass runs nothing is tried', async () => {
    const { calls, error } = await check({ partners: [checked], isBusy: true }, URL_OF_PARTNER);
    expect(error).toMatchObject({ code: 'lease-lost' });
    expect(calls).toEqual([['acquireLease', 'partner:Helse Fjordvik HF'], ['stop']]);
  });
});

describe('what it says', () => {
  test.each<[CheckVerdict, number]>([
    ['usable', 0],
    ['usable-with-losses', 1],
    ['not-usable', 2],
    ['unreachable', 3],
  ])('%s ends with %i', async (verdict, code) => {
    const report = { ...REPORT, verdict };
    expect(await check({ ...UNCONFIGURED, report }, URL_OF_PARTNER, '--patient', NUMBER)).toMatchObject({ code });
  });

  test('as JSON is the report itself', async () => {
    const { out } = await check(UNCONFIGURED, URL_OF_PARTNER, '--patient', NUMBER, '--json');
    expect(out).toBe(`${JSON.stringify(REPORT)}\n`);
  });

  test('as text is what an operator needs: verdict, what Samplan does instead, what would be lost, what is left', async () => {
    const { out } = await check(UNCONFIGURED, URL_OF_PARTNER, '--patient', NUMBER);
    const lines = out.split('\n');
    expect(lines[0]).toBe(`${URL_OF_PARTNER} (Journal 7): usable, with losses`);
    expect(lines).toContain('  Is an update with an old version refused (If-Match)? no (200, overwritten)');
    expect(lines).toContain('    Samplan reads just before it writes; an edit made in between is overwritten.');
    expect(lines).toContain('1 of 3 things written came back as they were.');
    expect(out).toMatch(/^Goal\.contained\.id +contained +lost$/m);
    expect(out).toMatch(/^\(all of it\) +Communication +refused \(404\)$/m);
    expect(lines).toContain('Its CapabilityStatement says otherwise about: if-match.');
    expect(lines).toContain('  Goal/17');
  });

  test('of what could not be reached is one line', async () => {
    const report: PartnerReport = {
      ...REPORT,
      ...judge([], [], undefined),
      verdict: 'unreachable',
      ornaments: [],
      types: [],
      untrue: [],
      leftBehind: [],
    };
    const { out } = await check({ ...UNCONFIGURED, report }, URL_OF_PARTNER, '--patient', NUMBER);
    expect(out.trim().split('\n')).toHaveLength(1);
  });
});

test.each(['NAV', '/srv/nav'])('a partner without a server, named as %s, has none to try', async (given) => {
  const connector = { kind: 'file-drop', directory: '/srv/nav', quietSeconds: 10, pageSize: 1 } as const;
  const { calls, error } = await check({ partners: [{ ...partner('NAV', 9003), connector }] }, given);
  expect(error).toMatchObject({ code: 'bad-parameter', where: 'partner NAV' });
  expect(calls).toEqual([]);
});
