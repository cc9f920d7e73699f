import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/access/caller.ts';
import { Look } from '../../src/console/look.ts';
import type { Shown } from '../../src/exchange/trace-access.ts';

const CALLER = { name: 'Fjordvik', organization: '310000019' } as Caller;
const shown = (interaction: Shown['interaction']): Shown => ({ interaction, resources: [] });

describe('a look', () => {
  test('is traced in one, before there is a page to answer', async () => {
    const order: string[] = [];
    const look = new Look({
      auditRead: async (_caller, ...all) => void order.push(...all.map((one) => one.interaction)),
    });
    const made = await look.at(async () => {
      await look.trace(CALLER, shown('read'));
      await look.trace(CALLER, shown('search'));
      order.push('made');
      return 'page';
    });
    expect([made, order]).toEqual(['page', ['made', 'read', 'search']]);
  });

  test('that cannot be traced makes no page', async () => {
    const look = new Look({ auditRead: () => Promise.reject(new Error('the disk is full')) });
    const page = look.at(async () => {
      await look.trace(CALLER, shown('read'));
      return 'page';
    });
    await expect(page).rejects.toThrow('the disk is full');
  });

  test('is traced also where the page came to nothing, and not where nothing was read', async () => {
    const traced: Shown[] = [];
    const gate = { auditRead: async (_caller: object, ...all: readonly Shown[]) => void traced.push(...all) };
    const look = new Look(gate);
    const failing = look.at(async () => {
      await look.trace(CALLER, shown('read'));
      throw new Error('no page');
    });
    await expect(failing).rejects.toThrow('no page');
    await new Look(gate).at(async () => 'page');
    expect(traced.map(({ interaction }) => interaction)).toEqual(['read']);
  });
});
