import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Block, facts, list, table, text } from '../../src/document/block.ts';
import { blocksOf } from '../../src/document/narrative-blocks.ts';
import { narrativeOf } from '../../src/document/xhtml.ts';

const { RUNS = '300', SEED = '20261127' } = process.env;

const divOf = (blocks: readonly Block[]): string => narrativeOf(blocks, 'nb').div ?? '';

describe('blocks of a narrative', () => {
  test('are those that it was made of', () => {
    const blocks: readonly Block[] = [
      { kind: 'heading', text: 'Mål' },
      ...text('Gå <b>tur</b> & hvile\nhver dag'),
      ...facts([
        ['Status', 'gjelder: nå'],
        ['Frist', '01.12.2026'],
      ]),
      ...list(['én', 'to']),
      ...table(
        ['Hvem', 'Når'],
        [
          ['Kari', ''],
          ['', 'i morgen'],
        ],
      ),
    ];
    expect(blocksOf(divOf(blocks))).toEqual(blocks);
  });

  test('make the same narrative again, whatever people wrote', () => {
    const said = fc.string({ unit: 'binary', maxLength: 20 }).filter((one) => one.trim() !== '');
    const block: fc.Arbitrary<readonly Block[]> = fc.oneof(
      said.map(text),
      said.map((one): Block[] => [{ kind: 'heading', text: one }]),
      fc.array(fc.tuple(said, said), { minLength: 1, maxLength: 3 }).map(facts),
      fc.array(said, { minLength: 1, maxLength: 3 }).map(list),
      fc.array(fc.tuple(said, said), { minLength: 1, maxLength: 3 }).map((rows) => table(['a', 'b'], rows)),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), (blocks) => {
        const div = divOf(blocks.flat());
        expect(divOf(blocksOf(div))).toBe(div);
      }),
      { numRuns: Number(RUNS), seed: Number(SEED) },
    );
  });

  test('are none of what says nothing', () => {
    expect(blocksOf('<div xmlns="http://www.w3.org/1999/xhtml"></div>')).toEqual([]);
    expect(blocksOf('')).toEqual([]);
    expect(() => blocksOf('<div>')).toThrow();
  });
});
