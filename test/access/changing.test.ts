import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Bundle } from '@medplum/fhirtypes';
import { type Guarded, openGuarded } from './guarded.ts';

/** What a partner changes, or tries to. */
let guarded: Guarded;
let hidden: string;
beforeAll(async () => {
  guarded = await openGuarded();
  hidden = await guarded.idOf('Goal', guarded.per);
});
afterAll(() => guarded.close());

let known: ReadonlySet<string | undefined>;
beforeEach(async () => {
  known = new Set((await guarded.stage.stored<AuditEvent>('AuditEvent')).map(({ id }) => id));
});

const FHIR = [['content-type', 'application/fhir+json']] as const;

/** What came into the log of a person: what was tried, why it was refused, and of what. */
async function news(person: string): Promise<readonly unknown[]> {
  const events = (await guarded.stage.stored<AuditEvent>('AuditEvent')).filter(({ id }) => !known.has(id));
  return events
    .map(({ subtype, outcomeDesc, entity = [] }) => ({
      what: subtype?.[0]?.code,
      why: outcomeDesc,
      of: entity.flatMap(({ what }) => what?.reference ?? []),
    }))
    .filter(({ of }) => of.includes(`Patient/${person}`));
}

const send = (type: Bundle['type'], entry: object) =>
  guarded.ask({
    method: 'POST',
    path: '/fhir',
    headers: FHIR,
    body: JSON.stringify({ resourceType: 'Bundle', type, entry: [entry] }),
  });

describe('what a partner does not see, and tries to change', () => {
  test.each(['alone', 'batch', 'transaction'] as const)(
    'to delete, %s, is as if it were not there, and in her log',
    async (how) => {
      const ifMatch = 'W/"1"';
      const { status } =
        how === 'alone'
          ? await guarded.ask({ method: 'DELETE', path: `/fhir/Goal/${hidden}`, headers: [['if-match', ifMatch]] })
          : await send(how, { request: { method: 'DELETE', url: `Goal/${hidden}`, ifMatch } });
      expect(status).toBe(how === 'alone' ? 204 : 200);
      const of = expect.arrayContaining([`Goal/${hidden}`]);
      expect(await news(guarded.per)).toEqual([{ what: 'delete', why: 'not-found', of }]);
    },
  );

  test.each([
    ['PUT', 'update'],
    ['PATCH', 'update'],
  ] as const)('by %s in a transaction is refused, and in her log', async (method, what) => {
    const goal = { resourceType: 'Goal', id: hidden, lifecycleStatus: 'active', description: { text: 'Nytt' } };
    const resource = { ...goal, subject: { reference: `Patient/${guarded.per}` } };
    const { status } = await send('transaction', {
      request: { method, url: `Goal/${hidden}`, ifMatch: 'W/"1"' },
      resource,
    });
    expect(status).toBe(405);
    const of = expect.arrayContaining([`Goal/${hidden}`]);
    expect(await news(guarded.per)).toEqual([{ what, why: 'method-not-allowed', of }]);
  });

  test('without the right to it in a transaction, too', async () => {
    const entry = { request: { method: 'DELETE', url: `Goal/${hidden}`, ifMatch: 'W/"1"' } };
    const body = JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: [entry] });
    const answer = await guarded.ask(
      { method: 'POST', path: '/fhir', headers: FHIR, body },
      { claims: { scope: 'system/Goal.rs' } },
    );
    expect(answer.status).toBe(403);
    expect(await news(guarded.per)).toMatchObject([{ what: 'delete', why: 'insufficient-scope' }]);
  });
});

test('a change that is refused in a transaction is in the log of whose it is', async () => {
  const id = await guarded.idOf('Goal', guarded.ingrid);
  const { headers } = await guarded.ask({ path: `/fhir/Goal/${id}` });
  const entry = {
    request: { method: 'PUT', url: `Goal/${id}`, ifMatch: headers['etag'] },
    resource: { resourceType: 'Goal', id, subject: { reference: `Patient/${guarded.ingrid}` } },
  };
  expect((await send('transaction', entry)).status).toBe(422);
  expect(await news(guarded.ingrid)).toContainEqual(expect.objectContaining({ what: 'update', why: 'invalid' }));
});

describe('who may write a type and not read it', () => {
  const claims = { scope: 'system/Goal.cu' };
  const goal = { resourceType: 'Goal', lifecycleStatus: 'active', description: { text: 'Gå tur' } };

  test('is answered without what it wrote, whatever it prefers', async () => {
    const mine = { ...goal, subject: { reference: `Patient/${guarded.ingrid}` } };
    const prefer = ['prefer', 'return=representation'] as const;
    const made = await guarded.ask(
      { method: 'POST', path: '/fhir/Goal', headers: [...FHIR, prefer], body: JSON.stringify(mine) },
      { claims },
    );
    expect([made.status, made.text]).toEqual([201, '']);
    const [, id = ''] = /\/Goal\/([^/]+)/.exec(String(made.headers['location'])) ?? [];
    const put = await guarded.ask(
      {
        ...{
          method: 'PUT',
          path: `/fhir/Goal/${id}`,
          body: JSON.stringify({ ...mine, id, lifecycleStatus: 'on-hold' }),
        },
        headers: [...FHIR, prefer, ['if-match', String(made.headers['etag'])]],
      },
      { claims },
    );
    expect([put.status, put.text]).toEqual([200, '']);
    const patched = await guarded.ask(
      {
        ...{ method: 'PATCH', path: `/fhir/Goal/${id}` },
        body: JSON.stringify([{ op: 'replace', path: '/lifecycleStatus', value: 'completed' }]),
        headers: [['content-type', 'application/json-patch+json'], prefer, ['if-match', String(put.headers['etag'])]],
      },
      { claims },
    );
    // Whether a patch applies would tell what stands there.
    expect(patched.status).toBe(403);
    const read = await guarded.ask({ path: `/fhir/Goal/${id}` });
    expect(JSON.parse(read.text)).toMatchObject({ lifecycleStatus: 'on-hold', description: { text: 'Gå tur' } });
  });
});
