import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type {
  AuditEvent,
  CareTeam,
  CareTeamParticipant,
  Observation,
  Patient,
  Practitioner,
  PractitionerRole,
  Provenance,
  ServiceRequest,
  Task,
} from '@medplum/fhirtypes';
import { type AppointCoordinator, appointCoordinator } from '../../src/exchange/appoint-coordinator.ts';
import { listDuties } from '../../src/exchange/list-duties.ts';
import type { Asker } from '../../src/exchange/may-reach.ts';
import { transferResponsibility } from '../../src/exchange/transfer-responsibility.ts';
import { withdrawConsent } from '../../src/exchange/withdraw-consent.ts';
import { responsibleCoordinators } from '../../src/record/organizations.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { mortalStore } from './mortal-store.ts';
import { directory, FJORDVIK, INGRID, NAV, Papers, PER, TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, openStage, type Stage } from './stage.ts';

const WORDS = 'Jeg vil ha en som kan komme hjem til meg';
const WEIGHED = 'Ingen med den erfaringen er ledig nå';
const GRANLI = { name: 'Granli kommune', organization: '310604011', sector: 'municipal' } as const;

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const practitioner = (value: string, system: string = NATIONAL.healthPersonnel): AppointCoordinator['coordinator'] => ({
  practitioner: { resourceType: 'Practitioner', identifier: [{ system, value }], name: [{ family: 'Moen' }] },
});
const BERIT = practitioner('565500055');

const appoint = async (caller: Asker = FJORDVIK, given: Partial<AppointCoordinator> = {}, number = INGRID) =>
  appointCoordinator(stage.context, caller, await stage.person(number), {
    coordinator: BERIT,
    role: 'responsible-coordinator',
    wish: { words: WORDS, isFollowed: true },
    ...given,
  });
const teams = (): Promise<readonly CareTeam[]> => stage.stored<CareTeam>('CareTeam');
const wishes = async (): Promise<readonly Observation[]> => stage.stored<Observation>('Observation');
const participants = async (): Promise<readonly CareTeamParticipant[]> =>
  (await teams()).flatMap(({ participant = [] }) => participant);
const inOffice = async (role: string): Promise<readonly CareTeamParticipant[]> =>
  (await participants()).filter((one) => JSON.stringify(one.role).includes(`"${role}"`) && !one.period?.end);
/** HPR number of the only responsible coordinator at an instant. */
const responsibleAt = async (at: string, number = INGRID): Promise<readonly (string | undefined)[]> => {
  const record = await stage.record(number);
  return responsibleCoordinators(record, at).map(({ member }) => {
    const post = record.directory.get(member?.reference ?? '') as PractitionerRole | undefined;
    const who = record.directory.get(post?.practitioner?.reference ?? '') as Practitioner | undefined;
    return who?.identifier?.[0]?.value;
  });
};
const now = (): string => stage.context.now();
const duties = async (number = INGRID): Promise<readonly string[]> =>
  (await listDuties(stage.context, stage.context.controller, { person: await stage.person(number) })).duties.map(
    ({ rule }) => rule.key,
  );
const rulesOf = async (work: Promise<unknown>): Promise<readonly string[]> =>
  work.then(
    () => [],
    ({ findings }: { readonly findings: readonly { readonly rule: string; readonly severity: string }[] }) =>
      findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule),
  );
/** Per is known at the municipality: no plan, no team. */
const perArrives = async (more: Partial<Patient> = {}): Promise<void> => {
  const papers = new Papers('p', PER);
  stage.fjordvik.connector.put({ ...papers.patient(), ...more }, papers.access(TRUST));
  await stage.settle();
};
const toPer = (caller: Asker = FJORDVIK, given: Partial<AppointCoordinator> = {}) => appoint(caller, given, PER);

