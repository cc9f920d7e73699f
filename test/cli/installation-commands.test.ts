import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Task } from '@medplum/fhirtypes';
import { LAW } from '../../src/law/table.ts';
import type { Overview, Stored } from '../../src/store/store.ts';
import type { RunSummary } from '../../src/sync/run.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runOn } from './fake-session.ts';

const none = { 'in-step': 0, owed: 0, delivering: 0, held: 0, blocked: 0, 'in-conflict': 0, unreachable: 0 };
const OVERVIEW: Overview = {
  records: 7,
  setAside: 1,
  conflicts: 1,
  findings: 2,
  partners: { 'Helse Fjordvik HF': { ...none, 'in-step': 5, blocked: 1 } },
};

const summary = (partner: string, outcome: RunSummary['outcome'], ...notices: readonly string[]): RunSummary => ({
  id: 'run-1',
  partner,
  kind: 'pass',
  outcome,
  started: '2026-11-22T10:00:00.000Z',
  strategy: 'last-updated',
  why: 'stated',
  guard: 'if-match',
  epoch: 1,
  pulled: 12,
  admitted: 11,
  merged: 30,
  setAside: 1,
  conflicts: 0,
  deleted: 0,
  notVisible: 0,
  delivered: 9,
  held: 1,
  blocked: 0,
  requests: 40,
  durationMs: 340.4,
  phases: { ask: 200, deliver: 140 },
  notices,
});

describe('status', () => {
  test('as JSON is one object in which every configured partner is present, in their order', async () => {
    const { out, calls } = await runOn({ overview: OVERVIEW }, 'status', '--json');
    expect(out).toBe(
      `${JSON.stringify({
        records: 7,
        setAside: 1,
        conflicts: 1,
        findings: 2,
        partners: { 'Fjordvik kommune': none, 'Helse Fjordvik HF': { ...none, 'in-step': 5, blocked: 1 } },
        atPartners: [],
        givenUp: [],
      })}\n`,
    );
    expect(calls).toEqual([['stop']]);
  });

  test('as text is a table, with what is set aside and what to do about it', async () => {
    const { out } = await runOn(
      {
        overview: OVERVIEW,
        setAside: [
          {
            partner: 'Helse Fjordvik HF',
            person: 'a1',
            resources: [],
            since: '2026-11-01T10:00:00.000Z',
            findings: [
              {
                severity: 'error',
                code: 'required',
                rule: 'plan-period',
                path: 'CarePlan.period',
                message: { nb: '', nn: '', en: 'An active plan has a period.' },
                action: { nb: '', nn: '', en: 'Add period.start.' },
              },
            ],
          },
        ],
      },
      'status',
    );
    expect(out).toMatch(/^partner +in-step +owed/m);
    expect(out).toMatch(/^Fjordvik kommune +0/m);
    expect(out).toMatch(/^Helse Fjordvik HF +5 +0 +0 +0 +1 +0 +0$/m);
    expect(out).toContain('  CarePlan.period: error: An active plan has a period. Add period.start.\n');
  });

  test('tells what is wrong at a partner, where nobody can say whose it is', async () => {
    const partnerFindings = [
      {
        partner: 'Helse Fjordvik HF',
        place: 'Goal/17',
        since: '2026-11-01T10:00:00.000Z',
        finding: {
          severity: 'error',
          code: 'business-rule',
          rule: 'unreadable',
          path: 'Goal/17',
          message: { nb: '', nn: '', en: 'It cannot be read.' },
          action: { nb: '', nn: '', en: 'Ask the partner.' },
        },
      },
    ] as const;
    const { out } = await runOn({ overview: OVERVIEW, partnerFindings }, 'status');
    expect(out).toContain(
      'At Helse Fjordvik HF since 2026-11-01T10:00:00.000Z, Goal/17:\n  Goal/17: error: It cannot be read. Ask the partner.\n',
    );
    const json = await runOn({ overview: OVERVIEW, partnerFindings }, 'status', '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      atPartners: [{ partner: 'Helse Fjordvik HF', place: 'Goal/17', rule: 'unreadable' }],
    });
  });
});

