import { expect, test } from '@jest/globals';
import { openLog } from '../../src/observe/log.ts';
import { leakIn, leaksIn, personNames } from './log-leaks.ts';
import { LOGGED } from './logged-lines.ts';

test('the people of the story and of the examples are known by name', () => {
  const names = personNames();
  for (const name of ['Ingrid', 'Solveig', 'Nesbakk', 'Holte', 'Kowalski', 'Berit', 'Kari'])
    expect(names).toContain(name);
  for (const name of ['Fjordvik', 'Helse', 'Samplan', 'Patient']) expect(names).not.toContain(name);
});

test.each([
  ['{"event":"person 14836830068"}', '14836830068'],
  ['{"found":"14836830068"}', '14836830068'],
  ['{"event":"admitted","name":"Ingrid"}', 'Ingrid'],
  ['set aside: Solveig Holte', 'Solveig'],
])('%s is a leak', (line, leak) => {
  expect(leakIn(line)).toBe(leak);
});

test.each([
  '{"level":"info","time":"2026-11-22T08:00:00.000Z","partner":"Helse Fjordvik HF","run":"00000000-0000-4000-8000-000000000002"}',
  '{"event":"pass ended","durationMs":1732262400000,"counts":{"pulled":12}}',
  'urn:oid:2.16.578.1.12.4.1.4.1',
])('%s is none', (line) => {
  expect(leakIn(line)).toBeUndefined();
});

test('every line that is logged in a test file is seen, whatever it is written to', () => {
  openLog({ to: { write() {} } })
    .with({ partner: 'Ingrid' })
    .warn('a line that leaks');
  const seen = LOGGED.filter((line) => line.includes('a line that leaks'));
  expect(leaksIn(seen.join('\n'))).toEqual([`Ingrid in ${seen[0]}`]);
  // Else this file would fail, as it should.
  LOGGED.length = 0;
});
