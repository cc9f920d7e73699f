import { describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { type PutBack, putBack, type Returned } from '../../src/record/put-back.ts';
import { keyOf, type PlanRecord, recordOf } from '../../src/record/record.ts';
import { viewOf } from '../../src/record/view.ts';
import { goal, plan, recordWith, TRUST } from './fixtures.ts';

const HIDDEN = ['hidden-1', 'hidden-2', 'hidden-3'];
const SHOWN = ['shown-1', 'shown-2', 'shown-3'];

const isShown = (resource: Resource): boolean => !HIDDEN.includes(resource.id ?? '');

const viewFor = (record: PlanRecord): ReadonlyMap<string, Resource> =>
  viewOf(record, TRUST.name, ({ resource }) => isShown(resource));

/** A partner gives back its view with these resources edited, all else as it was. */
function giveBack(record: PlanRecord, edited: readonly Resource[] = []): PutBack {
  const view = viewFor(record);
  const theirs = new Map([...view, ...edited.map((resource) => [keyOf(resource), resource] as const)]);
  const returned = [...theirs].map(
    ([key, resource]): Returned => ({ theirs: resource, echoed: view.get(key), sent: view.get(key) }),
  );
  return putBack(record, returned);
}

/** The record once an edit is put back. */
function changedBy(record: PlanRecord, { changed }: PutBack): PlanRecord {
  const parts = new Map([...record.parts].map(([key, { resource, owner }]) => [key, { resource, owner }]));
  for (const [key, resource] of changed) parts.set(key, { resource, owner: parts.get(key)?.owner });
  return recordOf(record.person, parts.values(), record.directory);
}

const pointers = (...ids: readonly string[]) => ids.map((id) => ({ reference: `Goal/${id}` as const }));

describe('put-back', () => {
  const whole = plan('plan', {
    title: 'Plan',
    goal: pointers('hidden-1', 'shown-1', 'hidden-2'),
    encounter: { reference: 'Encounter/e' },
  });
  const record = recordWith([whole, ...[...HIDDEN, ...SHOWN].map((id) => goal(id))]);
  const [view] = [viewFor(record).get('CarePlan/plan') as CarePlan];

  test('keeps what the partner could not see beside what it changed', () => {
    const { changed, disagreements } = giveBack(record, [
      { ...view, title: 'Ny plan', goal: pointers('shown-1', 'shown-2') },
    ]);
    expect(disagreements).toEqual([]);
    expect([...changed.keys()]).toEqual(['CarePlan/plan']);
    expect(changed.get('CarePlan/plan')).toEqual({
      ...whole,
      title: 'Ny plan',
      goal: pointers('hidden-1', 'shown-1', 'hidden-2', 'shown-2'),
    });
  });

  test('takes out what the partner took out, and nothing it could not see', () => {
    const { encounter: _, ...rest } = view;
    const { changed } = giveBack(record, [{ ...rest, goal: pointers('shown-2') }]);
    const { encounter: __, ...kept } = whole;
    expect(changed.get('CarePlan/plan')).toEqual({ ...kept, goal: pointers('hidden-1', 'hidden-2', 'shown-2') });
  });

  test('of a part the partner does not return changes nothing: absence is not deletion', () => {
    const nothing = { changed: new Map(), sent: new Map(), disagreements: [], proposals: [] };
    expect(putBack(record, [])).toEqual(nothing);
  });

  test('takes in a part that was never there', () => {
    const made = goal('made');
    const { changed, sent } = putBack(record, [{ theirs: made }]);
    expect(changed).toEqual(new Map([['Goal/made', made]]));
    expect(sent).toEqual(new Map([['Goal/made', made]]));
  });

  test('keeps the value of the record where both changed an element, and says so', () => {
    const text = (value: string): Goal => goal('shown-1', { description: { text: value } });
    const { changed, disagreements } = putBack(recordWith([text('Gå på ski')]), [
      { theirs: { ...text('Svømme'), startDate: '2026-11-01' }, echoed: text('Gå tur'), sent: text('Gå tur') },
    ]);
    expect(disagreements).toEqual([
      { part: 'Goal/shown-1', path: ['description', 'text'], base: 'Gå tur', ours: 'Gå på ski', theirs: 'Svømme' },
    ]);
    expect(changed.get('Goal/shown-1')).toEqual({ ...text('Gå på ski'), startDate: '2026-11-01' });
  });

  test('does not take what a partner left out as it stored it for an edit', () => {
    const sent = goal('shown-1', { startDate: '2026-11-01', language: 'nb' });
    const echoed = goal('shown-1', { startDate: '2026-11-01', meta: { tag: [{ system: 's', code: 'stored' }] } });
    expect(putBack(recordWith([sent]), [{ theirs: echoed, echoed, sent }])).toMatchObject({
      changed: new Map(),
      disagreements: [],
    });
    const edited = { ...echoed, startDate: '2026-12-01' };
    const { changed, sent: now } = putBack(recordWith([sent]), [{ theirs: edited, echoed, sent }]);
    expect(changed.get('Goal/shown-1')).toEqual({ ...sent, startDate: '2026-12-01' });
    expect(now.get('Goal/shown-1')).toEqual({ ...sent, startDate: '2026-12-01' });
  });

  test('knows what the partner holds now, also where the record says otherwise', () => {
    const text = (value: string): Goal => goal('shown-1', { description: { text: value } });
    const { sent } = putBack(recordWith([text('Gå på ski')]), [
      { theirs: text('Svømme'), echoed: text('Gå tur'), sent: text('Gå tur') },
    ]);
    expect(sent.get('Goal/shown-1')).toEqual(text('Svømme'));
  });
});

const word = fc.constantFrom('a', 'b', 'c');
const ids = [...HIDDEN, ...SHOWN];
/** Content of a plan that points at some of `from`; every list holds at least one of `always`, where there is one. */
const contentFrom = (from: readonly string[], always: readonly string[]) => {
  const list = fc
    .tuple(fc.subarray([...from]), fc.constantFrom(...always))
    .map(([some, one]) => [...new Set([one, ...some])]);
  return fc.record(
    {
      title: word,
      status: fc.constantFrom('active', 'on-hold'),
      goal: list.map((some) => pointers(...some)),
      supportingInfo: list.map((some) => some.map((id) => ({ reference: `Goal/${id}`, display: id }))),
      activity: fc.tuple(list, word).map(([some, text]) =>
        some.map((id) => ({
          reference: { reference: `Goal/${id}` },
          ...(HIDDEN.includes(id) ? {} : { progress: [{ text }] }),
        })),
      ),
      note: fc.array(fc.record({ text: word }), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['status', 'goal', 'supportingInfo', 'activity'] },
  );
};
/** As JSON.parse makes them: fast-check also makes objects without a prototype. */
const asPlan = (content: object): CarePlan => JSON.parse(JSON.stringify({ ...plan(), ...content }));
const goals = fc
  .tuple(
    ...ids.map((id) =>
      fc
        .record({ text: word, startDate: word })
        .map(({ text, startDate }) => goal(id, { description: { text }, startDate })),
    ),
  )
  .map((list) => list as Goal[]);
const record = fc.tuple(contentFrom(ids, ids), goals).map(([content, list]) => recordWith([asPlan(content), ...list]));
/** Any edit of what is shown: other texts, items added and taken out, goals rewritten or made. */
const edit = fc.record({
  content: contentFrom([...SHOWN, 'made'], [...SHOWN, 'made']),
  goals: fc
    .subarray([...SHOWN, 'made'])
    .chain((some) => fc.tuple(...some.map((id) => word.map((text) => goal(id, { description: { text } }))))),
});

/** Everything a resource says about hidden parts, by element. */
function saidOfHidden(resource: Resource): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(resource)
      .map(([element, value]) => [
        element,
        (Array.isArray(value) ? value : [value])
          .map((one) => JSON.stringify(one))
          .filter((text) => HIDDEN.some((id) => text?.includes(id))),
      ])
      .filter(([, said]) => said?.length),
  );
}

