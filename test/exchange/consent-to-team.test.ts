import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CareTeam, CareTeamParticipant, Consent, ConsentProvision, Goal } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { outlookFor } from '../../src/exchange/outlook.ts';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { contentOf } from '../../src/record/content-of.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import { FJORDVIK, NAV, TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, type Stage } from './stage.ts';

/** Ingrid consented that her team sees her plan: who is in the team is then whom she consented to. The team is Fjordvik's. */
let stage: Stage;
const coordinator = { name: 'Kari', organization: FJORDVIK.organization, sector: 'municipal' } as const;
const toTheTeam = (): Consent => {
  const consent = INGRIDS.access(TRUST, { id: 'access-team' });
  const provision = consent.provision as ConsentProvision;
  const [actor] = provision.actor ?? [];
  const team = { role: actor?.role ?? {}, reference: { reference: 'CareTeam/f-team' } };
  return { ...consent, provision: { ...provision, actor: [team] } };
};
const nav: CareTeamParticipant = { member: { identifier: { system: NATIONAL.organization, value: NAV.organization } } };
const relative: CareTeamParticipant = { role: [{ text: 'Pårørende' }], member: { display: 'Naboen' } };

beforeEach(async () => {
  stage = await openSharedStage();
  stage.fjordvik.connector.put(toTheTeam());
  await stage.settle();
});
afterEach(() => stage.close());

const teamAtTheTrust = (): CareTeam => stage.trust.connector.all<CareTeam>('CareTeam')[0] as CareTeam;
const inTheRecord = async (): Promise<CareTeam> => (await stage.stored<CareTeam>('CareTeam'))[0] as CareTeam;
const joinedBy =
  (one: CareTeamParticipant) =>
  (team: CareTeam): CareTeam => ({
    ...team,
    participant: [...(team.participant ?? []), one],
  });

/** What NAV sees of her goals. */
async function goalsForNav(): Promise<number> {
  const person = await stage.person();
  await stage.pastTheGate({ links: [{ person, partner: NAV.name, standing: 'owed', attempts: 0 }] });
  const filters = [{ kind: 'reference', name: 'patient', values: [`Patient/${person}`] }] as const;
  return (await sightOf(stage.context, NAV).search({ type: 'Goal', filters, count: 10 })).shown.length;
}

const WAYS: readonly (readonly [string, (edit: (team: CareTeam) => CareTeam) => Promise<void>])[] = [
  [
    'in its own system',
    async (edit) => {
      stage.trust.connector.put(edit(teamAtTheTrust()));
      await stage.settle();
    },
  ],
  [
    'over REST',
    async (edit) => {
      const { id = '' } = await inTheRecord();
      const shown = await sightOf(stage.context, TRUST).read('CareTeam', id);
      if (!shown) throw new Error('the trust does not see the team');
      const base = contentOf(shown.resource) as CareTeam;
      await admitResource(stage.context, TRUST, edit(base), { expectedVersion: shown.stored.version, base });
    },
  ],
];

test.each(WAYS)(
  'an organization that a partner adds %s waits for a person, and sees nothing before',
  async (_way, edit) => {
    await edit(joinedBy(nav));
    expect((await inTheRecord()).participant).toHaveLength(2);
    expect(await goalsForNav()).toBe(0);
    const [task, ...others] = await stage.conflicts();
    expect(others).toEqual([]);
    await resolveConflict(stage.context, coordinator, task?.id ?? '', { take: 'partner' });
    expect((await inTheRecord()).participant).toHaveLength(3);
    expect(await goalsForNav()).toBe(stage.fjordvik.connector.all<Goal>('Goal').length);
  },
);

test.each(WAYS)('whom nobody can tell, added %s, waits too', async (_way, edit) => {
  await edit(joinedBy({ member: { reference: 'PractitionerRole/nobody-knows' } }));
  expect((await inTheRecord()).participant).toHaveLength(2);
  expect(await stage.conflicts()).toHaveLength(1);
});

const until = (end: string, one = nav): CareTeamParticipant => ({ ...one, period: { end } });
const memberUntil =
  (end: string) =>
  (team: CareTeam): CareTeam => ({
    ...team,
    participant: (team.participant ?? []).map((one) => (one.member?.identifier ? until(end, one) : one)),
  });

test('who has left the team sees nothing from the day after, without anybody doing anything', async () => {
  stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', joinedBy(until('2026-11-23')));
  await stage.settle();
  expect(await goalsForNav()).toBeGreaterThan(0);
  const { nextChange } = outlookFor(await stage.record(), NAV, stage.context.now(), new Map());
  expect(nextChange).toBe('2026-11-23T23:00:00.000Z');
  stage.later(2 * 24 * 3_600_000);
  expect(await goalsForNav()).toBe(0);
});

test.each(WAYS)('a partner that prolongs %s who has left lets nobody in', async (_way, edit) => {
  stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', joinedBy(until('2026-11-01')));
  await stage.settle();
  await edit(memberUntil('2027-12-31'));
  expect(JSON.stringify(await inTheRecord())).not.toContain('2027-12-31');
  expect(await goalsForNav()).toBe(0);
  expect(await stage.conflicts()).toHaveLength(1);
});

test.each(WAYS)('a partner that ends %s a membership earlier is heard', async (_way, edit) => {
  stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', joinedBy(until('2026-12-31')));
  await stage.settle();
  await edit((team) => ({ ...memberUntil('2026-11-30')(team), note: [{ text: 'NAV er ferdig' }] }));
  expect(JSON.stringify(await inTheRecord())).toContain('NAV er ferdig');
});

test('the owner of the team adds whom it will', async () => {
  stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', joinedBy(nav));
  await stage.settle();
  expect((await inTheRecord()).participant).toHaveLength(3);
  expect(await stage.conflicts()).toEqual([]);
});

test('what the partner makes of those who are in it already takes effect at once', async () => {
  stage.trust.connector.put({
    ...teamAtTheTrust(),
    note: [{ text: 'Møte hver måned' }],
    participant: (teamAtTheTrust().participant ?? []).map((one, index) =>
      index === 1 ? { ...one, role: [...(one.role ?? []), ...(relative.role ?? [])] } : one,
    ),
  });
  await stage.settle();
  expect(await stage.conflicts()).toEqual([]);
  expect(JSON.stringify(await inTheRecord())).toContain('Møte hver måned');
  expect(JSON.stringify((await inTheRecord()).participant)).toContain('Pårørende');
});

test.each(['inactive', 'never given'] as const)(
  'where the consent to the team is %s, who joins it joins at once',
  async (how) => {
    if (how === 'inactive') stage.fjordvik.connector.put({ ...toTheTeam(), status: 'inactive' });
    else {
      await stage.close();
      stage = await openSharedStage();
    }
    await stage.settle();
    stage.trust.connector.put(joinedBy(nav)(teamAtTheTrust()));
    await stage.settle();
    expect((await inTheRecord()).participant).toHaveLength(3);
    expect(await stage.conflicts()).toEqual([]);
  },
);