test('status tells which passes are given up until their next time', async () => {
  const since = '2026-11-22T10:00:00.000Z';
  const givenUp = [{ partner: 'Helse Fjordvik HF', kind: 'reconciliation', since, attempts: 6 }] as const;
  const { out } = await runOn({ overview: OVERVIEW, givenUp }, 'status');
  expect(out).toContain(
    'Given up at 2026-11-22T10:00:00.000Z after 6 attempts until its next time: the reconciliation of Helse Fjordvik HF.\n',
  );
  const json = await runOn({ overview: OVERVIEW, givenUp }, 'status', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ givenUp });
});

describe('runs', () => {
  const found = [
    summary('Helse Fjordvik HF', 'completed', 'restored from a backup: epoch 2'),
    { ...summary('Fjordvik kommune', 'completed'), times: 3, since: '2026-11-22T09:00:00.000Z' },
  ];

  test('are listed newest first, with how the partner was asked and what an operator should know', async () => {
    const { out, calls } = await runOn({ runs: found }, 'runs');
    expect(out).toMatch(/^started +partner +kind +outcome +asked by/m);
    expect(out).toMatch(/Helse Fjordvik HF +pass +completed +last-updated \(stated\) +12 +30 +9 +40 +340/);
    expect(out).toContain('2026-11-22T10:00:00.000Z (3 times since 2026-11-22T09:00:00.000Z)');
    expect(out).toContain('Helse Fjordvik HF: restored from a backup: epoch 2');
    expect(calls).toEqual([['runs', { count: 20 }], ['stop']]);
  });

  test('of one partner, so many, as JSON', async () => {
    const { out, calls } = await runOn(
      { runs: found },
      'runs',
      '--json',
      '--partner',
      'Fjordvik kommune',
      '--count',
      '2',
    );
    expect(JSON.parse(out)).toEqual(found);
    expect(calls).toEqual([['runs', { count: 2, partner: 'Fjordvik kommune' }], ['stop']]);
  });

  test('that there are none of is said', async () => {
    expect((await runOn({}, 'runs')).out).toBe('No passes yet.\n');
  });

  test.each(['0', 'many', '1.5', '10001'])('refuses a count of %s', async (count) => {
    expect(await runOn({}, 'runs', '--count', count)).toMatchObject({
      calls: [],
      error: { code: 'commander.invalidArgument' },
    });
  });
});

describe('sync', () => {
  test.each([
    [0, ['completed', 'completed']],
    [0, ['completed', 'skipped']],
    [3, ['unreachable', 'completed']],
    [1, ['unreachable', 'failed']],
    [1, ['stopped', 'completed']],
  ] as const)('ends with %i when passes end with %j', async (expected, outcomes) => {
    const summaries = outcomes.map((outcome, index) => summary(`P${index}`, outcome));
    const { code, calls } = await runOn({ summaries }, 'sync', '--once');
    expect(code).toBe(expected);
    expect(calls).toEqual([['runPass', undefined], ['stop']]);
  });

  test('prints a line for each partner, with its notice', async () => {
    const { out } = await runOn(
      { summaries: [summary('Fjordvik kommune', 'unreachable', 'Tried again at 10:05.')] },
      'sync',
      '--once',
    );
    expect(out).toBe(
      'Fjordvik kommune: unreachable (asked by last-updated, stated): pulled 12, admitted 11, set aside 1, conflicts 0, delivered 9, held 1 (340 ms). Tried again at 10:05.\n',
    );
  });

  test('visits only the partner that is named', async () => {
    const { calls } = await runOn({}, 'sync', '--once', '--partner', 'Helse Fjordvik HF');
    expect(calls).toEqual([['runPass', 'Helse Fjordvik HF'], ['stop']]);
  });

  test('refuses a partner that is not configured, with the nearest one, and opens nothing', async () => {
    const { error, calls } = await runOn({}, 'sync', '--once', '--partner', 'Helse Fjordvik');
    expect(error).toMatchObject({ code: 'not-found', expected: 'Helse Fjordvik HF' });
    expect(calls).toEqual([]);
  });

  test('is one pass with or without --once', async () => {
    const { calls } = await runOn({}, 'sync');
    expect(calls).toEqual([['runPass', undefined], ['stop']]);
  });

  test('looks at everything with --reconcile, and believes what is missing only when that is said too', async () => {
    const { calls } = await runOn({}, 'sync', '--reconcile');
    expect(calls).toEqual([['runPass', undefined, 'reconciliation'], ['stop']]);
    const accepting = await runOn({}, 'sync', '--reconcile', '--accept-missing');
    expect(accepting.calls).toEqual([['runPass', undefined, 'reconciliation', 'accept-missing'], ['stop']]);
    const alone = await runOn({}, 'sync', '--accept-missing');
    expect(alone).toMatchObject({ calls: [], error: { code: 'bad-parameter', where: '--accept-missing' } });
  });

  test('closes the store also when a pass throws', async () => {
    const { calls, error } = await runOn({ passFails: new Error('boom') }, 'sync', '--once');
    expect(error).toMatchObject({ message: 'boom' });
    expect(calls.at(-1)).toEqual(['stop']);
  });
});

