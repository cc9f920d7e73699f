import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../src/record/json.ts';
import { type OtherSide, type Side, settle } from '../../src/record/settle.ts';
import { FJORDVIK, GRANLI, NAV, TRUST } from './fixtures.ts';

const PATH = ['description', 'text'];
const BASE = 'Gå tur';

const disagreement = (ours: Json, theirs: Json) => ({ part: 'Goal/goal', path: PATH, base: BASE, ours, theirs });
const holding = (side: Side, value: Json): OtherSide => ({ ...side, sent: { description: { text: value } } });

describe('a disagreement', () => {
  const ours = 'Gå på ski';
  const theirs = 'Svømme';
  const lost = { part: 'Goal/goal', path: PATH, base: BASE };

  test('leaves the value of the owner, and the link of the other is in conflict', () => {
    expect(settle(disagreement(ours, theirs), [FJORDVIK.organization], TRUST, [holding(FJORDVIK, ours)])).toEqual({
      incomingStands: false,
      conflicts: [{ ...lost, partner: TRUST.name, ours, theirs }],
    });
  });

  test('takes the value of the owner when it comes second, and turns the conflict round', () => {
    expect(settle(disagreement(ours, theirs), [FJORDVIK.organization], FJORDVIK, [holding(TRUST, ours)])).toEqual({
      incomingStands: true,
      conflicts: [{ ...lost, partner: TRUST.name, ours: theirs, theirs: ours }],
    });
  });

  test('between two that do not own the part leaves the value of the municipality', () => {
    expect(settle(disagreement(ours, theirs), [], TRUST, [holding(FJORDVIK, ours)]).incomingStands).toBe(false);
    expect(settle(disagreement(ours, theirs), [], FJORDVIK, [holding(TRUST, ours)]).incomingStands).toBe(true);
    expect(settle(disagreement(ours, theirs), [NAV.organization], NAV, [holding(FJORDVIK, ours)]).incomingStands).toBe(
      true,
    );
  });

  test('between two that do not own the part goes by sector before name', () => {
    const late = { ...FJORDVIK, name: 'Østvik kommune' };
    const early = { ...TRUST, name: 'Akre HF' };
    expect(settle(disagreement(ours, theirs), [], late, [holding(early, ours)]).incomingStands).toBe(true);
    expect(settle(disagreement(ours, theirs), [], early, [holding(late, ours)]).incomingStands).toBe(false);
    expect(settle(disagreement(ours, theirs), [], early, [holding({ ...NAV, name: 'A' }, ours)]).incomingStands).toBe(
      true,
    );
  });

  test('puts every side that held the value that yields in conflict, and no other', () => {
    const others = [holding(TRUST, ours), holding(NAV, ours), holding(GRANLI, BASE)];
    const { conflicts } = settle(disagreement(ours, theirs), [FJORDVIK.organization], FJORDVIK, others);
    expect(conflicts.map(({ partner }) => partner)).toEqual([TRUST.name, NAV.name]);
  });

  test('with an edit made here leaves that edit, unless the owner sends another', () => {
    expect(settle(disagreement(ours, theirs), [], FJORDVIK, [holding(TRUST, BASE)])).toMatchObject({
      incomingStands: false,
      conflicts: [{ partner: FJORDVIK.name }],
    });
    expect(settle(disagreement(ours, theirs), [FJORDVIK.organization], FJORDVIK, [])).toMatchObject({
      incomingStands: true,
      conflicts: [{ ours: theirs, theirs: ours }],
    });
  });

  test('about an element that one side took away is one too', () => {
    const gone = { ...disagreement(ours, theirs), ours: undefined };
    expect(settle(gone, [FJORDVIK.organization], FJORDVIK, [{ ...TRUST, sent: {} }])).toMatchObject({
      incomingStands: true,
      conflicts: [{ partner: TRUST.name, ours: theirs, theirs: undefined }],
    });
  });
});

/** What stands, and who is in conflict, once every side has sent its value. */
function outcome(order: readonly (Side & { readonly value: string })[], owners: readonly string[]): unknown {
  let stands: Json = BASE;
  const sent = new Map<string, OtherSide>();
  const losers = new Map<string, Json | undefined>();
  for (const side of order) {
    const others = [...sent.values()];
    sent.set(side.name, holding(side, side.value));
    if (side.value === stands) continue;
    if (stands === BASE) {
      stands = side.value;
      continue;
    }
    const settlement = settle(disagreement(stands, side.value), owners, side, others);
    for (const { partner, theirs } of settlement.conflicts) losers.set(partner, theirs);
    if (settlement.incomingStands) stands = side.value;
  }
  const inConflict = [...losers].filter(([, value]) => value !== stands);
  return { stands, inConflict: inConflict.sort(([a], [b]) => a.localeCompare(b)) };
}

describe('for any sides', () => {
  const sector = fc.constantFrom('municipal', 'specialist', 'other');
  const side = fc.record({
    name: fc.constantFrom('Alm', 'Bjerk', 'Furu', 'Gran', 'Osp'),
    sector,
    value: fc.constantFrom('Gå på ski', 'Svømme', 'Sykle'),
  });
  const sides = fc
    .uniqueArray(side, { selector: ({ name }) => name, minLength: 2, maxLength: 4 })
    .map((list) => list.map((one) => ({ ...one, organization: `org-${one.name}` })));

  test('the same value stands and the same links are in conflict, whichever came first', () => {
    fc.assert(
      fc.property(
        sides.chain((list) =>
          fc.record({
            list: fc.constant(list),
            order: fc.shuffledSubarray(list, { minLength: list.length }),
            owner: fc.constantFrom(undefined, 'org-of-nobody-here', ...list.map(({ organization }) => organization)),
          }),
        ),
        ({ list, order, owner }) => {
          const owners = owner === undefined ? [] : [owner];
          expect(outcome(order, owners)).toEqual(outcome(list, owners));
        },
      ),
    );
  });

  test('the value of the owner always stands', () => {
    fc.assert(
      fc.property(sides, fc.nat(), (list, pick) => {
        const owner = list[pick % list.length];
        expect(outcome(list, [owner?.organization ?? ''])).toMatchObject({ stands: owner?.value });
      }),
    );
  });
});
