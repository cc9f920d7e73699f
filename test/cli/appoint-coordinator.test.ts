import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runOn } from './fake-session.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-'));
  await writeFile(join(folder, 'wish.txt'), 'En som kan komme hjem\n');
  await writeFile(join(folder, 'weighed.txt'), 'Ingen er ledig\n');
  await writeFile(join(folder, 'empty.txt'), ' \n');
});
afterEach(() => rm(folder, { recursive: true }));

const COMMAND = ['appoint-coordinator', 'Patient/a1', '--coordinator', 'PractitionerRole/r1', '--role'];
const run = (...more: readonly string[]) =>
  runOn(
    {},
    ...COMMAND,
    'responsible-coordinator',
    ...more.map((one) => (one.endsWith('.txt') ? join(folder, one) : one)),
  );
const coordinator = { reference: 'PractitionerRole/r1' };
const role = 'responsible-coordinator';

describe('appoint-coordinator', () => {
  test.each<readonly [readonly string[], object]>([
    [['--without-wish'], { wish: {} }],
    [['--wish', 'wish.txt'], { wish: { words: 'En som kan komme hjem', isFollowed: true } }],
    [
      ['--wish', 'wish.txt', '--not-followed', '--weighed', 'weighed.txt'],
      { wish: { words: 'En som kan komme hjem', isFollowed: false, weighed: 'Ingen er ledig' } },
    ],
    [
      ['--without-wish', '--from', '2026-12-01', '--until', '2027-11-30', '--unit', '310601012'],
      { wish: {}, from: '2026-12-01', until: '2027-11-30', unit: '310601012' },
    ],
  ])('%j hands on who, as what, and what the person wished', async (more, expected) => {
    const { calls, out } = await run(...more);
    expect(calls).toEqual([['appoint', 'a1', { coordinator, role, ...expected }], ['stop']]);
    expect(out).toBe('Appointed. The next pass delivers it.\n');
  });

  test.each<readonly [readonly string[]]>([
    [[]],
    [['--wish', 'wish.txt', '--without-wish']],
    [['--wish', 'wish.txt', '--not-followed']],
    [['--wish', 'empty.txt']],
    [['--wish', 'wish.txt', '--not-followed', '--weighed', 'empty.txt']],
    [['--without-wish', '--not-followed']],
    [['--without-wish', '--from', '2026-02-31']],
    [['--without-wish', '--unit', 'Fjordvik']],
  ])('%j appoints nobody', async (more) => {
    const { calls, err } = await run(...more);
    expect(calls.filter((call) => JSON.stringify(call).includes('appoint'))).toEqual([]);
    expect(err).not.toBe('');
    expect(err).not.toContain('komme hjem');
  });

  test('a role that coordinates nothing is refused', async () => {
    expect((await runOn({}, ...COMMAND, 'nav', '--without-wish')).calls).toEqual([]);
  });
});