function sorted(resource: Resource | undefined): unknown {
  return Object.fromEntries(
    Object.entries(resource ?? {}).map(([element, value]) => [
      element,
      Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value,
    ]),
  );
}

describe('for any record and any edit of a view', () => {
  test('no part outside the view changes, nor what a part says of those (I5)', () => {
    fc.assert(
      fc.property(record, edit, (whole, { content, goals: edited }) => {
        const result = giveBack(whole, [asPlan(content), ...edited]);
        for (const id of HIDDEN) expect(result.changed.has(`Goal/${id}`)).toBe(false);
        const now = changedBy(whole, result);
        for (const [key, { resource }] of whole.parts) {
          const then = now.parts.get(key)?.resource;
          if (isShown(resource)) expect(saidOfHidden(then ?? resource)).toEqual(saidOfHidden(resource));
          else expect(then).toEqual(resource);
        }
      }),
    );
  });

  test('what the partner gave back is what its view then shows', () => {
    fc.assert(
      fc.property(record, edit, (whole, { content, goals: edited }) => {
        const theirs = [asPlan(content), ...edited];
        const result = giveBack(whole, theirs);
        expect(result.disagreements).toEqual([]);
        const view = viewFor(changedBy(whole, result));
        for (const resource of theirs) expect(sorted(view.get(keyOf(resource)))).toEqual(sorted(resource));
      }),
    );
  });

  test('a view given back as it was changes nothing', () => {
    fc.assert(
      fc.property(record, (whole) => {
        expect(giveBack(whole)).toMatchObject({ changed: new Map(), disagreements: [] });
      }),
    );
  });

  test('giving the same edit back twice is as giving it back once', () => {
    fc.assert(
      fc.property(record, edit, (whole, { content, goals: edited }) => {
        const theirs = [asPlan(content), ...edited];
        const once = giveBack(whole, theirs);
        const again = putBack(
          changedBy(whole, once),
          theirs.map((one) => ({ theirs: one, echoed: one, sent: once.sent.get(keyOf(one)) })),
        );
        expect(again).toMatchObject({ changed: new Map(), disagreements: [] });
      }),
    );
  });
});