describe('conflicts', () => {
  const stored = (id: string): Stored<Task> => ({
    resource: {
      resourceType: 'Task',
      id,
      status: 'requested',
      intent: 'order',
      for: { reference: 'Patient/a1', display: 'Solveig' },
      focus: { reference: 'Goal/g1' },
      code: { coding: [{ system: 'http://samplan.no/fhir/CodeSystem/conflict-kind', code: 'conflict' }] },
      input: (['element', 'partner', 'ours'] as const).map((code) => ({
        type: { coding: [{ system: 'http://samplan.no/fhir/CodeSystem/conflict-input', code }] },
        valueString: { element: 'Goal.description.text', partner: 'Helse Fjordvik HF', ours: 'gå på ski' }[code],
      })),
    },
    seq: 1,
    version: 1,
    deleted: false,
  });

  test('are listed from every page, without values and names', async () => {
    const { out, calls } = await runOn(
      {
        pages: [
          { resources: [stored('t1')], total: 2, next: 'more' },
          { resources: [stored('t2')], total: 2 },
        ],
      },
      'conflicts',
    );
    expect(out).toContain('conflict  Goal.description.text  Helse Fjordvik HF');
    expect(out).toMatch(/^t1 .*\nt2 /m);
    expect(out).not.toMatch(/Solveig|ski/);
    expect(calls).toEqual([
      ['search', expect.not.objectContaining({ after: expect.anything() })],
      ['search', expect.objectContaining({ after: 'more' })],
      ['stop'],
    ]);
  });

  test('that there are none of is said', async () => {
    expect((await runOn({ pages: [{ resources: [], total: 0 }] }, 'conflicts')).out).toBe('No open conflicts.\n');
  });
});

describe('resolve', () => {
  test.each(['record', 'partner'])('takes the side of the %s', async (take) => {
    const { calls, error } = await runOn({}, 'resolve', 'Task/t1', '--take', take);
    expect(error).toBeUndefined();
    expect(calls).toEqual([['decide', 't1', { take }], ['stop']]);
  });

  test.each(['sub-plan', 'merge', 'replaced'])('lets a candidate become %s', async (as) => {
    const { calls, error } = await runOn({}, 'resolve', 'Task/t1', '--as', as);
    expect(error).toBeUndefined();
    expect(calls).toEqual([['decide', 't1', { as }], ['stop']]);
  });

  test.each([
    ['another way', ['t1', '--as', 'twins'], 'commander.invalidArgument'],
    ['a side and a way', ['t1', '--as', 'merge', '--take', 'record'], 'commander.conflictingOption'],
    ['no side', ['t1'], 'commander.missingMandatoryOptionValue'],
    ['another side', ['t1', '--take', 'both'], 'commander.invalidArgument'],
    ['no task', ['--take', 'record'], 'commander.missingArgument'],
  ])('refuses %s and decides nothing', async (_what, arguments_, code) => {
    const { calls, error } = await runOn({}, 'resolve', ...arguments_);
    expect(error).toMatchObject({ code });
    expect(calls).toEqual([]);
  });
});

