import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle } from '@medplum/fhirtypes';
import type { Answer, Raw } from '../access/guarded.ts';
import { INGRID } from '../exchange/papers.ts';
import { type GuardedHost, openGuardedHost, type TokenOtherwise } from './guarded-host.ts';
import { NAMES } from './hosted.ts';

// Fjordvik is attacked, by way of Nordvik's address or with what is Nordvik's; and the other way round where it is another way.
let host: GuardedHost;
beforeAll(async () => {
  host = await openGuardedHost();
});
afterAll(() => host.close());
beforeEach(async () => {
  for (const name of NAMES) await host.refusals(name);
});

const JSON_BODY = ['content-type', 'application/fhir+json'] as const;
const posted = (path: string, body: object): Raw => ({
  method: 'POST',
  path,
  headers: [JSON_BODY],
  body: JSON.stringify(body),
});

/** Nothing of Fjordvik's is in it: no word, and no id that was not in the question. */
function hasNothing({ text, headers }: Answer, asked = ''): void {
  const { mark, ids } = host.kept.fjordvik;
  expect(text.includes(mark) && !asked.includes(mark)).toBe(false);
  const told = `${text}\n${JSON.stringify(headers)}`;
  expect(Object.values(ids).filter((id) => told.includes(id) && !asked.includes(id))).toEqual([]);
}

describe('a token', () => {
  const GOALS = '/fjordvik/fhir/Goal';
  const attempts: readonly [string, () => Promise<Answer>, string][] = [
    ['for Nordvik, at Fjordvik', () => host.ask({ path: GOALS }, 'nordvik'), 'token-audience'],
    [
      'for Nordvik, at Fjordvik, with a proof for Nordvik',
      () => host.ask({ path: GOALS }, 'nordvik', { provenFor: `${host.base('nordvik')}/Goal` }),
      'token-audience',
    ],
    [
      'for Fjordvik, with a proof that was made for Nordvik',
      () => host.ask({ path: GOALS }, 'fjordvik', { provenFor: `${host.base('nordvik')}/Goal` }),
      'proof-address',
    ],
    [
      'for Fjordvik, with a proof for the address without a name',
      () => host.ask({ path: GOALS }, 'fjordvik', { provenFor: 'https://samplan.region.example/fhir/Goal' }),
      'proof-address',
    ],
    [
      'for Fjordvik, of an issuer that only Nordvik believes',
      () => host.ask({ path: GOALS }, 'fjordvik', { issuer: 'nordvik' }),
      'token-issuer',
    ],
    [
      'for a name that begins as that of Fjordvik',
      () => host.ask({ path: GOALS }, 'fjordvik', { claims: { aud: 'nhn:samplan' } }),
      'token-audience',
    ],
    [
      "for Fjordvik, of Nordvik's controller, with which there is no agreement",
      () =>
        host.ask({ path: GOALS }, 'fjordvik', {
          claims: { 'helseid://claims/client/claims/orgnr_parent': '310000027' },
        }),
      'no-agreement',
    ],
    [
      "for Fjordvik, with scopes that begin with Nordvik's name",
      () => host.ask({ path: GOALS }, 'fjordvik', { claims: { scope: 'nhn:samplan-nordvik/api/system/*.cruds' } }),
      'insufficient-scope',
    ],
  ];
  test.each(attempts)('%s, is refused', async (_name, attempt, why) => {
    const answer = await attempt();
    expect([answer.status, await host.refusals('fjordvik')]).toEqual([
      why.startsWith('no-') || why.startsWith('insuff') ? 403 : 401,
      [why],
    ]);
    hasNothing(answer);
    // Where it was tried is where it is in the log.
    expect(await host.refusals('nordvik')).toEqual([]);
  });

  test('that was let in at one tenant is no more there by its proof at the other', async () => {
    const both: TokenOtherwise = {
      claims: { aud: ['nhn:samplan-fjordvik', 'nhn:samplan-nordvik'] },
      proof: { claims: { jti: 'once' } },
    };
    expect((await host.ask({ path: '/fjordvik/fhir/Goal' }, 'fjordvik', both)).status).toBe(200);
    const again = await host.ask({ path: '/nordvik/fhir/Goal' }, 'nordvik', {
      ...both,
      provenFor: `${host.base('fjordvik')}/Goal`,
    });
    expect([again.status, await host.refusals('nordvik')]).toEqual([401, ['proof-address']]);
  });
});

