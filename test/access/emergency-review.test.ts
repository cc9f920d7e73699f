import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Bundle, OperationOutcome, Parameters, Task } from '@medplum/fhirtypes';
import { CLAIMS, type Guarded, openGuarded } from './guarded.ts';

let guarded: Guarded;
beforeEach(async () => {
  guarded = await openGuarded();
});
afterEach(() => guarded.close());

const HEADERS = [
  ['purpose-of-use', 'ETREAT'],
  ['emergency-reason', encodeURIComponent('Bevisstløs ved innkomst')],
] as const;
const OTHER_DOCTOR = { ...CLAIMS.doctor, sub: 'other', 'helseid://claims/hpr/hpr_number': '565500063' };
const NOTE = 'Innlagt bevisstløs, journalen bekrefter det';
const SECURITY = 'Sikkerhetsansvarlig i Fjordvik';

/** Goals of a person, read in an emergency; the number of them. */
async function reads(person: string, claims: Readonly<Record<string, unknown>> = CLAIMS.doctor): Promise<number> {
  const answer = await guarded.ask({ path: `/fhir/Goal?patient=${person}`, headers: HEADERS }, { claims });
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text).total;
}

/** Reviews that are owed, as the controller or another is told. */
async function owed(claims: Readonly<Record<string, unknown>> = CLAIMS.controller): Promise<readonly Task[]> {
  const { status, text } = await guarded.ask({ path: '/fhir/$duties' }, { claims });
  expect(status).toBe(200);
  const tasks = ((JSON.parse(text) as Bundle).entry ?? []).map(({ resource }) => resource as Task);
  return tasks.filter(({ code }) => code?.coding?.[0]?.code === 'emergency-review');
}

function review(
  reading: string,
  parameters: Readonly<Record<string, string>>,
  claims: Readonly<Record<string, unknown>> = CLAIMS.controller,
) {
  const parameter = Object.entries(parameters).map(([name, value]) =>
    name === 'verdict' ? { name, valueCode: value } : { name, valueString: value },
  );
  return guarded.ask(
    {
      method: 'POST',
      path: `/fhir/${reading}/$review-emergency`,
      headers: [['content-type', 'application/fhir+json']],
      body: JSON.stringify({ resourceType: 'Parameters', parameter }),
    },
    { claims },
  );
}

const focusOf = (task: Task | undefined): string => task?.focus?.reference ?? 'AuditEvent/none';
const justified = { verdict: 'justified', reviewer: SECURITY, note: NOTE };
const codeOf = ({ text }: { readonly text: string }) =>
  (JSON.parse(text) as OperationOutcome).issue[0]?.details?.coding?.[0]?.code;

/** What the person is told of readings in emergencies, in English. */
async function told(person: string): Promise<readonly { readonly review: unknown; readonly text: string }[]> {
  const { text } = await guarded.ask({ path: `/fhir/Patient/${person}/$disclosures` }, { claims: CLAIMS.controller });
  const parts = ((JSON.parse(text) as Parameters).parameter ?? []).map(({ part = [] }) => part);
  return parts
    .filter((part) => part.some(({ name, valueCode }) => name === 'how' && valueCode === 'emergency'))
    .map((part) => ({
      review: part.find(({ name }) => name === 'review')?.valueCode,
      text: part.find(({ name }) => name === 'text')?.valueString ?? '',
    }));
}

