import { describe, expect, test } from '@jest/globals';
import type { CarePlan, CarePlanActivity, CarePlanActivityDetail, ServiceRequest } from '@medplum/fhirtypes';
import { fold } from '../../src/record/fold.ts';
import { type Lifted, lift, type Told } from '../../src/record/lift.ts';
import { liftedId, planOfLifted } from '../../src/record/lift-id.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { edited, inline, NOTHING, planOf, targets, told } from './lift-worlds.ts';

const measures = ({ measures: all }: Lifted): readonly ServiceRequest[] => [...all.values()];

const onlyMeasure = (detail: CarePlanActivityDetail): ServiceRequest =>
  measures(lift(planOf({ detail }), NOTHING))[0] as ServiceRequest;

describe('a lifted plan', () => {
  const item: CarePlanActivity = {
    id: 'a',
    progress: [{ text: 'Godt i gang' }],
    detail: {
      kind: 'Appointment',
      status: 'scheduled',
      code: { text: 'Gangtrening' },
      description: 'Først rundt kvartalet',
      scheduledString: 'hver tirsdag',
      location: { reference: 'Location/hall' },
      performer: [{ reference: 'PractitionerRole/eirik' }],
      quantity: { value: 2 },
      goal: [{ reference: 'Goal/walk' }],
    },
  };
  const lifted = lift(planOf(item), NOTHING);
  const [measure] = measures(lifted);

  test('points at its measures, and keeps what is said besides', () => {
    expect(lifted.plan.activity).toEqual([
      { id: 'a', progress: [{ text: 'Godt i gang' }], reference: { reference: `ServiceRequest/${measure?.id}` } },
    ]);
  });

  test('has measures that say what the details said, in the words of a ServiceRequest', () => {
    expect(measure).toMatchObject({
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'plan',
      code: { text: 'Gangtrening' },
      note: [{ text: 'Først rundt kvartalet' }],
      occurrenceTiming: { code: { text: 'hver tirsdag' } },
      locationReference: [{ reference: 'Location/hall' }],
      performer: [{ reference: 'PractitionerRole/eirik' }],
      quantityQuantity: { value: 2 },
      subject: { reference: 'Patient/ingrid' },
      basedOn: [{ reference: 'CarePlan/plan-1' }],
    });
  });

  test('keeps what a ServiceRequest has no place for, where references are references', () => {
    expect(measure?.supportingInfo).toEqual([{ reference: '#inline-activity' }]);
    expect(measure?.contained).toEqual([
      expect.objectContaining({
        resourceType: 'CarePlan',
        activity: [{ detail: { kind: 'Appointment', status: 'scheduled', goal: [{ reference: 'Goal/walk' }] } }],
      }),
    ]);
  });

  test('is sound FHIR R4, and so are its measures', () => {
    const validator = createValidator({ packages: ['profiles/package'] });
    const errors = [lifted.plan, ...measures(lifted)].flatMap((resource) =>
      validator.validate(resource, {
        profiles: resource.resourceType === 'ServiceRequest' ? [SAMPLAN.profile('ip-measure')] : [],
      }),
    );
    expect(errors.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('keeps nothing where nothing would be lost', () => {
    const { contained, supportingInfo } = onlyMeasure({ status: 'in-progress', code: { text: 'Gangtrening' } });
    expect({ contained, supportingInfo }).toEqual({});
  });

  test('says whose a measure is where the activity does', () => {
    const owner = { url: SAMPLAN.partOwner, valueReference: { display: 'Helse Fjordvik HF' } };
    const activity = { ...inline('Kontroll'), extension: [owner, { url: 'urn:other', valueString: 'x' }] };
    const whole = lift(planOf(activity), NOTHING);
    expect(measures(whole)[0]?.extension).toEqual([owner]);
    expect(fold(whole.plan, whole.measures).activity).toEqual([activity]);
  });

  test.each([
    ['not-started', 'active'],
    ['scheduled', 'active'],
    ['in-progress', 'active'],
    ['on-hold', 'on-hold'],
    ['completed', 'completed'],
    ['cancelled', 'revoked'],
    ['stopped', 'revoked'],
    ['unknown', 'unknown'],
    ['entered-in-error', 'entered-in-error'],
  ] as const)('an activity that is %s is a measure that is %s', (status, expected) => {
    expect(onlyMeasure({ status }).status).toBe(expected);
  });

  test.each([
    ['draft', 'not-started'],
    ['active', 'in-progress'],
    ['on-hold', 'on-hold'],
    ['completed', 'completed'],
    ['revoked', 'cancelled'],
    ['unknown', 'unknown'],
    ['entered-in-error', 'entered-in-error'],
  ] as const)('a measure that becomes %s is an activity that is %s, whatever it was', (status, expected) => {
    const was = status === 'revoked' ? 'scheduled' : 'stopped';
    const start = lift(planOf({ detail: { status: was } }), NOTHING);
    const { plan, measures: after } = edited(start, targets(start)[0] ?? '', { status });
    expect(fold(plan, after).activity?.[0]?.detail?.status).toBe(expected);
  });

  test('that was not inline is left as it is', () => {
    const plan = planOf({ reference: { reference: 'ServiceRequest/real' } });
    expect(lift(plan, NOTHING)).toEqual({ plan, measures: new Map() });
  });
});

describe('what stays inline', () => {
  const stays = (plan: CarePlan, known = NOTHING): void => {
    expect(lift(plan, known)).toEqual({ plan, measures: new Map() });
  };

  test.each<readonly [string, CarePlanActivity]>([
    ['has no status that there is', { detail: { status: 'new' as 'unknown' } }],
    ['leans on a contained resource', inline('Gangtrening', { performer: [{ reference: '#kari' as never }] })],
    ['says both', { ...inline('Gangtrening'), reference: { reference: 'ServiceRequest/real' } }],
  ])('what %s', (_, activity) => stays(planOf(activity)));

  test('what a broken plan has in place of activities', () => {
    for (const activity of ['x', 7, null, {}, [null], ['x'], [[{}]]])
      stays({ ...planOf(), activity: activity as never });
  });

  test('a plan with more activities than a person has', () => {
    stays(planOf(...Array.from({ length: 1_001 }, (_, index) => inline(`${index}`))));
  });

  test('a plan whose id leaves no room for its measures’ ids', () => {
    stays({ ...planOf(inline('Gangtrening')), id: 'x'.repeat(45) });
    stays({ ...planOf(inline('Gangtrening')), id: 'not_fhir' });
  });

  test('what stood inline when it was told, also once it is edited', () => {
    stays(planOf(inline('Gangtrening, ute')), told({ plan: planOf(inline('Gangtrening')), measures: new Map() }));
  });

  test('what stands inline in our own record, whatever the ids in it are', () => {
    const ours = inline('Gangtrening', { performer: [{ reference: 'PractitionerRole/ours' }] });
    const theirs = inline('Gangtrening', { performer: [{ reference: 'PractitionerRole/theirs' }] });
    stays(planOf(theirs), { ...NOTHING, inline: [ours as never] });
  });
});

describe('which measure an activity is', () => {
  const [walk, read, shop] = [inline('Gangtrening'), inline('Lese høyt'), inline('Handle')];
  const before = lift(planOf(walk, read, shop), NOTHING);
  const [ofWalk, ofRead, ofShop] = targets(before);
  const nowOf = (...activities: readonly CarePlanActivity[]) => targets(lift(planOf(...activities), told(before)));

  test('is told by its id, whatever it says', () => {
    const named = [
      { ...walk, id: 'a' },
      { ...read, id: 'b' },
    ];
    const first = lift(planOf(...named), NOTHING);
    const second = lift(planOf({ ...read, id: 'a' }, { ...inline('Svømme'), id: 'c' }), told(first));
    expect(targets(second)).toEqual([targets(first)[0], liftedId('plan-1', '#c')]);
  });

  test('is the same after a move, an edit, and both', () => {
    expect(nowOf(shop, walk, read)).toEqual([ofShop, ofWalk, ofRead]);
    expect(nowOf(walk, inline('Lese for barna'), shop)).toEqual([ofWalk, ofRead, ofShop]);
    expect(nowOf(inline('Handle', { description: 'med Arvid' }), read, walk)).toEqual([ofShop, ofRead, ofWalk]);
  });

  test('is the same when another comes in front, between or behind, or goes', () => {
    const fresh = inline('Svømme');
    expect(nowOf(fresh, walk, read, shop).slice(1)).toEqual([ofWalk, ofRead, ofShop]);
    expect(nowOf(walk, fresh, read, shop).toSpliced(1, 1)).toEqual([ofWalk, ofRead, ofShop]);
    expect(nowOf(walk, read, shop, fresh).slice(0, 3)).toEqual([ofWalk, ofRead, ofShop]);
    expect([ofWalk, ofRead, ofShop]).not.toContain(nowOf(fresh, walk, read, shop)[0]);
    expect(nowOf(walk, shop)).toEqual([ofWalk, ofShop]);
  });

  test('is the same when it is edited while others come', () => {
    expect(nowOf(inline('Gå'), read, inline('Svømme'), shop)).toEqual([ofWalk, ofRead, expect.anything(), ofShop]);
    expect(nowOf(inline('Svømme'), inline('Gangtrening', { description: 'ute' }), read, shop)).toEqual([
      expect.anything(),
      ofWalk,
      ofRead,
      ofShop,
    ]);
  });

  test('is the same when it is called something else while others come, by what most of it says', () => {
    const performer = [{ reference: 'PractitionerRole/eirik' as const }];
    const first = lift(planOf(inline('Gangtrening', { performer }), read), NOTHING);
    const items = [inline('Svømme'), inline('Gå', { performer }), read];
    expect(targets(lift(planOf(...items), told(first))).slice(1)).toEqual(targets(first));
    const alike = [inline('Svømme', { performer }), inline('Gå', { performer }), read];
    expect(targets(lift(planOf(...alike), told(first)))).toEqual([undefined, undefined, targets(first)[1]]);
  });

  test('is unclear where position would have to guess: such items stay inline, the others do not', () => {
    expect(nowOf(walk, inline('Svømme'), inline('Padle'), shop)).toEqual([ofWalk, undefined, undefined, ofShop]);
    expect(nowOf(inline('Svømme'))).toEqual([undefined]);
  });

  test('of two that say the same is one for each', () => {
    const twice = lift(planOf(walk, walk), NOTHING);
    expect(new Set(targets(twice)).size).toBe(2);
    expect(targets(lift(planOf(walk, walk), told(twice)))).toEqual(targets(twice));
    expect(targets(lift(planOf(walk), told(twice)))).toEqual(targets(twice).slice(0, 1));
  });

  test('that was taken out is the same when it comes back as it was, and is not what only has its name', () => {
    const without = lift(planOf(read, shop), told(before));
    const known = { ...told(without), measures: before.measures };
    expect(targets(lift(planOf(walk, read, shop), known))[0]).toBe(ofWalk);
    const anew = inline('Gangtrening', { status: 'scheduled' });
    expect(targets(lift(planOf(anew, read, shop), known))[0]).not.toBe(ofWalk);
  });

  test('that was never told is what we meant to create there, also once it is edited', () => {
    const meant: ServiceRequest = {
      resourceType: 'ServiceRequest',
      id: 'plan-1.inline-000000000000',
      status: 'active',
      intent: 'plan',
      subject: { reference: 'Patient/ingrid' },
      code: { text: 'Svømme' },
      priority: 'routine',
    };
    const known = { ...told(before), meant: new Map([[meant.id ?? '', meant]]) };
    const lifted = lift(planOf(walk, inline('Svømme', { description: 'ute' }), read, shop), known);
    expect(lifted.measures.get(meant.id ?? '')).toEqual({ ...meant, note: [{ text: 'ute' }] });
    expect(lift(planOf(walk, read, shop), known).measures.has(meant.id ?? '')).toBe(false);
  });

  test('that was written there since its plan was told is the same once it is ended, and one taken out since is not', () => {
    const id = 'plan-1.inline-000000000000';
    const known = (written: string): Told => {
      const lastUpdated = '2026-11-22T08:00:00Z';
      const measure: ServiceRequest = {
        resourceType: 'ServiceRequest',
        id,
        meta: { lastUpdated: written },
        status: 'active',
        intent: 'plan',
        subject: { reference: 'Patient/ingrid' },
        code: { text: 'Svømme' },
      };
      const { plan = before.plan, measures: others, ...rest } = told(before);
      return { ...rest, plan: { ...plan, meta: { lastUpdated } }, measures: new Map([...others, [id, measure]]) };
    };
    const ended = planOf(walk, read, shop, inline('Svømme', { status: 'completed' }));
    expect(lift(ended, known('2026-11-22T09:00:00+00:00')).measures.get(id)?.status).toBe('completed');
    expect(lift(ended, known('2026-11-22T08:00:00Z')).measures.has(id)).toBe(false);
  });

  test('is said by an id that FHIR allows and that leads to its plan', () => {
    const long = { ...planOf({ ...walk, id: 'x'.repeat(500) }), id: 'p'.repeat(44) };
    const [id = ''] = lift(long, NOTHING).measures.keys();
    expect(id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/u);
    expect(planOfLifted(id)).toBe(long.id);
    expect(planOfLifted('3f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001')).toBeUndefined();
  });

  test('has an identifier that is another’s in another system', () => {
    const identifier = (base: string) => measures(lift(planOf(walk), { ...NOTHING, base }))[0]?.identifier?.[0]?.value;
    expect(identifier('https://a.example')).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-/u);
    expect(identifier('https://a.example')).toBe(identifier('https://a.example'));
    expect(identifier('https://a.example')).not.toBe(identifier('https://b.example'));
  });
});