describe('undo', () => {
  test('brings back a version of a part', async () => {
    const { calls, error, out } = await runOn({}, 'undo', 'Goal/g1', '--version', '2');
    expect(error).toBeUndefined();
    expect(calls).toEqual([['undo', { type: 'Goal', id: 'g1', version: 2 }], ['stop']]);
    expect(out).toContain('is version 7 now');
  });

  test('brings back a record', async () => {
    const { calls, out } = await runOn({}, 'undo', '--person', 'p1', '--to', '4711');
    expect(calls).toEqual([['undoRecord', 'p1', 4711], ['stop']]);
    expect(out).toContain('2 new version(s)');
    expect((await runOn({ rewritten: 0 }, 'undo', '--person', 'p1', '--to', '4711')).out).toContain(
      'stands so already',
    );
  });

  test('lists what a record can be brought back to', async () => {
    const states = [{ seq: 17, at: '2026-11-22T08:00:00.000Z', changed: ['Goal/g1', 'CarePlan/c1'] }];
    const { calls, out } = await runOn({ states }, 'undo', '--person', 'p1');
    expect(calls).toEqual([['recordStates', 'p1'], ['stop']]);
    expect(out).toMatch(/^17 +2026-11-22T08:00:00.000Z +Goal\/g1 CarePlan\/c1$/m);
    expect((await runOn({}, 'undo', '--person', 'p1')).out).toBe('There is no record of this person.\n');
  });

  test.each([
    ['nothing', [], 'commander.error'],
    ['a part without a version', ['Goal/g1'], 'commander.error'],
    ['a version without a part', ['--version', '2'], 'commander.error'],
    ['what is no part', ['goal', '--version', '2'], 'commander.error'],
    ['a part and a person', ['Goal/g1', '--version', '2', '--person', 'p1'], 'commander.error'],
    ['a state without a person', ['--to', '4711'], 'commander.error'],
    ['a version that is none', ['Goal/g1', '--version', 'last'], 'commander.invalidArgument'],
  ])('refuses %s and undoes nothing', async (_what, arguments_, code) => {
    const { calls, error } = await runOn({}, 'undo', ...arguments_);
    expect(error).toMatchObject({ code });
    expect(calls).toEqual([]);
  });
});

describe('duties', () => {
  const [rule] = LAW;
  if (!rule) throw new Error('no law');
  const duty = {
    rule,
    person: 'a1',
    about: 'CarePlan/c1',
    due: '2026-11-20',
    isOverdue: true,
    owner: undefined,
    organizations: ['310601020', '310601012'],
  };

  test('as a table says what is owed by when, by whom, and about which part of whom', async () => {
    const { out, calls } = await runOn({ duties: [duty, { ...duty, due: undefined }] }, 'duties');
    expect(out).toMatch(/^2026-11-20 \(overdue\) +plan-made-consent +pbrl § 2-5 +310601020 +a1 +CarePlan\/c1$/m);
    expect(out).toMatch(/^without delay +plan-made-consent/m);
    expect(calls).toEqual([['duties', {}], ['stop']]);
  });

  test('as JSON is a line each; the filter is handed on', async () => {
    const { out, calls } = await runOn(
      { duties: [duty] },
      ...['duties', '--json', '--until', '2026-12-31', '--organization', '310601012', '--person', 'a1'],
    );
    expect(JSON.parse(out)).toEqual({
      due: '2026-11-20',
      overdue: true,
      rule: 'plan-made-consent',
      reference: 'pbrl § 2-5',
      owedBy: '310601020',
      person: 'a1',
      about: 'CarePlan/c1',
    });
    expect(calls[0]).toEqual(['duties', { until: '2026-12-31', organization: '310601012', person: 'a1' }]);
  });

  test('says that nothing is owed, and what is no day', async () => {
    expect((await runOn({}, 'duties')).out).toBe('Nothing is owed.\n');
    expect((await runOn({}, 'duties', '--until', 'soon')).err).toContain('It must be a day');
  });
});

