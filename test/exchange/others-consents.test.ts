import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Consent, ConsentProvision, Goal, PractitionerRole, Resource } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { contentOf } from '../../src/record/content-of.ts';
import { differences } from './in-step.ts';
import { labelled } from './labels.ts';
import { FJORDVIK, NAV, TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, type Stage, type StagedPartner } from './stage.ts';

/** Ingrid consented at Fjordvik that the trust sees her plan until the new year, and the trust holds that Consent too. */
let stage: Stage;
const NAME = `f-access-${TRUST.organization}`;
const UNTIL = { start: '2026-09-01', end: '2026-12-31' };
const coordinator = { name: 'Kari', organization: FJORDVIK.organization, sector: 'municipal' } as const;

async function openForAWhile(): Promise<Stage> {
  const opened = await openSharedStage();
  opened.fjordvik.connector.put(INGRIDS.access(TRUST, { period: UNTIL }));
  await opened.settle();
  return opened;
}
beforeEach(async () => {
  stage = await openForAWhile();
});
afterEach(() => stage.close());

const isAccess = ({ category }: Consent): boolean => JSON.stringify(category).includes('"access"');
const named = ({ provision }: Consent): boolean => JSON.stringify(provision ?? {}).includes(TRUST.organization);
const inTheRecord = async (): Promise<Consent> =>
  (await stage.stored<Consent>('Consent')).find((one) => isAccess(one) && named(one)) as Consent;
const heldBy = ({ connector }: StagedPartner): Consent =>
  connector.all<Consent>('Consent').find((one) => isAccess(one) && named(one)) as Consent;
const said = ({ status, verification, provision, dateTime, performer }: Consent) => ({
  status,
  verification,
  dateTime,
  period: provision?.period,
  actors: provision?.actor?.length,
  nested: provision?.provision,
  classes: provision?.class,
  by: performer?.length,
});
const provided =
  (more: Partial<ConsentProvision>) =>
  (consent: Consent): Consent => ({
    ...consent,
    provision: { ...(consent.provision as ConsentProvision), ...more },
  });
const nav = { ...INGRIDS.access(NAV).provision?.actor?.[0] } as NonNullable<ConsentProvision['actor']>[number];

type Way = (edit: (held: Consent) => Consent) => Promise<void>;

/** Both ways in: the trust's own system is pulled, or it calls here. */
const WAYS: readonly (readonly [string, Way])[] = [
  [
    'in its own system',
    async (edit) => {
      stage.trust.connector.put(edit(heldBy(stage.trust)));
      await stage.settle();
    },
  ],
  [
    'over REST',
    async (edit) => {
      const { id = '' } = await inTheRecord();
      const shown = await sightOf(stage.context, TRUST).read('Consent', id);
      if (!shown) throw new Error('the trust does not see its Consent');
      const base = contentOf(shown.resource) as Consent;
      await admitResource(stage.context, TRUST, edit(base), { expectedVersion: shown.stored.version, base });
    },
  ],
];

const EXTENDING: readonly (readonly [string, (held: Consent) => Consent])[] = [
  ['a later end', provided({ period: { ...UNTIL, end: '2027-12-31' } })],
  ['an earlier beginning', provided({ period: { ...UNTIL, start: '2020-01-01' } })],
  ['another recipient', (held) => provided({ actor: [...(held.provision?.actor ?? []), nav] })(held)],
  ['everyone', ({ provision: { actor: _, ...provision } = {}, ...held }) => ({ ...held, provision })],
  ['another who gave it', (held) => ({ ...held, performer: [{ display: 'Mor' }] })],
  ['a later day', (held) => ({ ...held, dateTime: '2026-11-20' })],
];

