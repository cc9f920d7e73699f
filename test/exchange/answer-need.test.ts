import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Observation, Provenance, ServiceRequest, Task } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { type AnswerNeed, answerNeed } from '../../src/exchange/answer-need.ts';
import type { Context } from '../../src/exchange/context.ts';
import type { Asker } from '../../src/exchange/may-reach.ts';
import { type Reported, reportNeed } from '../../src/exchange/report-need.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { COMPLAINT } from '../../src/law/complaint.ts';
import { dutiesOf } from '../../src/law/duties.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { contentOf } from '../../src/record/content-of.ts';
import { resourcesOf } from '../../src/record/record.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';
import { directory, FJORDVIK, INGRID, NAV, Papers, PER, TRUST } from './papers.ts';
import { openStage, type Stage } from './stage.ts';

const REASON = 'Har ikke behov for langvarige og koordinerte tjenester';
const REFUSED: AnswerNeed = { answer: 'refused', reason: REASON };

let stage: Stage;
let task: string;

const about = (value: string): Reported => ({
  patient: { resourceType: 'Patient', identifier: [{ system: NATIONAL.birthNumber, value }] },
});
const answer = (caller: Asker, given: AnswerNeed, context: Context = stage.context) =>
  answerNeed(context, caller, task, given);
const stored = async () => {
  const [one] = await stage.stored<Task>('Task');
  const [report] = await stage.stored<ServiceRequest>('ServiceRequest');
  return { one, report, status: one?.businessStatus?.coding?.[0]?.code };
};
const outputs = (one: Task | undefined) =>
  Object.fromEntries(
    (one?.output ?? []).map(({ type, ...value }) => [type.coding?.[0]?.code, Object.values(value)[0]]),
  );

beforeEach(async () => {
  stage = await openStage();
  task = (await reportNeed(stage.context, TRUST, about(INGRID), FJORDVIK.organization)).task.slice('Task/'.length);
});
afterEach(() => stage.close());