describe('who is appointed', () => {
  test('takes over: never a moment with none or with two', async () => {
    const before = now();
    await appoint();
    expect(await responsibleAt(before)).toEqual(['565500012']);
    expect(await responsibleAt(now())).toEqual(['565500055']);
    const [former] = (await participants()).filter(({ period }) => period?.end);
    const end = former?.period?.end ?? '';
    const next = new Date(Date.parse(end) + 1).toISOString();
    expect([await responsibleAt(end), await responsibleAt(next)]).toEqual([['565500012'], ['565500055']]);
  });

  test('takes over on a day that is to come, at midnight in Norway, until the day that is said', async () => {
    await appoint(FJORDVIK, { from: '2026-12-01', until: '2027-02-28' });
    expect(await responsibleAt('2026-11-30T22:59:59.999Z')).toEqual(['565500012']);
    expect(await responsibleAt('2026-11-30T23:00:00.000Z')).toEqual(['565500055']);
    expect(await responsibleAt('2027-02-28T22:59:59.999Z')).toEqual(['565500055']);
    expect(await responsibleAt('2027-02-28T23:00:00.000Z')).toEqual([]);
  });

  test('is a practitioner known by number, with a post in the unit’s organization, each made once', async () => {
    await appoint();
    stage.later(60_000);
    await appoint(FJORDVIK, { coordinator: practitioner('565500012') });
    stage.later(60_000);
    await appoint();
    const numbers = (await stage.stored<Practitioner>('Practitioner')).flatMap(({ identifier = [] }) => identifier);
    expect(numbers.map(({ value }) => value).toSorted()).toEqual(['565500012', '565500055']);
    expect(await stage.stored('PractitionerRole')).toHaveLength(2);
    expect(await responsibleAt(now())).toEqual(['565500055']);
  });

  test('is nobody’s unit: an organization, a post that nobody holds or that is over, one who is not here, one without a number', async () => {
    const practitionerOf = { reference: 'Practitioner/kari' } as const;
    const desks: readonly PractitionerRole[] = [
      { resourceType: 'PractitionerRole', id: 'desk' },
      { resourceType: 'PractitionerRole', id: 'left', active: false, practitioner: practitionerOf },
    ];
    const meta = { lastUpdated: now() };
    await stage.pastTheGate({ writes: desks.map((desk) => ({ resource: { ...desk, meta }, version: 1 })) });
    const [unit] = await stage.stored('Organization');
    const before = await stage.record();
    const some = [
      { reference: `Organization/${unit?.id ?? ''}` },
      { reference: 'PractitionerRole/desk' },
      { reference: 'PractitionerRole/left' },
      { reference: 'PractitionerRole/nobody' },
      { reference: `https://elsewhere.example.no/PractitionerRole/desk` },
      practitioner('310601020', NATIONAL.organization),
    ];
    for (const coordinator of some) {
      await expect(appoint(FJORDVIK, { coordinator })).rejects.toMatchObject({ code: 'bad-parameter' });
    }
    expect(await stage.record()).toEqual(before);
  });

  test('may be told by a reference to the practitioner, or to the post', async () => {
    await appoint();
    const [post] = (await stage.stored<PractitionerRole>('PractitionerRole')).filter(({ organization }) =>
      JSON.stringify(organization).includes('Organization/'),
    );
    for (const reference of [post?.practitioner?.reference ?? '', `PractitionerRole/${post?.id ?? ''}`]) {
      await expect(appoint(FJORDVIK, { coordinator: { reference } })).resolves.toBeDefined();
    }
    expect(await stage.stored('PractitionerRole')).toHaveLength(2);
  });
});

