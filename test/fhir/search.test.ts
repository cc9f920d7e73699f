import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  BASE,
  bundleIn,
  codeIn,
  createHarness,
  type Harness,
  matchesIn,
  outcomeIn,
  PLAN,
  VALUE_SET,
} from './harness.ts';

const FNR = 'urn:oid:2.16.578.1.12.4.1.4.1';
/** Synthetic (month + 80). */
const NUMBER = '05917512345';

const ASE = {
  name: [{ family: 'Åse', given: ['Nora'] }],
  birthDate: '1980-05-05',
  telecom: [{ system: 'email' as const, value: 'kari@nes.no' }],
};
const NORDAS = { name: [{ family: 'Nordås' }], deceasedDateTime: '2026-10' };
const CATEGORY = {
  coding: [
    { system: 'urn:cat', code: 'ip' },
    { code: 'x', display: 'Individuell plan' },
  ],
};

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
  await harness.put({ resourceType: 'Patient', id: 'p1', identifier: [{ system: FNR, value: NUMBER }], ...ASE });
  await harness.put({
    resourceType: 'Patient',
    id: 'p2',
    identifier: [{ system: 'urn:local', value: 'a,b|c' }],
    ...NORDAS,
  });
  await harness.put({ resourceType: 'Patient', id: 'p3', identifier: [{ value: 'bare' }] });
  await harness.put({ ...PLAN, id: 'c1', category: [CATEGORY], instantiatesUri: ['http://a/b/c'] });
  await harness.put({ ...PLAN, id: 'c2', status: 'draft', subject: { reference: 'Patient/p2' } });
  const subject = { ...PLAN.subject, identifier: { system: 'urn:local', value: '7' } };
  await harness.put({
    ...PLAN,
    id: 'c3',
    status: 'on-hold',
    subject,
    period: { start: '2026-02-01', end: '2026-02-20' },
  });
});

const search = async (address: string) => matchesIn(await harness.send('GET', address));

const form = (text: string, headers = {}) => ({
  body: text,
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
});