describe('an answer', () => {
  test.each([
    [FJORDVIK, { answer: 'offered' }, 'completed'],
    [FJORDVIK, { answer: 'declined', reason: 'Vil vente' }, 'revoked'],
    [FJORDVIK, REFUSED, 'revoked'],
    ['the controller', REFUSED, 'revoked'],
  ] as const)('of %j: %j leaves the report %s', async (caller, given, status) => {
    await answer(caller === 'the controller' ? stage.context.controller : caller, given);
    const { one, report, status: told } = await stored();
    expect([told, one?.status, report?.status]).toEqual([given.answer, 'completed', status]);
    expect(one?.statusReason?.text).toBe('reason' in given ? given.reason : undefined);
  });

  test('ends the duty to answer', async () => {
    const owed = async () =>
      dutiesOf(await stage.record(), stage.context.now(), stage.context.partners).filter(
        ({ rule }) => rule.key === 'need-answered',
      );
    expect(await owed()).toHaveLength(1);
    await answer(FJORDVIK, { answer: 'offered' });
    expect(await owed()).toEqual([]);
  });

  test('lets the same need be reported again', async () => {
    await answer(FJORDVIK, REFUSED);
    const again = await reportNeed(stage.context, TRUST, about(INGRID), FJORDVIK.organization);
    expect(again.task).not.toBe(`Task/${task}`);
  });

  test('reaches who is told of the report with the next pass, and no one else', async () => {
    await reportNeed(stage.context, TRUST, about(INGRID));
    await stage.settle();
    await answer(FJORDVIK, REFUSED);
    await stage.settle();
    for (const partner of [stage.fjordvik, stage.trust]) {
      const held = partner.connector.all<Task>('Task').map(({ statusReason }) => statusReason?.text);
      expect(held.toSorted()).toEqual([REASON, undefined]);
    }
  });

  test('comes back from the partner as it was', async () => {
    await stage.settle();
    await answer(FJORDVIK, REFUSED);
    await stage.settle();
    const { one, report } = await stored();
    expect([one?.status, report?.status, await stage.conflicts()]).toEqual(['completed', 'revoked', []]);
    expect(outputs(one)['complaint-deadline']).toBe('2026-12-20');
  });

  test('keeps what the person wished, and how it was weighed, with the unit; who sees the case sees no wish', async () => {
    const wish = { words: 'En koordinator, og ingen plan', isFollowed: false, weighed: 'Retten til plan er hennes' };
    await answer(FJORDVIK, { answer: 'offered', wish });
    const [kept, ...others] = await stage.stored<Observation>('Observation');
    expect(others).toEqual([]);
    expect(kept).toMatchObject({
      code: { coding: [{ system: SAMPLAN.observationKind, code: 'need-wish' }] },
      valueString: wish.words,
      component: [{ valueBoolean: false }, { valueString: wish.weighed }],
    });
    expect(kept?.focus?.map(({ reference }) => reference?.split('/')[0])).toEqual(['Task', 'ServiceRequest']);
    const owner = (await stage.record()).parts.get(`Observation/${kept?.id ?? ''}`)?.owner;
    expect(owner).toBe(FJORDVIK.organization);
    await stage.settle();
    expect(JSON.stringify(stage.fjordvik.connector.all('Observation'))).toContain(wish.words);
    // The trust, which reported, sees the answer; nothing that she told, without her consent.
    expect(JSON.stringify(stage.trust.connector.ever())).not.toContain(wish.words);
    const sight = sightOf(stage.context, TRUST);
    expect(JSON.stringify(await sight.read('Task', task))).toContain('offered');
    expect(await sight.read('Observation', kept?.id ?? '')).toBeUndefined();
  });

  test('by the controller keeps the wish with the unit whose case it is, also that she had none', async () => {
    await answer(stage.context.controller, { answer: 'offered', wish: {} });
    const [kept] = await stage.stored<Observation>('Observation');
    expect(kept).toMatchObject({
      valueCodeableConcept: { coding: [{ code: 'no-wish' }] },
      performer: [{ identifier: { value: FJORDVIK.organization } }],
    });
  });

  test('is traced by whom', async () => {
    await answer(FJORDVIK, REFUSED);
    const traces = (await stage.stored<Provenance>('Provenance')).filter((one) =>
      JSON.stringify(one.activity).includes('answer-need'),
    );
    expect(traces.map(({ agent }) => agent[0]?.who?.identifier?.value)).toEqual([FJORDVIK.organization]);
    expect(traces[0]?.target.map(({ reference }) => reference?.split('/')[0])).toEqual(['Task', 'ServiceRequest']);
    const events = (await stage.stored<AuditEvent>('AuditEvent')).filter((one) =>
      JSON.stringify(one.subtype).includes('answer-need'),
    );
    expect(events).toHaveLength(1);
    expect(JSON.stringify([traces, events])).not.toContain(REASON);
  });
});

test('an application of the person herself is answered in the same way, and her municipality’s system gets it', async () => {
  const papers = new Papers('p', PER);
  const byNumber = { identifier: { system: NATIONAL.organization, value: FJORDVIK.organization } };
  const application: ServiceRequest = {
    resourceType: 'ServiceRequest',
    id: 'p-application',
    status: 'active',
    intent: 'proposal',
    category: [{ coding: [{ system: SAMPLAN.serviceRequestKind, code: 'need-report' }] }],
    subject: papers.person,
    requester: papers.person,
    performer: [byNumber],
  };
  const waiting: Task = {
    resourceType: 'Task',
    id: 'p-case',
    status: 'requested',
    intent: 'proposal',
    code: { coding: [{ system: SAMPLAN.caseKind, code: 'need' }] },
    focus: { reference: 'ServiceRequest/p-application' },
    for: papers.person,
    owner: byNumber,
  };
  stage.fjordvik.connector.put(...directory('fjordvik'), papers.patient(), papers.team(), application, waiting);
  await stage.settle();
  const hers = resourcesOf(await stage.record(PER)).find(({ resourceType }) => resourceType === 'Task');
  await answerNeed(stage.context, FJORDVIK, hers?.id ?? '', REFUSED);
  await stage.settle();
  const there = stage.fjordvik.connector.all<Task>('Task').find(({ id }) => id === 'p-case');
  expect(there?.statusReason?.text).toBe(REASON);
  expect(outputs(there)['complaint-deadline']).toBe('2026-12-20');
  const request = stage.fjordvik.connector
    .all<ServiceRequest>('ServiceRequest')
    .find(({ id }) => id === 'p-application');
  expect(request?.status).toBe('revoked');
});