describe('a person without a plan', () => {
  test('gets a coordinator and a team; a plan is not needed', async () => {
    await perArrives();
    await toPer();
    const record = await stage.record(PER);
    const [team] = [...record.parts.values()].filter(({ kind }) => kind === 'team');
    expect(team).toMatchObject({ owner: FJORDVIK.organization, resource: { status: 'active' } });
    expect(await responsibleAt(now(), PER)).toEqual(['565500055']);
    expect([...record.parts.values()].map(({ kind }) => kind)).not.toContain('plan');
  });

  test('who has died gets none', async () => {
    await perArrives({ deceasedDateTime: '2026-11-01' });
    expect(await rulesOf(toPer())).toEqual(['appointed-for-living']);
    expect(await responsibleAt(now(), PER)).toEqual([]);
  });

  test('goes out to the trust by the usual exchange; the wish stays with the unit', async () => {
    const papers = new Papers('p', PER);
    stage.fjordvik.connector.put(papers.patient(), papers.team());
    await stage.settle();
    await toPer();
    await toPer(stage.context.controller, {
      unit: TRUST.organization,
      role: 'coordinator',
      coordinator: practitioner('565500063'),
      wish: { words: 'Helst hun jeg kjenner på sykehuset', isFollowed: true },
    });
    await stage.settle();
    const team = stage.trust.connector
      .all<CareTeam>('CareTeam')
      .find(({ subject }) => subject?.reference !== undefined);
    expect(team).toBeDefined();
    expect(JSON.stringify(stage.trust.connector.ever())).not.toContain(WORDS);
    expect(JSON.stringify(stage.fjordvik.connector.all('Observation'))).toContain(WORDS);
    // Each unit keeps what was said to it.
    expect(JSON.stringify(stage.trust.connector.all('Observation'))).toContain('Helst hun jeg kjenner');
    expect(JSON.stringify(stage.fjordvik.connector.ever())).not.toContain('Helst hun jeg kjenner');
  });
});

describe('what the person wished', () => {
  test('is kept in her words with how it was weighed, as the unit’s', async () => {
    await appoint(FJORDVIK, { wish: { words: WORDS, isFollowed: false, weighed: WEIGHED } });
    const [wish] = await wishes();
    expect(wish).toMatchObject({
      status: 'final',
      code: { coding: [{ system: SAMPLAN.observationKind, code: 'coordinator-wish' }] },
      valueString: WORDS,
      component: [
        { code: { coding: [{ code: 'wish-followed' }] }, valueBoolean: false },
        { code: { coding: [{ code: 'wish-weighed' }] }, valueString: WEIGHED },
      ],
    });
    const record = await stage.record();
    expect(record.parts.get(`Observation/${wish?.id ?? ''}`)?.owner).toBe(FJORDVIK.organization);
    expect(wish?.focus?.map(({ reference }) => reference?.split('/')[0])).toEqual(['CareTeam', 'PractitionerRole']);
  });

  test('is kept as well where she had none', async () => {
    await appoint(FJORDVIK, { wish: { weighed: WEIGHED } });
    const [wish] = await wishes();
    expect(wish).toMatchObject({ valueCodeableConcept: { coding: [{ code: 'no-wish' }] } });
    expect(wish).not.toHaveProperty('valueString');
  });

  test('is shown where she has consented, and not after she has withdrawn that', async () => {
    await appoint();
    await stage.settle();
    expect(JSON.stringify(stage.trust.connector.all('Observation'))).toContain(WORDS);
    const { controller } = stage.context;
    const consents = [...(await stage.record()).parts.values()].flatMap(({ resource }) =>
      resource.resourceType === 'Consent' && JSON.stringify(resource.provision ?? {}).includes(TRUST.organization)
        ? [resource.id ?? '']
        : [],
    );
    for (const id of consents) await withdrawConsent(stage.context, controller, id);
    const since = stage.trust.connector.requests.length;
    await appoint(FJORDVIK, {
      coordinator: practitioner('565500012'),
      wish: { words: 'Ikke for sykehuset', isFollowed: true },
    });
    await stage.settle();
    expect(JSON.stringify(stage.trust.connector.requests.slice(since))).not.toContain('Ikke for sykehuset');
  });

  test('is told in no finding, log or trace', async () => {
    const { findings } = await appoint(stage.context.controller, {
      unit: FJORDVIK.organization,
      wish: { words: WORDS, isFollowed: false, weighed: WEIGHED },
    });
    const traces = [...(await stage.stored('AuditEvent')), ...(await stage.stored('Provenance'))];
    expect(JSON.stringify([findings, traces])).not.toMatch(new RegExp(`${WORDS}|${WEIGHED}`, 'u'));
  });
});

