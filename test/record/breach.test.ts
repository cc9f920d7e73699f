import { describe, expect, test } from '@jest/globals';
import { type BrokenMerge, mendBreach } from '../../src/record/breach.ts';
import { isObject, type Json } from '../../src/record/json.ts';
import { merge } from '../../src/record/merge.ts';

/** Both edit `base`; the side that stands is the owner's. */
function broken(base: Json, owners: Json, others: Json, ownerCameLast: boolean): BrokenMerge {
  const [ours, theirs] = ownerCameLast ? [others, owners] : [owners, others];
  const sides = { sent: base, ours, echoed: base, theirs };
  const { value, disagreements } = merge(sides);
  const settled = ownerCameLast
    ? disagreements.reduce<Json>((text, { path, theirs: said }) => setAt(text, path as string[], said), value ?? {})
    : (value ?? {});
  return {
    sides,
    merged: settled,
    disagreements: disagreements.map(({ path }) => path),
    incomingStands: ownerCameLast,
  };
}

function setAt(text: Json, [name = '']: readonly string[], said: Json | undefined): Json {
  const { [name]: _, ...rest } = text as Record<string, Json>;
  return said === undefined ? rest : { ...rest, [name]: said };
}

/** An active plan has a period, and an element of choice is one of its types. */
const isSound = (value: Json): boolean =>
  isObject(value) &&
  !(value['status'] === 'active' && value['period'] === undefined) &&
  !(value['valueString'] !== undefined && value['valueQuantity'] !== undefined);

describe.each([false, true])('two lawful edits that merge into a breach (owner last: %s)', (ownerCameLast) => {
  test('leave the owner’s, and the other is told', () => {
    const merged = broken(
      { status: 'draft', period: '2026' },
      { status: 'active', period: '2026' },
      { status: 'draft' },
      ownerCameLast,
    );
    expect(isSound(merged.merged)).toBe(false);
    expect(mendBreach(merged, isSound)).toEqual({
      value: { status: 'active', period: '2026' },
      yielded: [{ path: ['period'], before: '2026', after: undefined }],
    });
  });

  test('take what else the other side wrote', () => {
    const merged = broken(
      { status: 'draft', period: '2026', title: 'a' },
      { status: 'active', period: '2026', title: 'a' },
      { status: 'draft', title: 'b' },
      ownerCameLast,
    );
    expect(mendBreach(merged, isSound)).toEqual({
      value: { status: 'active', period: '2026', title: 'b' },
      yielded: [{ path: ['period'], before: '2026', after: undefined }],
    });
  });

  test('tell two types of one element from two elements', () => {
    const merged = broken({ valueString: 'a' }, { valueString: 'b' }, { valueQuantity: 3 }, ownerCameLast);
    expect(merged.disagreements).toEqual([['valueString']]);
    expect(mendBreach(merged, isSound)).toEqual({
      value: { valueString: 'b' },
      yielded: [{ path: ['valueQuantity'], before: undefined, after: 3 }],
    });
  });

  test('take edits together that are sound only together', () => {
    const merged = broken(
      { status: 'draft', period: '2026', valueString: 'a' },
      { status: 'active', period: '2026', valueString: 'a' },
      { status: 'draft', valueQuantity: 3 },
      ownerCameLast,
    );
    expect(mendBreach(merged, isSound)).toMatchObject({
      value: { status: 'active', period: '2026', valueQuantity: 3 },
      yielded: [{ path: ['period'] }],
    });
  });

  test('are not helped where the owner’s text is not sound by itself', () => {
    const merged = broken({ status: 'draft' }, { status: 'active' }, { status: 'draft', title: 'b' }, ownerCameLast);
    expect(mendBreach(merged, isSound)).toBeUndefined();
  });
});