describe.each(WAYS)('what a partner writes %s into a Consent of another’s', (_, write) => {
  test.each(EXTENDING)('is a proposal where it is %s', async (_name, edit) => {
    const before = await inTheRecord();
    await write(edit);
    expect(said(await inTheRecord())).toEqual(said(before));
    const open = (await stage.conflicts()).map(conflictOf);
    expect(open.length).toBeGreaterThan(0);
    for (const one of open) expect(one).toMatchObject({ part: `Consent/${before.id}`, partner: TRUST.name });
    await stage.settle();
    expect(said(await inTheRecord())).toEqual(said(before));
    expect(said(heldBy(stage.fjordvik))).toEqual(said(before));
    expect(await stage.standing(stage.trust)).toBe('in-conflict');
  });

  test('waits for the coordinator, and counts for nothing meanwhile', async () => {
    await write(provided({ period: { ...UNTIL, end: '2027-12-31' } }));
    const [task] = await stage.conflicts();
    const [post] = await stage.stored<PractitionerRole>('PractitionerRole');
    expect(task?.owner?.reference).toBe(`PractitionerRole/${post?.id}`);
    stage.later(60 * 24 * 3_600_000);
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
      ...goal,
      description: { text: 'Etter nyttår' },
    }));
    await stage.settle();
    expect(JSON.stringify(stage.trust.connector.ever())).not.toContain('Etter nyttår');
  });

  test('is taken once a person decides so', async () => {
    await write(provided({ period: { ...UNTIL, end: '2027-12-31' } }));
    const [task] = await stage.conflicts();
    await resolveConflict(stage.context, coordinator, task?.id ?? '', { take: 'partner' });
    await stage.settle();
    for (const one of [await inTheRecord(), heldBy(stage.fjordvik), heldBy(stage.trust)]) {
      expect(one.provision?.period?.end).toBe('2027-12-31');
    }
    expect([await stage.standing(stage.trust), await stage.conflicts()]).toEqual(['in-step', []]);
  });

  test('is left where a person decides otherwise, and the partner is told', async () => {
    await write(provided({ period: { ...UNTIL, end: '2027-12-31' } }));
    const [task] = await stage.conflicts();
    await resolveConflict(stage.context, coordinator, task?.id ?? '', { take: 'record' });
    await stage.settle();
    expect(heldBy(stage.trust).provision?.period?.end).toBe('2026-12-31');
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test.each<readonly [string, (held: Consent) => Consent]>([
    ['an earlier end', provided({ period: { ...UNTIL, end: '2026-11-30' } })],
    ['one kind of part only', provided({ class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Goal' }] })],
    [
      'a denial',
      provided({
        provision: [{ type: 'deny', class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Goal' }] }],
      }),
    ],
    ['a flag that nobody verified', (held) => ({ ...held, verification: [{ verified: false }] })],
    ['a withdrawal', (held) => ({ ...held, status: 'inactive' })],
  ])('takes effect at once where it is %s', async (_name, edit) => {
    const held = await inTheRecord();
    await write(edit);
    expect(said(await inTheRecord())).toEqual(said(edit(held)));
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(said(heldBy(stage.fjordvik))).toEqual(said(edit(held)));
  });

  test('is taken apart: what restricts counts, and what extends waits', async () => {
    await write((held) => ({
      ...provided({ period: { start: '2026-09-01', end: '2026-11-30' } })(held),
      dateTime: '2026-11-20',
    }));
    expect((await inTheRecord()).provision?.period?.end).toBe('2026-11-30');
    expect((await inTheRecord()).dateTime).toBe('2026-09-01T10:00:00+02:00');
    expect((await stage.conflicts()).map((task) => conflictOf(task)?.path)).toEqual([['dateTime']]);
  });
});

describe('access is not regained', () => {
  const rewritten = async (): Promise<boolean> => {
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Bare her' } }));
    await stage.settle();
    return JSON.stringify(stage.trust.connector.ever()).includes('Bare her');
  };

  test('by taking up what she withdrew', async () => {
    stage.fjordvik.connector.edit<Consent>('Consent', NAME, (one) => ({ ...one, status: 'inactive' }));
    await stage.settle();
    expect(heldBy(stage.trust).status).toBe('inactive');
    expect(await sightOf(stage.context, TRUST).read('Consent', (await inTheRecord()).id ?? '')).toBeUndefined();
    stage.trust.connector.put({ ...heldBy(stage.trust), status: 'active' });
    await stage.settle();
    expect((await inTheRecord()).status).toBe('inactive');
    expect(await rewritten()).toBe(false);
  });

  test.each(WAYS)('by verifying %s a flag that is not the partner’s', async (_, write) => {
    const unverified = [{ verified: false }];
    stage.fjordvik.connector.edit<Consent>('Consent', NAME, (one) => ({ ...one, verification: unverified }));
    await stage.settle();
    expect(heldBy(stage.trust).verification).toEqual(unverified);
    await write((held) => ({ ...held, verification: [{ verified: true }] }));
    await stage.settle();
    expect((await inTheRecord()).verification).toEqual(unverified);
    expect(await rewritten()).toBe(false);
  });

  test.each(WAYS)('by taking out %s what it denies', async (_, write) => {
    const noGoals: ConsentProvision = {
      type: 'deny',
      class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Goal' }],
    };
    stage.fjordvik.connector.edit<Consent>('Consent', NAME, provided({ provision: [noGoals] }));
    await stage.settle();
    await write((held) => {
      const { provision: _nested, ...provision } = held.provision ?? {};
      return { ...held, provision };
    });
    await stage.settle();
    expect((await inTheRecord()).provision?.provision).toEqual([noGoals]);
    expect(await rewritten()).toBe(false);
  });

  test('by a Consent of the same number in its own system, in which it names itself as its owner', async () => {
    const number = { system: 'https://fjordvik.example.no/consents', value: '17' };
    const { period: _, ...open } = heldBy(stage.trust).provision ?? {};
    const { meta: _meta, ...copy } = heldBy(stage.trust);
    stage.fjordvik.connector.edit<Consent>('Consent', NAME, (one) => ({ ...one, identifier: [number] }));
    await stage.settle();
    stage.trust.connector.tellsDeletions = true;
    stage.trust.connector.delete('Consent', copy.id ?? '');
    await stage.settle();
    const organization = [
      { type: 'Organization', identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: TRUST.organization } },
    ] as const;
    stage.trust.connector.put({
      ...copy,
      id: 'another',
      identifier: [number],
      organization: [...organization],
      provision: open,
    });
    await stage.settle();
    stage.trust.connector.edit<Consent>('Consent', 'another', (one) => ({ ...one, dateTime: '2026-11-20' }));
    await stage.settle();
    const { id = '' } = await inTheRecord();
    expect((await stage.record()).parts.get(`Consent/${id}`)).toMatchObject({
      owner: FJORDVIK.organization,
      resource: { provision: { period: UNTIL }, dateTime: '2026-09-01T10:00:00+02:00' },
    });
  });
});

test('the owner, and who registers what she says, extend it at once', async () => {
  stage.fjordvik.connector.edit<Consent>('Consent', NAME, provided({ period: { ...UNTIL, end: '2027-06-30' } }));
  await stage.settle();
  const now = await inTheRecord();
  expect(now.provision?.period?.end).toBe('2027-06-30');
  const { version } = (await stage.store.read('Consent', now.id ?? '')) ?? { version: 0 };
  const longer = provided({ period: { ...UNTIL, end: '2027-12-31' } })(contentOf(now) as Consent);
  await admitResource(stage.context, stage.context.controller, longer, { expectedVersion: version });
  await stage.settle();
  expect(heldBy(stage.trust).provision?.period?.end).toBe('2027-12-31');
  expect(await stage.conflicts()).toEqual([]);
});

test.each(['fjordvik', 'trust'] as const)(
  'where each of two takes another recipient out, it is for nobody more than before; %s is pulled first',
  async (first) => {
    const [trust] = INGRIDS.access(TRUST).provision?.actor ?? [];
    const both = [trust, nav] as NonNullable<ConsentProvision['actor']>;
    stage.fjordvik.connector.edit<Consent>('Consent', NAME, provided({ actor: both }));
    await stage.settle();
    stage.fjordvik.connector.edit<Consent>('Consent', NAME, provided({ actor: both.slice(0, 1) }));
    const { actor: _, ...withoutItself } = heldBy(stage.trust).provision ?? {};
    stage.trust.connector.put({ ...heldBy(stage.trust), provision: withoutItself });
    await stage.pass(stage[first]);
    await stage.settle();
    expect((await inTheRecord()).provision?.actor).toHaveLength(1);
    expect((await stage.conflicts()).length).toBeGreaterThan(0);
  },
);

describe('whatever the owner and another partner make of a Consent at the same time', () => {
  const EDITS: readonly (readonly [string, (held: Consent) => Consent])[] = [
    ['an earlier end', provided({ period: { ...UNTIL, end: '2026-11-30' } })],
    ['an end in between', provided({ period: { ...UNTIL, end: '2026-12-15' } })],
    ['a later end', provided({ period: { ...UNTIL, end: '2027-12-31' } })],
    ['a withdrawal', (held) => ({ ...held, status: 'inactive' })],
    ['an error', (held) => ({ ...held, status: 'entered-in-error' })],
    ['a flag', (held) => ({ ...held, verification: [{ verified: false }] })],
    ['another day', (held) => ({ ...held, dateTime: '2026-11-20' })],
  ];
  const stands = async (first: 'fjordvik' | 'trust', ours: (typeof EDITS)[number], theirs: (typeof EDITS)[number]) => {
    const opened = await openForAWhile();
    try {
      opened.fjordvik.connector.edit<Consent>('Consent', NAME, ours[1]);
      opened.trust.connector.put(theirs[1](heldBy(opened.trust)));
      await opened.pass(opened[first]);
      await opened.settle();
      const parts = [...(await opened.record()).parts.values()].filter(({ kind }) => kind !== 'conflict');
      const all: readonly Resource[] = [...parts.map(({ resource }) => resource), ...(await opened.conflicts())];
      for (const partner of [opened.fjordvik, opened.trust]) expect(await differences(opened, partner)).toEqual([]);
      return {
        record: labelled(all),
        standings: [await opened.standing(opened.fjordvik), await opened.standing(opened.trust)],
        copies: [heldBy(opened.fjordvik), heldBy(opened.trust)].map(said),
      };
    } finally {
      await opened.close();
    }
  };

  test.each(EDITS.flatMap((ours) => EDITS.map((theirs) => [ours[0], theirs[0], ours, theirs] as const)))(
    '%s there and %s here come to the same in both orders of pulls (invariant I9)',
    async (_one, _other, ours, theirs) => {
      expect(await stands('trust', ours, theirs)).toEqual(await stands('fjordvik', ours, theirs));
    },
  );
});