describe('the same again', () => {
  test('changes nothing', async () => {
    await appoint();
    const { seq } = await stage.store.changedSince(0);
    stage.later(86_400_000);
    await appoint();
    await appoint(FJORDVIK, { from: '2026-12-24' });
    expect((await stage.store.changedSince(0)).seq).toBe(seq);
  });

  test('with another wish keeps that too, and with another end makes the office last so long', async () => {
    await appoint();
    const before = await participants();
    await appoint(FJORDVIK, { wish: { words: 'Jeg er fornøyd', isFollowed: true } });
    expect((await wishes()).map(({ valueString }) => valueString)).toEqual([WORDS, 'Jeg er fornøyd']);
    expect(await participants()).toEqual(before);
    await appoint(FJORDVIK, { until: '2027-06-30' });
    expect(await participants()).toHaveLength(before.length);
    expect(await responsibleAt('2027-07-01T12:00:00.000Z')).toEqual([]);
  });

  test('twice at once leaves one responsible coordinator', async () => {
    await Promise.all([appoint(), appoint(FJORDVIK, { coordinator: practitioner('565500063') }), appoint()]);
    expect(await responsibleAt(now())).toHaveLength(1);
  });
});

test('one practitioner for two persons at once is one entry of the directory', async () => {
  await perArrives();
  await Promise.all([appoint(), toPer()]);
  const numbers = (await stage.stored<Practitioner>('Practitioner')).map(({ identifier }) => identifier?.[0]?.value);
  expect(numbers.filter((value) => value === '565500055')).toHaveLength(1);
});

describe('who else coordinates', () => {
  const TRUSTS = { coordinator: practitioner('565500063'), role: 'coordinator' } as const;

  test('a health trust’s coordinator stands beside the responsible one', async () => {
    await appoint(TRUST, TRUSTS);
    expect(await responsibleAt(now())).toEqual(['565500012']);
    expect(await inOffice('coordinator')).toHaveLength(1);
    await appoint(TRUST, { ...TRUSTS, coordinator: BERIT });
    expect(await inOffice('coordinator')).toHaveLength(1);
    expect(await responsibleAt(now())).toEqual(['565500012']);
  });

  test('a health trust does not replace the municipality’s; where the municipality has none, it is told who should lead', async () => {
    const before = await stage.record();
    const leading = { ...TRUSTS, role: 'responsible-coordinator' } as const;
    expect(await rulesOf(appoint(TRUST, leading))).toEqual(['municipality-coordinates']);
    expect(await stage.record()).toEqual(before);

    stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', (team) => ({
      ...team,
      participant: (team.participant ?? []).map((one) => ({
        ...one,
        role: [
          {
            coding: [
              {
                system: SAMPLAN.participantRole,
                code: JSON.stringify(one.role).includes('the-person') ? 'the-person' : 'municipal-service',
              },
            ],
          },
        ],
      })),
    }));
    await stage.settle();
    const { findings } = await appoint(TRUST, leading);
    expect(findings).toMatchObject([{ rule: 'municipality-coordinates', severity: 'warning' }]);
    expect(await responsibleAt(now())).toEqual(['565500063']);
    expect(await duties()).toContain('municipality-coordinates');

    // The municipality takes over, and the trust's goes on beside its own (hol § 7-1).
    await appoint();
    expect(await responsibleAt(now())).toEqual(['565500055']);
    expect((await inOffice('coordinator')).map(({ period }) => period?.start)).toHaveLength(1);
    expect(await duties()).not.toContain('municipality-coordinates');
  });

  test('a health trust does not replace another’s', async () => {
    const other = { type: 'Organization', identifier: { system: NATIONAL.organization, value: '310605018' } } as const;
    stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', ({ participant = [], ...team }) => ({
      ...team,
      participant: participant.map((one, index) =>
        index === 0 ? one : { ...one, member: { type: 'Practitioner', display: 'Koordinator' }, onBehalfOf: other },
      ),
    }));
    await stage.settle();
    const leading = { ...TRUSTS, role: 'responsible-coordinator' } as const;
    await expect(appoint(TRUST, leading)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(appoint(TRUST, TRUSTS)).resolves.toBeDefined();
  });

  test('a child coordinator takes over, and leaves when somebody else does at eighteen', async () => {
    const child = { birthDate: '2018-03-01' };
    await perArrives(child);
    await toPer(FJORDVIK, { coordinator: practitioner('565500063') });
    await toPer(FJORDVIK, { role: 'child-coordinator' });
    expect(await responsibleAt(now(), PER)).toEqual(['565500055']);
    expect(await inOffice('child-coordinator')).toHaveLength(1);
    expect(await duties(PER)).toEqual(['child-coordinator-ends']);
    await toPer(FJORDVIK, { coordinator: practitioner('565500063'), from: '2036-03-01' });
    expect(await responsibleAt('2036-02-29T12:00:00.000Z', PER)).toEqual(['565500055']);
    expect(await responsibleAt('2036-03-01T12:00:00.000Z', PER)).toEqual(['565500063']);
    expect(await duties(PER)).toEqual([]);
  });

  test('a child coordinator is for a child, and the municipality’s to appoint', async () => {
    await perArrives({ birthDate: '1995-09-05' });
    expect(await rulesOf(toPer(FJORDVIK, { role: 'child-coordinator' }))).toEqual(['child-coordinator-ends']);
    expect(await rulesOf(appoint(TRUST, { role: 'child-coordinator' }))).toContain('child-coordinator-municipal');
  });

  test('who is the responsible coordinator is not made a mere one: nobody would be', async () => {
    const kari = practitioner('565500012');
    expect(await rulesOf(appoint(FJORDVIK, { coordinator: kari, role: 'coordinator' }))).toEqual([
      'responsible-coordinator',
    ]);
  });

  test('who has begun later is not written away', async () => {
    await appoint(FJORDVIK, { from: '2026-11-20' });
    expect(await rulesOf(appoint(FJORDVIK, { coordinator: practitioner('565500063'), from: '2026-11-20' }))).toEqual([
      'appointed-in-turn',
    ]);
    expect(await responsibleAt(now())).toEqual(['565500055']);
    // Who was only to begin never does.
    await appoint(FJORDVIK, { coordinator: practitioner('565500063'), from: '2026-12-24' });
    await appoint(FJORDVIK, { coordinator: practitioner('565500012'), from: '2026-12-01' });
    expect(await responsibleAt('2027-01-01T12:00:00.000Z')).toEqual(['565500012']);
  });
});