describe('report-need', () => {
  test('reports the person, and says who answers by when', async () => {
    const { out, calls } = await runOn({}, 'report-need', 'Patient/a1', '--to', '310604011');
    expect(out).toBe('Reported to 310604011, to be answered by 2026-12-06: Task/t1.\n');
    expect(calls).toEqual([['reportNeed', 'a1', '310604011'], ['stop']]);
  });

  test.each([[['report-need']], [['report-need', 'a1', '--to', 'Granli']]])('%j does nothing', async (command) => {
    expect((await runOn({}, ...command)).calls).toEqual([]);
  });
});

describe('answer-need', () => {
  test('hands on the answer, and tells of the right to complain in the language asked for', async () => {
    const file = join(temporaryFolder('reason'), 'why.txt');
    writeFileSync(file, 'Ikke nå\n');
    const command = ['answer-need', 'Task/t1', 'refused', '--reason', file, '--language', 'nn'];
    const { out, calls } = await runOn({}, ...command);
    expect(calls).toEqual([['answerNeed', 't1', { answer: 'refused', reason: 'Ikke nå' }], ['stop']]);
    expect(out).toContain(
      'Answered: refused. The next pass delivers it.\nDu kan klage på avslaget til og med 2026-12-20',
    );
    expect(out).toContain('Får du vite om det seinare');
  });

  test('hands on what the person wished', async () => {
    const file = join(temporaryFolder('wish'), 'wish.txt');
    writeFileSync(file, 'Helst en koordinator\n');
    const { calls } = await runOn({}, 'answer-need', 't1', 'offered', '--wish', file);
    const wish = { words: 'Helst en koordinator', isFollowed: true };
    expect(calls).toEqual([['answerNeed', 't1', { answer: 'offered', wish }], ['stop']]);
  });

  test('a weighing of no wish is refused', async () => {
    const file = join(temporaryFolder('wish'), 'weighed.txt');
    writeFileSync(file, 'Ingen er ledig\n');
    const { calls, err } = await runOn({}, 'answer-need', 't1', 'offered', '--weighed', file);
    expect([calls, err]).toEqual([[], expect.stringContaining('say what she wished')]);
  });

  test('an offer is nothing to complain about', async () => {
    const { out, calls } = await runOn({}, 'answer-need', 't1', 'offered');
    expect(calls).toEqual([['answerNeed', 't1', { answer: 'offered' }], ['stop']]);
    expect(out).toBe('Answered: offered. The next pass delivers it.\n');
  });

  test.each([[['answer-need', 't1']], [['answer-need', 't1', 'granted']]])('%j does nothing', async (command) => {
    expect((await runOn({}, ...command)).calls).toEqual([]);
  });
});

describe('transfer', () => {
  test('hands on the person and the municipality', async () => {
    const { out, calls } = await runOn({}, 'transfer', 'Patient/a1', '--to', '310604011');
    expect(out).toBe('Transferred: 310604011 is responsible. The next pass delivers it.\n');
    expect(calls).toEqual([['transfer', 'a1', '310604011'], ['stop']]);
  });

  test.each([[['transfer', 'a1']], [['transfer', 'a1', '--to', 'Granli']]])('%j does nothing', async (command) => {
    expect((await runOn({}, ...command)).calls).toEqual([]);
  });
});