describe("what is Fjordvik's, asked for at Nordvik by who may see all there", () => {
  const id = (type: string): string => host.kept.fjordvik.ids[type] ?? '';
  const person = (): string => host.kept.fjordvik.patient;
  const at = (path: string): string => `/nordvik/fhir/${path}`;
  const ways: readonly [string, () => Raw, number][] = [
    ...['Patient', 'Goal', 'CarePlan', 'Organization', 'Subscription'].flatMap(
      (type): [string, () => Raw, number][] => [
        [`${type} by id`, () => ({ path: at(`${type}/${id(type)}`) }), 404],
        [`${type} with HEAD`, () => ({ method: 'HEAD', path: at(`${type}/${id(type)}`) }), 404],
      ],
    ),
    ...['Patient', 'Goal', 'Organization'].flatMap((type): [string, () => Raw, number][] => [
      [`${type} by version`, () => ({ path: at(`${type}/${id(type)}/_history/1`) }), 404],
      [`${type} by history`, () => ({ path: at(`${type}/${id(type)}/_history`) }), 404],
    ]),
    [
      'a goal by what its version is called',
      () => ({ path: at(`Goal/${id('Goal')}`), headers: [['if-none-match', 'W/"1"']] }),
      404,
    ],
    ['a subscription by $status', () => ({ path: at(`Subscription/${id('Subscription')}/$status`) }), 404],
    ['a subscription by $events', () => ({ path: at(`Subscription/${id('Subscription')}/$events`) }), 404],
    ['a plan as a document', () => ({ path: at(`CarePlan/${id('CarePlan')}/$document`) }), 404],
    ...['$everything', '$record', '$disclosures', '$evidence'].map((name): [string, () => Raw, number] => [
      `the person by ${name}`,
      () => ({ path: at(`Patient/${person()}/${name}`) }),
      404,
    ]),
    [
      'a goal by undo',
      () =>
        posted(at(`Goal/${id('Goal')}/$undo`), {
          resourceType: 'Parameters',
          parameter: [{ name: 'version', valuePositiveInt: 1 }],
        }),
      404,
    ],
    [
      'a goal by a change of its version',
      () => ({
        method: 'PUT',
        path: at(`Goal/${id('Goal')}`),
        headers: [JSON_BODY, ['if-match', 'W/"1"']],
        body: JSON.stringify({ resourceType: 'Goal', id: id('Goal') }),
      }),
      412,
    ],
    [
      'a goal by a patch',
      () => ({
        method: 'PATCH',
        path: at(`Goal/${id('Goal')}`),
        headers: [
          ['content-type', 'application/json-patch+json'],
          ['if-match', 'W/"1"'],
        ],
        body: '[]',
      }),
      412,
    ],
    // Nothing is there, and nothing is there afterwards: 204 (http.html § 3.1.0.7).
    ['a goal by deletion', () => ({ method: 'DELETE', path: at(`Goal/${id('Goal')}`) }), 204],
  ];
  test.each(ways)('%s, is not there', async (_name, raw, status) => {
    const asked = raw();
    const answer = await host.ask(asked, 'nordvik');
    expect([asked.path, answer.status]).toEqual([asked.path, status]);
    hasNothing(answer, `${asked.path}${asked.body ?? ''}`);
  });

  test('and stands at Fjordvik as it was', async () => {
    for (const type of ['Patient', 'Goal', 'CarePlan', 'Organization']) {
      const { status, headers, text } = await host.ask({ path: `/fjordvik/fhir/${type}/${id(type)}` }, 'fjordvik');
      expect([type, status, headers['etag'], text.includes(host.kept.fjordvik.mark)]).toEqual([
        type,
        200,
        'W/"1"',
        true,
      ]);
    }
  });

  const searches: readonly [string, () => Raw][] = [
    ['goals of the person', () => ({ path: at(`Goal?patient=${person()}`) })],
    [
      'goals of the person by an absolute reference',
      () => ({ path: at(`Goal?subject=${host.base('fjordvik')}/Patient/${person()}`) }),
    ],
    ['the person by id', () => ({ path: at(`Patient?_id=${person()}`) })],
    ['goals by words', () => ({ path: at(`Patient?family=${host.kept.fjordvik.mark}`) })],
    ['who has such a goal', () => ({ path: at(`Patient?_has:Goal:patient:_id=${id('Goal')}`) })],
    ['where a goal came from', () => ({ path: at(`Provenance?target=Goal/${id('Goal')}`) })],
  ];
  test.each(searches)('%s, are not found', async (_name, raw) => {
    const answer = await host.ask(raw(), 'nordvik');
    expect([answer.status, (JSON.parse(answer.text) as Bundle).total]).toEqual([200, 0]);
    hasNothing(answer, decodeURIComponent(raw().path));
  });

  test('by what both know of her, is what Nordvik has', async () => {
    const search = {
      method: 'POST',
      path: at('Patient/_search'),
      headers: [['content-type', 'application/x-www-form-urlencoded']] as const,
    };
    const found = await host.ask({ ...search, body: `identifier=${INGRID}` }, 'nordvik');
    expect((JSON.parse(found.text) as Bundle).entry?.map(({ resource }) => resource?.id)).toEqual([
      host.kept.nordvik.patient,
    ]);
    hasNothing(found);
    for (const path of [
      '_history',
      'Goal/_history',
      'Patient?_revinclude=Goal:patient&_revinclude=CarePlan:patient',
      '$duties',
    ]) {
      const answer = await host.ask({ path: at(path) }, 'nordvik');
      expect([path, answer.status]).toEqual([path, 200]);
      hasNothing(answer);
    }
  });
});