describe('what was read in an emergency is to be looked at', () => {
  test('one review for each reader, person and day, owed by whose log it is', async () => {
    expect(await owed()).toEqual([]);
    expect(await reads(guarded.per)).toBe(1);
    await reads(guarded.per);
    await reads(guarded.ingrid);
    await reads(guarded.per, OTHER_DOCTOR);
    const tasks = await owed();
    expect(tasks.map((task) => task.for?.reference).sort()).toEqual(
      [`Patient/${guarded.per}`, `Patient/${guarded.per}`, `Patient/${guarded.ingrid}`].sort(),
    );
    const { organization } = guarded.stage.context.controller;
    for (const { owner, reasonCode, restriction } of tasks) {
      expect([owner?.identifier?.value, reasonCode?.text]).toEqual([organization, 'pjl § 22']);
      expect(restriction?.period?.end).toMatch(/^\d{4}-\d\d-\d\d$/u);
    }
  });

  test('what is read otherwise, refused, or shows nothing is not', async () => {
    await guarded.ask({ path: `/fhir/Goal?patient=${guarded.ingrid}` }, { claims: CLAIMS.doctor });
    await guarded.ask({ path: `/fhir/Goal/unknown`, headers: HEADERS }, { claims: CLAIMS.doctor });
    await guarded.ask({ path: `/fhir/Goal?patient=unknown`, headers: HEADERS }, { claims: CLAIMS.doctor });
    expect(await owed()).toEqual([]);
  });

  test('a partner is told of none, not of its own doctor’s either', async () => {
    await reads(guarded.ingrid);
    expect(await owed(CLAIMS.trust)).toEqual([]);
    expect(await owed(CLAIMS.fjordvik)).toEqual([]);
    expect(await owed()).toHaveLength(1);
  });

  test('the verdict closes what was read that day, is an entry of the log, and the person is told', async () => {
    await reads(guarded.per);
    await reads(guarded.per);
    expect(await told(guarded.per)).toMatchObject([
      { review: 'open', text: expect.stringContaining('not been looked at') },
    ]);
    const [task] = await owed();
    const answer = await review(focusOf(task), justified);
    expect(answer.status).toBe(201);
    const entry = JSON.parse(answer.text) as AuditEvent;
    expect(entry.subtype).toMatchObject([{ code: 'operation' }, { code: 'review-emergency' }]);
    expect(entry.entity?.filter(({ what }) => what?.reference?.startsWith('AuditEvent/'))).toHaveLength(2);
    expect(entry.entity?.at(-1)?.detail).toEqual([
      { type: 'verdict', valueString: 'justified' },
      { type: 'reviewer', valueString: SECURITY },
      { type: 'note', valueString: NOTE },
    ]);
    const findings = guarded.stage.context.validator.validate(entry);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await owed()).toEqual([]);
    const [line, ...others] = await told(guarded.per);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ review: 'justified', text: expect.stringContaining('was justified') });
    expect(line?.text).not.toContain(NOTE);
  });

  test('one that was not justified is told as such', async () => {
    await reads(guarded.per);
    const [task] = await owed();
    expect((await review(focusOf(task), { ...justified, verdict: 'not-justified' })).status).toBe(201);
    expect(await told(guarded.per)).toMatchObject([
      { review: 'not-justified', text: expect.stringContaining('was not justified') },
    ]);
  });

  test('what is read after the verdict is to be looked at anew', async () => {
    await reads(guarded.per);
    const [first] = await owed();
    await review(focusOf(first), justified);
    await reads(guarded.per);
    const [next, ...others] = await owed();
    expect(others).toEqual([]);
    expect(focusOf(next)).not.toBe(focusOf(first));
    expect(await told(guarded.per)).toMatchObject([{ review: 'open' }]);
  });

  test('the first verdict stands', async () => {
    await reads(guarded.per);
    const [task] = await owed();
    await review(focusOf(task), justified);
    const again = await review(focusOf(task), { ...justified, verdict: 'not-justified' });
    expect([again.status, codeOf(again)]).toEqual([409, 'already-decided']);
    expect(await told(guarded.per)).toMatchObject([{ review: 'justified' }]);
  });
});

describe('who reviews', () => {
  const asController = (claims: Readonly<Record<string, unknown>>) => ({ ...claims, ...CLAIMS.controller });

  test('is named by the login, where there is one', async () => {
    await reads(guarded.per);
    const [task] = await owed();
    const { reviewer: _reviewer, ...unnamed } = justified;
    const named = await review(focusOf(task), justified, asController(OTHER_DOCTOR));
    expect([named.status, codeOf(named)]).toEqual([400, 'malformed']);
    const answer = await review(focusOf(task), unnamed, asController(OTHER_DOCTOR));
    expect(answer.status).toBe(201);
    expect(answer.text).toContain('"565500063"');
  });

  test('is not who read it', async () => {
    await reads(guarded.per, asController(CLAIMS.doctor));
    const [task] = await owed();
    const { reviewer: _reviewer, ...unnamed } = justified;
    const own = await review(focusOf(task), unnamed, asController(CLAIMS.doctor));
    expect([own.status, codeOf(own)]).toEqual([403, 'forbidden']);
    expect(await owed()).toHaveLength(1);
  });

  test.each(Object.entries({ trust: CLAIMS.trust, fjordvik: CLAIMS.fjordvik, doctor: CLAIMS.doctor }))(
    'is not a partner: %s',
    async (_, claims) => {
      await reads(guarded.ingrid);
      const [task] = await owed();
      expect((await review(focusOf(task), justified, claims)).status).toBe(403);
      expect(await owed()).toHaveLength(1);
    },
  );

  test('does not say so of what is no reading in an emergency', async () => {
    await guarded.ask({ path: `/fhir/Goal?patient=${guarded.ingrid}` });
    const [plain] = await guarded.stage.stored<AuditEvent>('AuditEvent');
    for (const id of [plain?.id, 'unknown']) {
      const answer = await review(`AuditEvent/${id}`, justified);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'not-found']);
    }
  });

  test.each([
    ['no verdict', { note: NOTE, reviewer: SECURITY }],
    ['another verdict', { ...justified, verdict: 'perhaps' }],
    ['no note', { verdict: 'justified', reviewer: SECURITY }],
    ['a note without words', { ...justified, note: '...' }],
    ['nobody who found so', { verdict: 'justified', note: NOTE }],
    ['a note that is too long', { ...justified, note: 'ab'.repeat(501) }],
    ['something else besides', { ...justified, by: 'x' }],
  ])('says a verdict, why, and who: %s is refused', async (_, parameters) => {
    await reads(guarded.per);
    const [task] = await owed();
    expect((await review(focusOf(task), parameters)).status).toBe(400);
    expect(await owed()).toHaveLength(1);
  });
});