describe('consent', () => {
  test('records B for a recipient until a day, as the profile has it', async () => {
    const arguments_ = ['--kind', 'access', '--recipient', '310000035', '--until', '2027-11-22'];
    const { calls, error, out } = await runOn({}, 'consent', 'record', 'Patient/p1', ...arguments_);
    expect(error).toBeUndefined();
    const [[name, person, given] = [], stopped] = calls as readonly (readonly unknown[])[];
    expect([name, person, stopped]).toEqual(['recordConsent', 'p1', ['stop']]);
    expect(given).toMatchObject({
      consent: {
        status: 'active',
        category: [{ coding: [{ code: 'access' }] }],
        provision: {
          type: 'permit',
          period: { end: '2027-11-22' },
          actor: [{ reference: { identifier: { value: '310000035' } } }],
        },
      },
    });
    expect(out).toContain('Consent/c1');
  });

  test('records a refusal, an opposition, and who decided for the person', async () => {
    const given = async (...arguments_: readonly string[]): Promise<unknown> =>
      ((await runOn({}, 'consent', 'record', 'p1', ...arguments_)).calls as readonly (readonly unknown[])[])[0]?.[2];
    expect(await given('--kind', 'plan-made', '--declined', '--by', 'RelatedPerson/r1')).toMatchObject({
      consent: { status: 'rejected', performer: [{ reference: 'RelatedPerson/r1' }] },
    });
    expect(await given('--kind', 'opposition')).toMatchObject({ consent: { provision: { type: 'deny' } } });
  });

  test('withdraws one', async () => {
    const { calls, out } = await runOn({}, 'consent', 'withdraw', 'Consent/c1');
    expect(calls).toEqual([['withdrawConsent', 'c1'], ['stop']]);
    expect(out).toContain('is withdrawn');
  });

  test.each([
    ['no kind', ['record', 'p1'], 'commander.missingMandatoryOptionValue'],
    ['an unknown kind', ['record', 'p1', '--kind', 'all'], 'commander.invalidArgument'],
    ['no number', ['record', 'p1', '--kind', 'access', '--recipient', 'sykehuset'], 'commander.invalidArgument'],
    ['no day', ['record', 'p1', '--kind', 'access', '--until', '2027-02-30'], 'commander.invalidArgument'],
  ])('refuses %s and records nothing', async (_what, arguments_, code) => {
    const { calls, error } = await runOn({}, 'consent', ...arguments_);
    expect(error).toMatchObject({ code });
    expect(calls).toEqual([]);
  });
});

describe('review', () => {
  const said = [
    '--verdict',
    'not-justified',
    '--reviewer',
    'Security officer',
    '--note',
    ' No such patient that night. ',
  ];

  test('says what was found of a reading', async () => {
    const { calls, out } = await runOn({}, 'review', 'AuditEvent/e1', ...said);
    const verdict = {
      verdict: 'not-justified',
      reviewer: 'Security officer',
      note: 'No such patient that night.',
    };
    expect(calls).toEqual([['reviewEmergency', 'e1', verdict], ['stop']]);
    expect(out).toContain('AuditEvent/r1');
  });

  test.each([
    ['no verdict', said.slice(2), 'commander.missingMandatoryOptionValue'],
    ['another verdict', ['--verdict', 'fine', ...said.slice(2)], 'commander.invalidArgument'],
    ['nobody who found so', [...said.slice(0, 2), ...said.slice(4)], 'commander.missingMandatoryOptionValue'],
    ['a note without words', [...said.slice(0, 4), '--note', '...'], 'commander.invalidArgument'],
  ])('refuses %s and reviews nothing', async (_what, arguments_, code) => {
    const { calls, error } = await runOn({}, 'review', 'e1', ...arguments_);
    expect(error).toMatchObject({ code });
    expect(calls).toEqual([]);
  });
});

describe('serve', () => {
  test('says where it listens and that it is loopback only, and stops when told', async () => {
    const { err, calls } = await runOn({}, 'serve');
    expect(err).toContain('listening on http://127.0.0.1:8080/fhir, loopback only');
    expect(calls).toEqual([['start'], ['stop']]);
  });

  test.each([
    ['web', 'loopback only'],
    ['worker', 'which says only whether it lives'],
  ])('as %s starts that, and says so', async (role, said) => {
    const { err, calls } = await runOn({}, 'serve', '--role', role);
    expect(err).toContain(said);
    expect(calls).toEqual([['start', role], ['stop']]);
  });

  test('starts nothing in a role that there is none of', async () => {
    const { calls, error } = await runOn({}, 'serve', '--role', 'boss');
    expect(error).toMatchObject({ code: 'commander.invalidArgument' });
    expect(calls).toEqual([]);
  });

  test('starts nothing with a LOG_LEVEL there is none of', async () => {
    const { calls, error } = await runOn({ environment: { LOG_LEVEL: 'loud' } }, 'serve');
    expect(error).toMatchObject({ code: 'configuration', findings: [{ element: 'LOG_LEVEL' }] });
    expect(calls).toEqual([]);
  });
});