describe('is refused', () => {
  test('a health trust’s coordinator without an HPR number', async () => {
    stage.trust.connector.put(
      {
        resourceType: 'Organization',
        id: 'hf',
        identifier: [{ system: NATIONAL.organization, value: TRUST.organization }],
      },
      { resourceType: 'Practitioner', id: 'olga', name: [{ family: 'Olsen' }] },
      {
        resourceType: 'PractitionerRole',
        id: 'olga-post',
        practitioner: { reference: 'Practitioner/olga' },
        organization: { reference: 'Organization/hf' },
      },
    );
    stage.trust.connector.edit<CareTeam>(
      'CareTeam',
      stage.trust.connector.all<CareTeam>('CareTeam')[0]?.id ?? '',
      (team) => ({
        ...team,
        participant: [
          ...(team.participant ?? []),
          { role: [{ text: 'Fysioterapeut' }], member: { reference: 'PractitionerRole/olga-post' } },
        ],
      }),
    );
    await stage.settle();
    const posts = await stage.stored<PractitionerRole>('PractitionerRole');
    const olga = (await stage.stored<Practitioner>('Practitioner')).find(({ name }) => name?.[0]?.family === 'Olsen');
    const post = posts.find(({ practitioner: who }) => who?.reference === `Practitioner/${olga?.id ?? ''}`);
    const coordinator = { reference: `PractitionerRole/${post?.id ?? ''}` };
    expect(await rulesOf(appoint(TRUST, { coordinator, role: 'coordinator' }))).toEqual([
      'trust-coordinator-personnel',
    ]);
    expect(await rulesOf(appoint(FJORDVIK, { coordinator }))).toEqual(['appoints-own']);
  });

  test('a health trust that appoints the municipality’s own', async () => {
    const [kari] = await stage.stored<PractitionerRole>('PractitionerRole');
    const coordinator = { reference: `PractitionerRole/${kari?.id ?? ''}` };
    expect(await rulesOf(appoint(TRUST, { coordinator, role: 'coordinator' }))).toContain('appoints-own');
  });

  test('a service that has no koordinerende enhet, and who acts for another’s', async () => {
    await expect(appoint(NAV)).rejects.toMatchObject({ code: 'not-found' });
    stage.fjordvik.connector.put(INGRIDS.access(NAV));
    await stage.settle();
    await stage.pastTheGate({
      links: [{ person: await stage.person(), partner: NAV.name, standing: 'owed', attempts: 0 }],
    });
    await expect(appoint(NAV)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(appoint(TRUST, { unit: FJORDVIK.organization })).rejects.toMatchObject({ code: 'forbidden' });
    const { controller } = stage.context;
    await expect(appoint(controller, { unit: NAV.organization })).rejects.toMatchObject({ code: 'bad-parameter' });
    await expect(appoint(controller, { unit: '310699999' })).rejects.toMatchObject({ code: 'bad-parameter' });
    await expect(appoint(controller, { unit: FJORDVIK.organization })).resolves.toBeDefined();
  });

  test('a municipality that is not responsible: not before, and not after the person has moved', async () => {
    await expect(appoint(stage.context.controller)).rejects.toMatchObject({ code: 'forbidden' });
    stage.fjordvik.connector.put(INGRIDS.access(GRANLI));
    await stage.settle();
    await transferResponsibility(stage.context, FJORDVIK, await stage.person(), GRANLI.organization);
    await expect(appoint()).rejects.toMatchObject({ code: 'not-found' });
    await expect(appoint(stage.context.controller, { unit: FJORDVIK.organization })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('who does not reach the person, or only another one, and a person who is not here', async () => {
    await perArrives();
    const stranger = { name: 'Ukjent HF', organization: '310605018', sector: 'specialist' } as const;
    for (const caller of [stranger, GRANLI, { ...FJORDVIK, patient: await stage.person(PER) }])
      await expect(appoint(caller)).rejects.toMatchObject({ code: 'not-found' });
    const given = { coordinator: BERIT, role: 'coordinator', wish: {} } as const;
    const { context } = stage;
    for (const caller of [context.controller, FJORDVIK])
      await expect(appointCoordinator(context, caller, 'nobody', given)).rejects.toMatchObject({ code: 'not-found' });
    expect(await responsibleAt(now())).toEqual(['565500012']);
  });

  test('a health trust from which the person keeps who coordinates', async () => {
    const opposed = INGRIDS.access(TRUST, { id: 'opposed' });
    const category = [{ coding: [{ system: SAMPLAN.consentKind, code: 'opposition' }] }];
    stage.fjordvik.connector.put({ ...opposed, category, provision: { ...opposed.provision, type: 'deny' } });
    await stage.settle();
    await expect(appoint(TRUST, { role: 'coordinator' })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('an office that is over before it begins, or already', async () => {
    for (const period of [{ from: '2026-12-01', until: '2026-11-30' }, { until: '2026-11-21' }])
      await expect(appoint(FJORDVIK, period)).rejects.toMatchObject({ code: 'bad-parameter' });
  });
});

describe('a report of need that waits at the unit', () => {
  const byNumber = (value: string) =>
    ({ type: 'Organization', identifier: { system: NATIONAL.organization, value } }) as const;
  const reported = async (to: string): Promise<void> => {
    const papers = new Papers('p', PER);
    const subject = papers.person;
    const report: ServiceRequest = {
      resourceType: 'ServiceRequest',
      id: 'p-report',
      status: 'active',
      intent: 'proposal',
      category: [{ coding: [{ system: SAMPLAN.serviceRequestKind, code: 'need-report' }] }],
      subject,
      authoredOn: '2026-11-20',
      requester: byNumber(FJORDVIK.organization),
      performer: [byNumber(to)],
    };
    const task: Task = {
      resourceType: 'Task',
      id: 'p-case',
      status: 'requested',
      businessStatus: { coding: [{ system: SAMPLAN.caseStatus, code: 'received' }] },
      intent: 'proposal',
      code: { coding: [{ system: SAMPLAN.caseKind, code: 'need' }] },
      focus: { reference: 'ServiceRequest/p-report' },
      for: subject,
      owner: byNumber(to),
    };
    stage.fjordvik.connector.put(papers.patient(), papers.access(TRUST), report, task);
    await stage.settle();
  };
  const standing = async (): Promise<readonly unknown[]> => {
    const [report] = await stage
      .stored<ServiceRequest>('ServiceRequest')
      .then((all) => all.filter(({ intent }) => intent === 'proposal'));
    const [task] = await stage.stored<Task>('Task');
    return [report?.status, task?.status, task?.businessStatus?.coding?.[0]?.code];
  };

  test('is answered by it, and stays so when the coordinator leaves', async () => {
    await reported(FJORDVIK.organization);
    expect(await duties(PER)).toEqual(['need-answered']);
    await toPer(FJORDVIK, { until: '2026-11-30' });
    expect(await standing()).toEqual(['completed', 'completed', 'offered']);
    expect(await duties(PER)).toEqual([]);
    stage.later(30 * 86_400_000);
    expect(await responsibleAt(now(), PER)).toEqual([]);
    expect(await duties(PER)).toEqual([]);
  });

  test('at another unit waits on', async () => {
    await reported(TRUST.organization);
    await toPer();
    expect(await standing()).toEqual(['active', 'requested', 'received']);
  });
});

describe('all of it', () => {
  test('is in one commit, with its traces: a crash leaves all or nothing', async () => {
    const mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
    await stage.close();
    stage = await openStage({ store: mortal.store });
    stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
    await stage.settle();
    mortal.diesAt(1, false);
    await expect(appoint()).rejects.toThrow('killed');
    mortal.restart();
    expect(await responsibleAt(now())).toEqual(['565500012']);
    expect([await wishes(), await stage.stored('PractitionerRole')].map(({ length }) => length)).toEqual([0, 1]);
    mortal.diesAt(1, true);
    await expect(appoint()).rejects.toThrow('killed');
    mortal.restart();
    expect(await responsibleAt(now())).toEqual(['565500055']);
    expect([await wishes(), await stage.stored('PractitionerRole')].map(({ length }) => length)).toEqual([1, 2]);
    const { seq } = await stage.store.changedSince(0);
    await appoint();
    expect((await stage.store.changedSince(0)).seq).toBe(seq);
  });

  test('is traced by whom', async () => {
    await appoint();
    const provenances = (await stage.stored<Provenance>('Provenance')).filter((one) =>
      JSON.stringify(one.activity).includes('appoint-coordinator'),
    );
    expect(provenances).toHaveLength(1);
    expect(JSON.stringify(provenances[0]?.agent)).toContain(FJORDVIK.organization);
    const targets = provenances[0]?.target.map(({ reference }) => reference?.split('/')[0]);
    expect(targets).toEqual(['CareTeam', 'Observation', 'Practitioner', 'PractitionerRole']);
    const events = (await stage.stored<AuditEvent>('AuditEvent')).filter((one) =>
      JSON.stringify(one.subtype).includes('appoint-coordinator'),
    );
    expect(events).toHaveLength(1);
  });

  test('ends what is owed where nobody coordinates', async () => {
    stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', ({ participant = [], ...team }) => ({
      ...team,
      participant: participant.slice(0, 1),
    }));
    await stage.settle();
    expect(await duties()).toContain('responsible-coordinator');
    const { findings } = await appoint();
    expect(findings).toEqual([]);
    expect(await duties()).not.toContain('responsible-coordinator');
  });

  test('tells the controller of the rest of the record, and nobody else', async () => {
    stage.fjordvik.connector.edit('CarePlan', 'f-plan', (plan) => ({
      ...plan,
      extension: [{ url: SAMPLAN.profile('next-revision'), valueDate: '2026-10-01' }],
    }));
    await stage.settle();
    const told = async (caller: Asker, given: Partial<AppointCoordinator> = {}): Promise<readonly string[]> =>
      (await appoint(caller, given)).findings.map(({ rule }) => rule);
    expect(await told(TRUST, { role: 'coordinator', coordinator: practitioner('565500063') })).toEqual([]);
    expect(await told(stage.context.controller, { unit: FJORDVIK.organization })).toContain('plan-revision');
  });
});