describe('search', () => {
  test.each([
    ['CarePlan', ['c1', 'c2', 'c3']],
    ['CarePlan?_id=c1,c3', ['c1', 'c3']],
    ['CarePlan?status=active,draft', ['c1', 'c2']],
    ['CarePlan?status=active&status=draft', []],
    ['CarePlan?patient=p1&status=on-hold', ['c3']],
    ['CarePlan?patient=Patient/p2', ['c2']],
    ['CarePlan?subject=Patient/p1', ['c1', 'c3']],
    [`CarePlan?subject=${BASE}/Patient/p2`, ['c2']],
    ['CarePlan?category=urn:cat|ip', ['c1']],
    ['CarePlan?category=urn:cat|', ['c1']],
    ['CarePlan?category=|x', ['c1']],
    ['CarePlan?category=urn:other|ip', []],
    ['Patient?identifier=urn:local|a\\,b\\|c', ['p2']],
    ['Patient?identifier=|bare', ['p3']],
    ['Patient?identifier=bare,urn:local|', ['p2', 'p3']],
    ['CarePlan?_lastUpdated=ge2026-11-22', ['c1', 'c2', 'c3']],
    ['CarePlan?_lastUpdated=lt2026-11-22', []],
    ['CarePlan?_lastUpdated=gt2026&_id=c1', []],
    ['CarePlan?_lastUpdated=lt2026,ge2026-11-22', ['c1', 'c2', 'c3']],
    ['CarePlan?status:not=active', ['c2', 'c3']],
    ['CarePlan?_id:not=c1,c2', ['c3']],
    [`CarePlan?category:in=${VALUE_SET}`, ['c1']],
    [`CarePlan?category:not-in=${VALUE_SET}`, ['c2', 'c3']],
    [`Patient?_has:CarePlan:subject:category:in=${VALUE_SET}`, ['p1']],
    ['CarePlan?category:missing=true', ['c2', 'c3']],
    ['CarePlan?category:missing=false', ['c1']],
    // search.html § 3.1.1.4.5: `:missing` is for all parameters; every resource has an id, and a time of its last change.
    ['CarePlan?_lastUpdated:missing=true', []],
    ['CarePlan?_lastUpdated:missing=false', ['c1', 'c2', 'c3']],
    ['CarePlan?_id:missing=true', []],
    ['CarePlan?_id:missing=false&status=active', ['c1']],
    ['Patient?_has:CarePlan:subject:_lastUpdated:missing=false', ['p1', 'p2']],
    // § 3.1.1.5.6: what is the default anyhow may be said.
    ['CarePlan?_contained=false&_containedType=container&status=active', ['c1']],
    ['CarePlan?category:text=individuell%20pl', ['c1']],
    ['CarePlan?date=2026-02', ['c3']],
    ['CarePlan?date=sa2026-02', []],
    ['Patient?family=åse', ['p1']],
    ['Patient?family=ASE', ['p1']],
    ['Patient?family=ase', ['p1']],
    ['Patient?name=nor', ['p1', 'p2']],
    ['Patient?family:exact=Nordås', ['p2']],
    ['Patient?family:exact=nordås', []],
    ['Patient?family:contains=rdas', ['p2']],
    ['Patient?email=KARI@nes.no', ['p1']],
    ['Patient?deceased=true', ['p2']],
    ['Patient?deceased=false', ['p1', 'p3']],
    ['CarePlan?subject:identifier=urn:local|7', ['c3']],
    ['CarePlan?subject:Patient=p2', ['c2']],
    ['CarePlan?instantiates-uri=http://a/b/c', ['c1']],
    ['CarePlan?instantiates-uri:below=http://a/b', ['c1']],
    ['CarePlan?instantiates-uri:below=http://a/b/', ['c1']],
    ['CarePlan?instantiates-uri:below=http://a/', ['c1']],
    ['CarePlan?instantiates-uri:below=http://a/bb', []],
    ['CarePlan?instantiates-uri:above=http://a/b/c/d', ['c1']],
    ['CarePlan?patient.family=nordås', ['c2']],
    ['CarePlan?subject:Patient.birthdate=1980', ['c1', 'c3']],
    ['Patient?_has:CarePlan:subject:status=draft', ['p2']],
    ['Patient?_has:CarePlan:patient:status=draft&_id=p1', []],
    ['CarePlan?patient._has:CarePlan:subject:status=on-hold', ['c1', 'c3']],
    ['CarePlan?_sort=-status', ['c3', 'c2', 'c1']],
    ['CarePlan?_sort=date,-_id', ['c3', 'c2', 'c1']],
    ['Patient?_sort=family', ['p1', 'p2', 'p3']],
    ['Patient?_sort=-family', ['p2', 'p1', 'p3']],
    ['CarePlan?_total=none&status=active', ['c1']],
    [`CarePlan?status=${'draft,'.repeat(999)}active&_id=c1`, ['c1']],
    [`CarePlan?${'status=active&'.repeat(99)}_id=c1`, ['c1']],
    [`CarePlan?_sort=${Array(10).fill('date').join(',')}&_id=c1`, ['c1']],
    [`DocumentReference?relationship=${Array(100).fill('a$DocumentReference/x').join(',')}`, []],
    ['CarePlan?part-of.part-of.part-of.part-of:missing=true', []],
    ['CarePlan?_has:CarePlan:part-of:_has:CarePlan:part-of:_has:CarePlan:part-of:status=active', []],
  ])('%s finds %j', async (address, ids) => {
    expect(await search(address)).toEqual(ids);
  });

  test('answers a searchset with total, absolute links and how each entry came in', async () => {
    const bundle = bundleIn(await harness.send('GET', 'CarePlan?status=active&_count=10&_format=json'));
    expect(bundle).toMatchObject({
      type: 'searchset',
      total: 1,
      link: [{ relation: 'self', url: `${BASE}/CarePlan?status=active&_count=10&_format=json` }],
      entry: [{ fullUrl: `${BASE}/CarePlan/c1`, resource: { id: 'c1' }, search: { mode: 'match' } }],
    });
  });

  test('pages by next links that are followed as they stand', async () => {
    const ids: unknown[] = [];
    let address: string | undefined = 'CarePlan?_count=1&status=active,draft,on-hold';
    while (address !== undefined) {
      const response = await harness.send('GET', address);
      expect(bundleIn(response).total).toBe(3);
      ids.push(...matchesIn(response));
      address = bundleIn(response)
        .link?.find(({ relation }) => relation === 'next')
        ?.url?.slice(BASE.length + 1);
    }
    expect(ids).toEqual(['c1', 'c2', 'c3']);
  });

  test('_count=0 answers the total alone', async () => {
    const bundle = bundleIn(await harness.send('GET', 'CarePlan?_count=0'));
    expect(bundle).toMatchObject({ total: 3 });
    expect(bundle.entry).toBeUndefined();
    expect(bundle.link).toHaveLength(1);
  });

  // search.html § 3.1.1.5.5: who asks for a count gets it.
  test.each(['_summary=count', '_count=0'])('%s tells the total, also with _total=none', async (count) => {
    const bundle = bundleIn(await harness.send('GET', `CarePlan?${count}&_total=none`));
    expect([bundle.total, bundle.entry]).toEqual([3, undefined]);
  });

  test('_count above 500 is 500, and the self link says so', async () => {
    const bundle = bundleIn(await harness.send('GET', 'CarePlan?_count=9999'));
    expect(bundle.link?.[0]?.url).toBe(`${BASE}/CarePlan?_count=500`);
  });

  test.each([
    ['CarePlan?_count=-1', 'bad-parameter'],
    ['CarePlan?_count=1&_count=2', 'bad-parameter'],
    ['CarePlan?status=', 'bad-parameter'],
    ['CarePlan?patient=', 'bad-parameter'],
    ['CarePlan?_id=', 'bad-parameter'],
    ['CarePlan?_lastUpdated=soon', 'bad-parameter'],
    ['CarePlan?_page=p.nonsense', 'bad-parameter'],
    ['CarePlan?_page=s.nonsense', 'bad-parameter'],
    ['CarePlan?_page=nonsense', 'bad-parameter'],
    ['CarePlan?code=x', 'unknown-parameter'],
    ['Goal?subject:Foo=17', 'bad-parameter'],
    ['Goal?subject:HumanName=17', 'bad-parameter'],
    ['CarePlan?_total=some', 'bad-parameter'],
    ['CarePlan?status:exact=active', 'bad-parameter'],
    ['CarePlan?category:in=http://x/ValueSet/y', 'bad-parameter'],
    ['CarePlan?date:missing=maybe', 'bad-parameter'],
    ['CarePlan?date:not=2026', 'bad-parameter'],
    ['CarePlan?_lastUpdated:missing=maybe', 'bad-parameter'],
    ['CarePlan?_lastUpdated:not=2026', 'bad-parameter'],
    ['CarePlan?_contained=true', 'unknown-parameter'],
    ['CarePlan?_contained=both', 'unknown-parameter'],
    ['CarePlan?_containedType=contained', 'unknown-parameter'],
    ['Patient?family:below=a', 'bad-parameter'],
    ['Patient?family=%CC%81', 'bad-parameter'],
    ['CarePlan?patient.nothing=x', 'unknown-parameter'],
    ['CarePlan?status.code=x', 'unknown-parameter'],
    ['CarePlan?performer.identifier=x', 'bad-parameter'],
    ['CarePlan?subject:Location.name=x', 'bad-parameter'],
    ['Patient?_has:CarePlan:goal:status=x', 'unknown-parameter'],
    ['Patient?_has:CarePlan:subject=x', 'unknown-parameter'],
    ['Observation?code-value-quantity=a', 'bad-parameter'],
    [`CarePlan?_sort=${'date,'.repeat(10)}date`, 'bad-parameter'],
    [`DocumentReference?relationship=${'a$DocumentReference/x,'.repeat(100)}a$DocumentReference/x`, 'bad-parameter'],
    ['Provenance?agent-type:text=x', 'bad-parameter'],
    ['CarePlan?_include=', 'bad-parameter'],
    ['CarePlan?_include=CarePlan', 'bad-parameter'],
    ['CarePlan?_include=CarePlan:status', 'bad-parameter'],
    ['CarePlan?_include=CarePlan:goal:Patient', 'bad-parameter'],
    ['CarePlan?_include=CarePlan:goal:Goal:x', 'bad-parameter'],
    ['CarePlan?_include=Location:x', 'bad-parameter'],
    ['CarePlan?_revinclude=*', 'bad-parameter'],
    ['CarePlan?_include:nothing=*', 'unknown-parameter'],
    ['Goal?status=active', 'unknown-parameter'],
    ['Organization?patient=p1', 'unknown-parameter'],
    ['CarePlan?_sort=identifier', 'unknown-parameter'],
    ['CarePlan?_sort=_lastUpdated,nothing', 'unknown-parameter'],
    ['CarePlan?_sort=', 'unknown-parameter'],
    ['CarePlan?_sort=_lastUpdated&_sort=-_lastUpdated', 'bad-parameter'],
    ['CarePlan?__proto__=x', 'unknown-parameter'],
  ])('%s is refused as %s', async (address, code) => {
    const response = await harness.send('GET', address);
    expect(response.status).toBe(400);
    expect(codeIn(response)).toBe(code);
  });

  test('a type that may be referred to and is not kept here is asked for in vain', async () => {
    expect(await search('Goal?subject:Group=17')).toEqual([]);
  });

  test('an unknown parameter is named and those of the type are listed, its value is not shown', async () => {
    const response = await harness.send('GET', 'RelatedPerson?surname=Nordmann');
    const [issue] = outcomeIn(response).issue;
    expect(issue?.diagnostics).toContain('parameter surname');
    expect(issue?.diagnostics).toContain('identifier, name, part-owner, patient, phone, relationship');
    expect(issue?.diagnostics).toContain(
      '_id, _lastUpdated, _has, _include, _revinclude, _sort, _total, _count, _contained',
    );
    expect(JSON.stringify(response)).not.toContain('Nordmann');
  });

  test('a lenient client is told which parameter was left out, and the self link leaves it out too', async () => {
    const response = await harness.send('GET', 'CarePlan?status=draft&_sort=nothing', {
      headers: { prefer: 'handling=lenient' },
    });
    expect(matchesIn(response)).toEqual(['c2']);
    const bundle = bundleIn(response);
    expect(bundle.link?.[0]?.url).toBe(`${BASE}/CarePlan?status=draft`);
    expect(bundle.entry?.at(-1)).toMatchObject({
      search: { mode: 'outcome' },
      resource: { issue: [{ severity: 'warning', diagnostics: expect.stringContaining('_sort') }] },
    });
    expect(bundle.total).toBe(1);
  });

  test('is sorted by the time of the last change, page by page, and the links say so', async () => {
    await harness.put({ ...PLAN, id: 'c1', status: 'on-hold' }, 2);
    const all = await search('CarePlan?_sort=_lastUpdated');
    expect(all.at(-1)).toBe('c1');
    expect(await search('CarePlan?_sort=-_lastUpdated')).toEqual(all.toReversed());
    const first = bundleIn(await harness.send('GET', 'CarePlan?_sort=-_lastUpdated&_count=1'));
    expect(first.link?.[0]?.url).toBe(`${BASE}/CarePlan?_sort=-_lastUpdated&_count=1`);
    const next = first.link?.find(({ relation }) => relation === 'next')?.url ?? '';
    expect(await search(next.slice(BASE.length + 1))).toEqual(all.toReversed().slice(1, 2));
  });

  test('what is deleted is not found', async () => {
    await harness.put({ ...PLAN, id: 'c1' }, 2, true);
    expect(await search('CarePlan?status=active')).toEqual([]);
  });
});

