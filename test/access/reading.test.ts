import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessToAllBut, TRUST } from '../record/fixtures.ts';
import { CLAIMS, type Guarded, openGuarded } from './guarded.ts';

let guarded: Guarded;
beforeAll(async () => {
  guarded = await openGuarded();
});
afterAll(() => guarded.close());

const bundle = ({ text }: { readonly text: string }) => JSON.parse(text);

describe('a partner with a token and a proof', () => {
  test('reads by consent', async () => {
    const goal = await guarded.idOf('Goal', guarded.ingrid);
    const read = await guarded.ask({ path: `/fhir/Goal/${goal}` });
    expect([read.status, JSON.parse(read.text)]).toMatchObject([200, { resourceType: 'Goal', id: goal }]);
    const found = bundle(await guarded.ask({ path: `/fhir/Goal?patient=${guarded.ingrid}` }));
    expect(found).toMatchObject({ total: 2 });
  });

  test('pages through what it sees, by tokens that it cannot read', async () => {
    const shown: unknown[] = [];
    let path = `/fhir/Goal?patient=${guarded.ingrid}&_count=1`;
    while (path !== '') {
      const { total, entry, link } = bundle(await guarded.ask({ path }));
      expect(total).toBe(2);
      shown.push(...entry.map((one: { resource: { id: string } }) => one.resource.id));
      const next = link.find(({ relation }: { relation: string }) => relation === 'next')?.url ?? '';
      expect(next === '' || /\/Goal\?_page=s\.[\w-]+$/u.test(next)).toBe(true);
      path = next === '' ? '' : `/fhir/Goal${new URL(next).search}`;
    }
    expect(new Set(shown).size).toBe(2);
  });

  test('is told what changed in a record, in pages that it cannot read', async () => {
    const lines: string[] = [];
    let path = `/fhir/_history?patient=${guarded.ingrid}&_count=2`;
    while (path !== '') {
      const { total, entry, link } = bundle(await guarded.ask({ path }));
      expect(total).toBeUndefined();
      lines.push(
        ...entry.map((one: { fullUrl: string; response: { etag: string } }) => one.fullUrl + one.response.etag),
      );
      const next = link.find(({ relation }: { relation: string }) => relation === 'next')?.url ?? '';
      expect(next === '' || /\/_history\?_page=s\.[\w-]+$/u.test(next)).toBe(true);
      path = next === '' ? '' : `/fhir/_history${new URL(next).search}`;
    }
    expect(lines.length).toBeGreaterThan(3);
    expect(new Set(lines).size).toBe(lines.length);
  });

  test('of whom it has nothing to do with it finds nothing, however it asks', async () => {
    const goal = await guarded.idOf('Goal', guarded.per);
    const asked = await Promise.all(
      [`Goal/${goal}`, `Goal/${goal}/_history`, `Goal/${goal}/_history/1`, `Patient/${guarded.per}`].map((path) =>
        guarded.ask({ path: `/fhir/${path}` }),
      ),
    );
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    const found = bundle(await guarded.ask({ path: `/fhir/Goal?patient=${guarded.per}` }));
    expect(found).toMatchObject({ total: 0 });
    expect(found.entry).toBeUndefined();
  });

  test('the controller and the owner see both', async () => {
    for (const claims of [CLAIMS.controller, CLAIMS.fjordvik]) {
      const goal = await guarded.idOf('Goal', guarded.per);
      expect((await guarded.ask({ path: `/fhir/Goal/${goal}` }, { claims })).status).toBe(200);
    }
  });

  test('what the server does is told to everyone', async () => {
    expect((await guarded.send({ path: '/fhir/metadata' })).status).toBe(200);
    expect((await guarded.send({ path: '/fhir/metadata', method: 'HEAD' })).status).toBe(200);
    expect((await guarded.send({ path: '/fhir/.well-known/smart-configuration' })).status).toBe(200);
    expect((await guarded.send({ path: '/fhir/Goal' })).status).toBe(401);
  });
});

test('a partner patches by paths what it sees, and what it does not see stays', async () => {
  const id = await guarded.idOf('CarePlan', guarded.ingrid);
  const hides = accessToAllBut(TRUST, [`Goal/${await guarded.idOf('Goal', guarded.ingrid)}`]);
  const consent = JSON.parse(JSON.stringify(hides).replaceAll('Patient/ingrid', `Patient/${guarded.ingrid}`));
  const recorded = await guarded.ask(
    {
      method: 'POST',
      path: '/fhir/Consent',
      headers: [['content-type', 'application/fhir+json']],
      body: JSON.stringify(consent),
    },
    { claims: CLAIMS.controller },
  );
  expect([recorded.status, recorded.text]).toMatchObject([201, expect.stringContaining('Consent')]);
  const { headers, text } = await guarded.ask({ path: `/fhir/CarePlan/${id}` });
  const before = await guarded.stage.store.read('CarePlan', id);
  const part = [
    { name: 'type', valueCode: 'add' },
    { name: 'path', valueString: 'CarePlan' },
    { name: 'name', valueString: 'note' },
    { name: 'value', valueAnnotation: { text: 'Ring først' } },
  ];
  const answer = await guarded.ask({
    method: 'PATCH',
    path: `/fhir/CarePlan/${id}`,
    headers: [
      ['content-type', 'application/fhir+json'],
      ['if-match', String(headers['etag'])],
    ],
    body: JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'operation', part }] }),
  });
  expect([answer.status, JSON.parse(answer.text).note]).toMatchObject([200, [{ text: 'Ring først' }]]);
  const after = await guarded.stage.store.read('CarePlan', id);
  // The view and what is stored are not the same here, or nothing would be put back.
  const shown = JSON.parse(text);
  const hidden = Object.entries(before?.resource ?? {}).filter(
    ([name, value]) => name !== 'meta' && JSON.stringify(shown[name]) !== JSON.stringify(value),
  );
  expect(hidden).not.toEqual([]);
  expect(after?.resource).toEqual({
    ...before?.resource,
    meta: after?.resource.meta,
    note: [expect.objectContaining({ text: 'Ring først' })],
  });
});