describe('by an edit of the case', () => {
  const coded = (code: string) => ({ coding: [{ system: SAMPLAN.caseStatus, code }] });
  /** Reads as the caller, and writes back. */
  const edit = async (caller: Asker, change: Partial<Task>): Promise<void> => {
    const shown = await sightOf(stage.context, caller).read('Task', task);
    if (!shown) throw new Error('not seen');
    const base = contentOf(shown.resource) as Task;
    const expectedVersion = shown.stored.version;
    await admitResource(stage.context, caller, { ...base, ...change }, { expectedVersion, base });
  };
  const waits = async (): Promise<unknown> => [
    (await stage.store.read('Task', task))?.resource,
    (await stage.conflicts()).map((one) => conflictOf(one)?.path),
  ];
  const owed = async (): Promise<readonly string[]> =>
    dutiesOf(await stage.record(), stage.context.now(), stage.context.partners)
      .filter(({ rule }) => rule.key === 'need-answered')
      .flatMap(({ organizations }) => organizations);

  test('who reported answers nothing: it is a proposal, and the duty stays the unit’s', async () => {
    await edit(TRUST, { businessStatus: coded('offered') });
    expect(await waits()).toMatchObject([{ businessStatus: coded('received') }, [['businessStatus']]]);
    expect(await owed()).toEqual([FJORDVIK.organization]);
  });

  test('who reported does not make the case its own, and then answer it', async () => {
    const own = {
      type: 'Organization',
      identifier: { system: NATIONAL.organization, value: TRUST.organization },
    } as const;
    await edit(TRUST, { owner: own });
    expect(await waits()).toMatchObject([{ owner: { identifier: { value: FJORDVIK.organization } } }, [['owner']]]);
    await expect(answer(TRUST, REFUSED)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('who reported answers nothing in its own system either, nor takes an answer back', async () => {
    await reportNeed(stage.context, TRUST, about(INGRID));
    await stage.settle();
    const there = stage.trust.connector
      .all<Task>('Task')
      .find(({ owner }) => owner?.identifier?.value !== TRUST.organization);
    const say = async (code: string): Promise<void> => {
      stage.trust.connector.edit<Task>('Task', there?.id ?? '', (one) => ({ ...one, businessStatus: coded(code) }));
      await stage.settle();
    };
    await say('granted');
    expect(await waits()).toMatchObject([{ businessStatus: coded('received') }, [['businessStatus']]]);
    await say('received');
    expect(await waits()).toMatchObject([{ businessStatus: coded('received') }, []]);
    await answer(FJORDVIK, { answer: 'offered' });
    await stage.settle();
    await say('received');
    expect(await waits()).toMatchObject([{ businessStatus: coded('offered') }, [['businessStatus']]]);
  });

  test('the unit answers, in its own system too, and hands a case over', async () => {
    await edit(FJORDVIK, { businessStatus: coded('offered') });
    expect(await waits()).toMatchObject([{ businessStatus: coded('offered') }, []]);
    const other = { type: 'Organization', identifier: { system: NATIONAL.organization, value: '310604011' } } as const;
    await edit(FJORDVIK, { owner: other });
    expect(await waits()).toMatchObject([{ owner: other }, []]);
  });
});

describe('a refusal', () => {
  test('says to whom one can complain and until when, as the law has it', async () => {
    const { complaint } = await answer(FJORDVIK, REFUSED);
    expect([complaint?.until, complaint?.basis]).toEqual(['2026-12-20', 'pbrl § 7-5']);
    expect(outputs((await stored()).one)).toEqual({
      'complaint-body': { type: 'Organization', display: 'Statsforvalteren' },
      'complaint-deadline': '2026-12-20',
      'complaint-basis': 'pbrl § 7-5',
    });
  });

  test('says what its unit’s configuration says, and not another’s', async () => {
    const body = { name: 'Klagenemnda', organization: '310603015', address: '' };
    const unit = { answerDays: 14, complaint: { body, weeks: 3, basis: 'fvl § 29' } };
    const coordinatingUnits = [
      { ...unit, organization: TRUST.organization, complaint: COMPLAINT },
      { ...unit, organization: FJORDVIK.organization },
    ];
    await answer(FJORDVIK, REFUSED, { ...stage.context, coordinatingUnits });
    expect(outputs((await stored()).one)).toMatchObject({
      'complaint-body': { display: 'Klagenemnda', identifier: { value: '310603015' } },
      'complaint-deadline': '2026-12-13',
      'complaint-basis': 'fvl § 29',
    });
  });

  test.each(['offered', 'declined'] as const)('alone does: %s does not', async (given) => {
    const { complaint } = await answer(FJORDVIK, { answer: given, reason: 'Vil vente' });
    expect(complaint).toBeUndefined();
    expect((await stored()).one).not.toHaveProperty('output');
  });
});

describe('nothing is written', () => {
  const refused = async (tried: Promise<unknown>, code: string, rule?: string) => {
    const before = await stored();
    await expect(tried).rejects.toMatchObject({
      code,
      ...(rule === undefined ? {} : { findings: [expect.objectContaining({ rule, reference: 'pbrl § 7-2' })] }),
    });
    expect(await stored()).toEqual(before);
  };

  test.each(['declined', 'refused'] as const)('for %s without a reason', (given) =>
    refused(answer(FJORDVIK, { answer: given }), 'invalid', 'ip-case-reason'),
  );

  test('for a trust whose case it is not, though it reported', () => refused(answer(TRUST, REFUSED), 'forbidden'));

  test('for who does not see the case: it is not there', async () => {
    await refused(answer(NAV, REFUSED), 'not-found');
    await refused(answer({ ...TRUST, organization: '310609013', name: 'Annet HF' }, REFUSED), 'not-found');
  });

  test('for who is let in for another patient', async () => {
    const { task: anothers } = await reportNeed(stage.context, TRUST, about(PER), FJORDVIK.organization);
    const per = await stage.person(PER);
    await refused(answer({ ...FJORDVIK, patient: per }, REFUSED), 'not-found');
    await answerNeed(stage.context, { ...FJORDVIK, patient: per }, anothers.slice('Task/'.length), REFUSED);
  });

  test('for an id that is not here, or is no such case', async () => {
    await refused(answerNeed(stage.context, FJORDVIK, 'unknown', REFUSED), 'not-found');
    const measure: Task = {
      resourceType: 'Task',
      id: 'measure',
      status: 'requested',
      intent: 'order',
      for: { reference: `Patient/${await stage.person()}` },
    };
    await stage.pastTheGate({
      writes: [{ resource: measure, version: 1, record: await stage.person(), owner: FJORDVIK.organization }],
    });
    await refused(answerNeed(stage.context, FJORDVIK, 'measure', REFUSED), 'not-found');
  });

  test('where it is answered already, but to decline what was offered', async () => {
    await answer(FJORDVIK, { answer: 'offered' });
    await refused(answer(FJORDVIK, { answer: 'offered' }), 'already-decided');
    await refused(answer(FJORDVIK, REFUSED), 'already-decided');
    await answer(FJORDVIK, { answer: 'declined', reason: 'Vil vente' });
    const { status, report } = await stored();
    expect([status, report?.status]).toEqual(['declined', 'revoked']);
    await refused(answer(FJORDVIK, { answer: 'declined', reason: 'Vil vente' }), 'already-decided');
  });
});