describe('search by form', () => {
  test('finds a person by identity number, which appears in no link and no trace', async () => {
    const response = await harness.send(
      'POST',
      'Patient/_search',
      form(`identifier=${encodeURIComponent(`${FNR}|${NUMBER}`)}`),
    );
    expect(matchesIn(response)).toEqual(['p1']);
    expect(bundleIn(response).link).toEqual([{ relation: 'self', url: `${BASE}/Patient` }]);
    expect(harness.traces).toEqual([expect.objectContaining({ interaction: 'search', query: 'Patient?identifier=' })]);
  });

  test('merges what stands in the address and in the body', async () => {
    const response = await harness.send('POST', 'CarePlan/_search?patient=p1', form('status=on-hold'));
    expect(matchesIn(response)).toEqual(['c3']);
    // What stood in the body stands in no address.
    expect(bundleIn(response).link?.[0]?.url).toBe(`${BASE}/CarePlan?patient=p1`);
  });

  test('a name that was searched for stands in no link, on no page', async () => {
    for (const id of ['p7', 'p8']) await harness.put({ resourceType: 'Patient', id, name: [{ family: 'Nesbakk' }] });
    const first = await harness.send('POST', 'Patient/_search', form('family=Nesbakk&_count=1&_sort=_id'));
    const next = bundleIn(first).link?.find(({ relation }) => relation === 'next')?.url ?? '';
    const second = await harness.send('GET', next.slice(BASE.length + 1));
    expect([...matchesIn(first), ...matchesIn(second)]).toEqual(['p7', 'p8']);
    expect(JSON.stringify([bundleIn(first).link, bundleIn(second).link])).not.toContain('Nesbakk');
    expect(bundleIn(first).link?.[0]?.url).toBe(`${BASE}/Patient?_sort=_id&_count=1`);
  });

  test('an identity number in the address is refused though the rest is in the body', async () => {
    const response = await harness.send('POST', `Patient/_search?identifier=${NUMBER}`, form('_count=1'));
    expect(codeIn(response)).toBe('identity-in-url');
  });

  test('pages without showing what was searched for, and keeps filtering by it', async () => {
    await harness.put({ resourceType: 'Patient', id: 'p4', identifier: [{ system: FNR, value: NUMBER }] });
    const first = await harness.send('POST', 'Patient/_search', form(`identifier=${NUMBER}&_count=1`));
    expect(matchesIn(first)).toEqual(['p1']);
    const next = bundleIn(first).link?.find(({ relation }) => relation === 'next')?.url ?? '';
    expect(next).toMatch(/\/Patient\?_page=s\.[\w-]+$/);
    const second = await harness.send('GET', next.slice(BASE.length + 1));
    expect(matchesIn(second)).toEqual(['p4']);
    expect(JSON.stringify([second, bundleIn(first).link])).not.toContain(`|${NUMBER}`);
    expect(bundleIn(second).link).toEqual([{ relation: 'self', url: `${BASE}/Patient?_count=1` }]);
  });

  test('no page after the first shows what was searched for either', async () => {
    for (const id of ['p4', 'p5'])
      await harness.put({ resourceType: 'Patient', id, identifier: [{ system: FNR, value: NUMBER }] });
    const found: unknown[] = [];
    let response = await harness.send('POST', 'Patient/_search', form(`identifier=${NUMBER}&_count=1`));
    for (;;) {
      found.push(...matchesIn(response));
      const { link } = bundleIn(response);
      expect(JSON.stringify(link)).not.toContain(NUMBER);
      const next = link?.find(({ relation }) => relation === 'next')?.url;
      if (next === undefined) break;
      response = await harness.send('GET', next.slice(BASE.length + 1));
    }
    expect(found).toEqual(['p1', 'p4', 'p5']);
  });

  test('a page token of another make is refused', async () => {
    const next = bundleIn(await harness.send('GET', 'CarePlan?_count=1')).link?.[1]?.url ?? '';
    const address = next.slice(BASE.length + 1).replace('_page=p.', '_page=x.');
    expect(codeIn(await harness.send('GET', address))).toBe('bad-parameter');
  });

  test('a next link holds together with parameters added to it, never instead of them', async () => {
    const first = await harness.send('POST', 'CarePlan/_search', form('patient=p1&_count=1'));
    const next = bundleIn(first).link?.find(({ relation }) => relation === 'next')?.url ?? '';
    expect(await search(`${next.slice(BASE.length + 1)}&status=draft`)).toEqual([]);
  });

  test('may have no body, and all in the address', async () => {
    const response = await harness.send('POST', 'CarePlan/_search?patient=p1', {
      body: new Uint8Array(),
      headers: { 'content-type': '' },
    });
    expect([response.status, bundleIn(response).total]).toEqual([
      200,
      bundleIn(await harness.send('GET', 'CarePlan?patient=p1', {})).total,
    ]);
    expect(bundleIn(response).total).toBeGreaterThan(0);
  });

  test('of something else than a form is 415', async () => {
    expect((await harness.send('POST', 'Patient/_search', { body: {} })).status).toBe(415);
  });
});