describe('a page of a search', () => {
  const goals = (name: string, more: string): Raw => ({ path: `/${name}/fhir/${more}` });
  const nextOf = ({ text }: Answer): string =>
    (JSON.parse(text) as Bundle).link?.find(({ relation }) => relation === 'next')?.url ?? '';

  test("that Fjordvik gave out is none of Nordvik's: sealed it does not open, plain it is a place among Nordvik's own", async () => {
    for (const name of ['fjordvik', 'nordvik'] as const)
      for (const text of ['first', 'second'])
        expect(
          (await host.ask(posted(`/${name}/fhir/Organization`, { resourceType: 'Organization', name: text }), name))
            .status,
        ).toBe(201);
    const form = [['content-type', 'application/x-www-form-urlencoded']] as const;
    const search = { method: 'POST', path: '/fjordvik/fhir/Organization/_search', headers: form, body: '_count=1' };
    const sealed = nextOf(await host.ask(search, 'fjordvik'));
    expect(sealed).toMatch(/^https:\/\/samplan\.region\.example\/fjordvik\/fhir\/Organization\?.*_page=s\./);
    const moved = sealed.replace('https://samplan.region.example/fjordvik', '/nordvik');
    const refused = await host.ask({ path: moved }, 'nordvik');
    expect([refused.status, JSON.parse(refused.text).issue[0].details.coding[0].code]).toEqual([400, 'bad-parameter']);
    hasNothing(refused);

    const plain = nextOf(await host.ask(goals('fjordvik', 'Organization?_count=1'), 'fjordvik'));
    const page = await host.ask(
      { path: plain.replace('https://samplan.region.example/fjordvik', '/nordvik') },
      'nordvik',
    );
    expect(page.status).toBe(200);
    hasNothing(page, decodeURIComponent(plain));
  });
});

