import { expect, test } from '@jest/globals';
import { type LogLevel, openLog } from '../../src/observe/log.ts';

function opened(level?: LogLevel) {
  const lines: unknown[] = [];
  const log = openLog({
    ...(level === undefined ? {} : { level }),
    to: { write: (line) => lines.push(JSON.parse(line)) },
    now: () => '2026-11-01T10:00:00.000Z',
  });
  return { log, lines };
}

test('a line is one JSON object with time, level, event and fields', () => {
  const { log, lines } = opened();
  log.with({ partner: 'Fjordvik kommune', run: 'r1' }).info('pass ended', { counts: { pulled: 2 }, durationMs: 12 });
  expect(lines).toEqual([
    {
      level: 'info',
      time: '2026-11-01T10:00:00.000Z',
      event: 'pass ended',
      partner: 'Fjordvik kommune',
      run: 'r1',
      counts: { pulled: 2 },
      durationMs: 12,
    },
  ]);
});

test('what is below the level is not written', () => {
  const { log, lines } = opened('error');
  log.info('pass ended');
  log.error('pass failed');
  expect(lines).toHaveLength(1);
});

test('of an error its class, code and frames are written, never its message', () => {
  const { log, lines } = opened();
  log.error('pass failed', { error: Object.assign(new TypeError('Kari Nordmann'), { code: 'E1' }) });
  expect(lines).toEqual([
    expect.objectContaining({ error: expect.objectContaining({ name: 'TypeError', code: 'E1' }) }),
  ]);
  expect(JSON.stringify(lines)).not.toContain('Kari');
});

test('a field that is not listed and an event put together at run time are type errors', () => {
  const { log, lines } = opened('silent');
  const name: string = 'Kari';
  // @ts-expect-error a name has no field
  log.info('pass ended', { name });
  // @ts-expect-error an event is written out in the code
  log.info(`pass for ${name} ended`);
  // @ts-expect-error nor is this one
  log.info(name);
  expect(lines).toEqual([]);
});
