/**
 * Watches every line that is logged while a test file runs (jest: setupFilesAfterEnv): one that names a person of the test data or an
 * identity number fails the file. Lines are seen where pino writes them, so no test can leave a log out.
 */
import { tracingChannel } from 'node:diagnostics_channel';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { leaksIn } from './log-leaks.ts';
import { LOGGED } from './logged-lines.ts';

const channel = tracingChannel('pino_asJson');
const watcher = {
  end(message: unknown): void {
    LOGGED.push(String((message as { readonly result?: unknown }).result).trimEnd());
  },
};

beforeAll(() => channel.subscribe(watcher as Parameters<typeof channel.subscribe>[0]));

afterAll(() => {
  channel.unsubscribe(watcher as Parameters<typeof channel.unsubscribe>[0]);
  expect([expect.getState().testPath, ...leaksIn([...new Set(LOGGED)].join('\n'))]).toEqual([
    expect.getState().testPath,
  ]);
});