describe('a Bundle at Nordvik', () => {
  const goalOf = (reference: string): object => ({
    resourceType: 'Goal',
    lifecycleStatus: 'proposed',
    description: { text: 'Et mål' },
    subject: { reference },
  });
  const bundle = (type: 'batch' | 'transaction', ...entry: readonly object[]): Raw =>
    posted('/nordvik/fhir', { resourceType: 'Bundle', type, entry });
  const fjordvik = (path: string): string => `${host.base('fjordvik')}/${path}`;

  const addresses: readonly [string, () => string][] = [
    ['absolute', () => fjordvik(`Goal/${host.kept.fjordvik.ids['Goal']}`)],
    ['above the base', () => `../../fjordvik/fhir/Goal/${host.kept.fjordvik.ids['Goal']}`],
    ['from the root', () => `/fjordvik/fhir/Goal/${host.kept.fjordvik.ids['Goal']}`],
    ['encoded', () => `..%2F..%2Ffjordvik%2Ffhir%2FGoal%2F${host.kept.fjordvik.ids['Goal']}`],
    ['of its own, with the id', () => `Goal/${host.kept.fjordvik.ids['Goal']}`],
  ];
  test.each(addresses)("reads nothing of Fjordvik's by an address that is %s", async (_name, address) => {
    const answer = await host.ask(bundle('batch', { request: { method: 'GET', url: address() } }), 'nordvik');
    const { entry = [] } = JSON.parse(answer.text) as Bundle;
    expect(
      answer.status === 200 ? entry.map(({ response }) => response?.status[0]) : [String(answer.status)[0]],
    ).toEqual(['4']);
    hasNothing(answer, address());
  });

  const subjects: readonly [string, () => string][] = [
    ['by an absolute reference', () => fjordvik(`Patient/${host.kept.fjordvik.patient}`)],
    ['by the id', () => `Patient/${host.kept.fjordvik.patient}`],
    ['by criteria at the base of Fjordvik', () => fjordvik(`Patient?family=${host.kept.fjordvik.mark}`)],
    ['by criteria', () => `Patient?family=${host.kept.fjordvik.mark}`],
  ];
  test.each(subjects)("writes about nobody of Fjordvik's %s", async (_name, subject) => {
    const entry = { request: { method: 'POST', url: 'Goal' }, resource: goalOf(subject()) };
    const before = (await host.ask({ path: '/fjordvik/fhir/_history?_count=200' }, 'fjordvik')).text;
    for (const raw of [bundle('transaction', entry), posted('/nordvik/fhir/Goal', entry.resource)]) {
      const answer = await host.ask(raw, 'nordvik');
      expect([400, 404, 412, 422]).toContain(answer.status);
      hasNothing(answer, subject());
    }
    const after = (await host.ask({ path: '/fjordvik/fhir/_history?_count=200' }, 'fjordvik')).text;
    expect((JSON.parse(after) as Bundle).total).toBe((JSON.parse(before) as Bundle).total);
  });

  test('gives an entry no place at Fjordvik by its fullUrl', async () => {
    const fullUrl = fjordvik(`Goal/${host.kept.fjordvik.ids['Goal']}`);
    const resource = goalOf(`Patient/${host.kept.nordvik.patient}`);
    const answer = await host.ask(
      bundle('transaction', { fullUrl, request: { method: 'POST', url: 'Goal' }, resource }),
      'nordvik',
    );
    expect(answer.status).toBe(200);
    const [made] = (JSON.parse(answer.text) as Bundle).entry ?? [];
    expect(made?.response?.location).not.toContain(host.kept.fjordvik.ids['Goal']);
    const own = await host.ask({ path: `/fjordvik/fhir/Goal/${host.kept.fjordvik.ids['Goal']}` }, 'fjordvik');
    expect([own.status, own.headers['etag']]).toEqual([200, 'W/"1"']);
    expect(own.text).toContain(host.kept.fjordvik.mark);
  });
});

