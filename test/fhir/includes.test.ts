import { beforeEach, describe, expect, test } from '@jest/globals';
import { BASE, bundleIn, createHarness, type Harness, matchesIn, PLAN } from './harness.ts';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
  const subject = { reference: 'Patient/p1' };
  await harness.put({ resourceType: 'Patient', id: 'p1', generalPractitioner: [{ reference: 'Practitioner/gp' }] });
  await harness.put({ resourceType: 'Practitioner', id: 'gp' });
  await harness.put({ resourceType: 'Goal', id: 'g1', lifecycleStatus: 'active', description: {}, subject });
  await harness.put({ resourceType: 'Goal', id: 'g2', lifecycleStatus: 'active', description: {}, subject });
  await harness.put({ ...PLAN, id: 'c1', goal: ['g1', 'g2', 'gone'].map((id) => ({ reference: `Goal/${id}` })) });
  await harness.put({ ...PLAN, id: 'c2', partOf: [{ reference: 'CarePlan/c1' }], goal: [{ reference: 'Goal/g1' }] });
  await harness.put({ ...PLAN, id: 'c3', partOf: [{ reference: 'CarePlan/c2' }] });
});

const included = async (address: string) => {
  const bundle = bundleIn(await harness.send('GET', address));
  return (bundle.entry ?? []).flatMap(({ resource, search }) =>
    search?.mode === 'include' ? [`${resource?.resourceType}/${resource?.id}`] : [],
  );
};

describe('what is included', () => {
  test.each([
    ['CarePlan?_id=c1&_include=CarePlan:goal', ['Goal/g1', 'Goal/g2']],
    ['CarePlan?_id=c1&_include=CarePlan:subject', ['Patient/p1']],
    ['CarePlan?_id=c1&_include=CarePlan:subject:Patient', ['Patient/p1']],
    ['CarePlan?_id=c1&_include=Goal:subject', []],
    ['CarePlan?_id=c1&_include=CarePlan:*', ['Goal/g1', 'Goal/g2', 'Patient/p1']],
    ['CarePlan?_id=c1&_include=CarePlan:*:Goal', ['Goal/g1', 'Goal/g2']],
    ['CarePlan?_id=c1&_include=*', ['Goal/g1', 'Goal/g2', 'Patient/p1']],
    [
      'CarePlan?_id=c1&_include=CarePlan:subject&_include:iterate=Patient:general-practitioner',
      ['Patient/p1', 'Practitioner/gp'],
    ],
    ['CarePlan?_id=c1&_include=CarePlan:subject&_include=Patient:general-practitioner', ['Patient/p1']],
    ['CarePlan?_id=c3&_include:iterate=CarePlan:part-of', ['CarePlan/c2', 'CarePlan/c1']],
    ['CarePlan?_id=c3&_include=CarePlan:part-of', ['CarePlan/c2']],
    ['Goal?_id=g1&_revinclude=CarePlan:goal', ['CarePlan/c1', 'CarePlan/c2']],
    ['Goal?_id=g1&_revinclude=CarePlan:*', ['CarePlan/c1', 'CarePlan/c2']],
    ['Goal?_id=g1&_revinclude=CarePlan:subject', []],
    ['CarePlan?_id=c1&_revinclude:iterate=CarePlan:part-of', ['CarePlan/c2', 'CarePlan/c3']],
    ['CarePlan?_id=c1,c2&_include=CarePlan:part-of&_include=CarePlan:goal', ['Goal/g1', 'Goal/g2']],
    [
      'CarePlan?_id=c1&_include:iterate=*&_revinclude:iterate=Goal:*',
      ['Goal/g1', 'Goal/g2', 'Patient/p1', 'Practitioner/gp'],
    ],
    ['CarePlan?_id=none&_include=*', []],
  ])('by %s: %j', async (address, expected) => {
    expect((await included(address)).sort()).toEqual([...expected].sort());
  });

  test('is marked, has its own address, counts in no total, and is traced as shown', async () => {
    const response = await harness.send('GET', 'CarePlan?_id=c1&_include=CarePlan:subject');
    expect(matchesIn(response)).toEqual(['c1']);
    expect(bundleIn(response)).toMatchObject({
      total: 1,
      link: [{ url: `${BASE}/CarePlan?_id=c1&_include=CarePlan%3Asubject` }],
      entry: [{ search: { mode: 'match' } }, { fullUrl: `${BASE}/Patient/p1`, search: { mode: 'include' } }],
    });
    const trace = harness.traces.find(({ interaction }) => interaction === 'search');
    expect(JSON.stringify(trace)).toContain('Patient');
  });

  test('is what belongs to the page, and the next link carries it on', async () => {
    const first = bundleIn(await harness.send('GET', 'CarePlan?_count=1&_include=CarePlan:goal'));
    const next = first.link?.find(({ relation }) => relation === 'next')?.url?.slice(BASE.length + 1) ?? '';
    expect(await included('CarePlan?_count=1&_include=CarePlan:goal')).toEqual(['Goal/g1', 'Goal/g2']);
    expect(await included(next)).toEqual(['Goal/g1']);
  });

  test('ends at a thousand, and an outcome says so', async () => {
    for (let index = 0; index < 1_001; index += 1) {
      await harness.put({ ...PLAN, id: `many-${index}`, partOf: [{ reference: 'CarePlan/c3' }] });
    }
    const bundle = bundleIn(await harness.send('GET', 'CarePlan?_id=c3&_revinclude=CarePlan:part-of'));
    expect(bundle.total).toBe(1);
    expect(bundle.entry).toHaveLength(1_002);
    expect(bundle.entry?.at(-1)).toMatchObject({
      search: { mode: 'outcome' },
      resource: { issue: [{ severity: 'warning', details: { coding: [{ code: 'too-large' }] } }] },
    });
  });
});