describe('where a request goes is said by its address alone', () => {
  const GAMES: readonly (readonly [string, string])[] = [
    ['x-forwarded-host', 'samplan.region.example'],
    ['x-forwarded-prefix', '/fjordvik'],
    ['x-forwarded-path', '/fjordvik/fhir/Goal'],
    ['x-forwarded-uri', '/fjordvik/fhir/Goal'],
    ['x-original-url', '/fjordvik/fhir/Goal'],
    ['x-rewrite-url', '/fjordvik/fhir/Goal'],
    ['x-http-method-override', 'DELETE'],
    ['forwarded', 'host=samplan.region.example;proto=https;path=/fjordvik'],
    ['host', 'fjordvik.samplan.region.example'],
    ['tenant', 'fjordvik'],
    ['x-tenant', 'fjordvik'],
    ['referer', 'https://samplan.region.example/fjordvik/fhir/Goal'],
  ];
  test.each(GAMES)('with %s: %s at Nordvik it is Nordvik that answers, of itself', async (...header) => {
    const answer = await host.ask({ path: '/nordvik/fhir/Goal', headers: [header] }, 'nordvik');
    const bundle = JSON.parse(answer.text) as Bundle;
    expect([answer.status, bundle.link?.[0]?.url.startsWith(`${host.base('nordvik')}/Goal`)]).toEqual([200, true]);
    hasNothing(answer);
    const refused = await host.ask({ path: '/nordvik/fhir/Goal', headers: [header] }, 'fjordvik');
    expect(refused.status).toBe(401);
    hasNothing(refused);
  });

  const TRICKS: readonly string[] = [
    '/nordvik/../fjordvik/fhir/Goal',
    '/nordvik/fhir/../../fjordvik/fhir/Goal',
    '/nordvik/fhir/%2e%2e/%2e%2e/fjordvik/fhir/Goal',
    '/nordvik/fhir/..%2f..%2ffjordvik%2ffhir%2fGoal',
    '/nordvik/fhir/..%5c..%5cfjordvik%5cfhir%5cGoal',
    '/nordvik%2f..%2ffjordvik/fhir/Goal',
    '/nordvik//fjordvik/fhir/Goal',
    '/nordvik/fjordvik/fhir/Goal',
    '/nordvik/fhir//fjordvik/fhir/Goal',
    '/nordvik/fhir/fjordvik/fhir/Goal',
    '/nordvik;/../fjordvik/fhir/Goal',
    '/nordvik\\..\\fjordvik\\fhir\\Goal',
    '/NORDVIK/fhir/Goal',
    '/Fjordvik/fhir/Goal',
    '/fjordvik%00/fhir/Goal',
    '//fjordvik/fhir/Goal',
    '/./fjordvik/fhir/Goal',
    '/x/../fjordvik/fhir/Goal',
    'https://samplan.region.example/fjordvik/fhir/Goal',
  ];
  test.each(TRICKS)('%s leads to nothing, with whosever token and proof', async (path) => {
    for (const name of NAMES)
      for (const provenFor of [undefined, `${host.base('fjordvik')}/Goal`, `${host.base('nordvik')}/Goal`]) {
        const answer = await host.ask({ path }, name, provenFor === undefined ? {} : { provenFor });
        expect([400, 401, 404]).toContain(answer.status);
        hasNothing(answer);
      }
  });

  test('and the host itself has nothing of anybody', async () => {
    for (const path of ['/', '/fhir', '/fhir/metadata', '/fhir/Goal', '/api-docs', '/metrics', '/health/ready']) {
      const answer = await host.ask({ path }, 'fjordvik');
      expect([path, answer.status]).toEqual([path, path.startsWith('/health') ? 200 : 404]);
      hasNothing(answer);
      expect(answer.text).not.toMatch(/nordvik/i);
    }
  });
});

describe('what operators see', () => {
  test('names the tenant in every line and sample, and nobody else', async () => {
    expect((await host.ask({ path: '/nordvik/fhir/Goal' }, 'fjordvik')).status).toBe(401);
    const metrics = await (await fetch(`${host.management}/metrics`)).text();
    const { lines } = host;
    for (const { mark, patient, ids } of Object.values(host.kept))
      for (const secret of [mark, patient, ...Object.values(ids), INGRID]) expect(metrics).not.toContain(secret);
    const refused = (name: string): boolean =>
      new RegExp(
        `samplan_http_request_duration_seconds_count\\{tenant="${name}",method="GET",route="/fhir/:type",status="4xx"\\}`,
      ).test(metrics);
    expect(refused('nordvik')).toBe(true);
    expect(lines.filter(({ event, tenant }) => tenant === undefined && event !== 'metrics are served')).toEqual([]);
  });
});
