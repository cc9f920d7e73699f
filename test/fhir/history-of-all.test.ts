import { beforeEach, describe, expect, test } from '@jest/globals';
import type { BundleEntry } from '@medplum/fhirtypes';
import { BASE, bundleIn, codeIn, createHarness, type Harness, PLAN } from './harness.ts';

let harness: Harness;
/** Instants of the changes, in their order. */
let made: string[];

beforeEach(async () => {
  harness = await createHarness();
  made = [];
  const put = async (...change: Parameters<Harness['put']>) => {
    await harness.put(...change);
    const [newest] = await harness.store.versions({ count: 1 });
    made.push(String(newest?.resource.meta?.lastUpdated));
  };
  await put({ ...PLAN, id: 'c1' });
  await put({ resourceType: 'Patient', id: 'p1' });
  await put({ ...PLAN, id: 'c2' });
  await put({ ...PLAN, id: 'c1', status: 'on-hold' }, 2);
  await put({ ...PLAN, id: 'c2' }, 2, true);
});

const said = ({ request, resource }: BundleEntry) => `${request?.method} ${request?.url} ${resource?.id ?? ''}`.trim();

async function history(address: string): Promise<readonly string[]> {
  const response = await harness.send('GET', address);
  expect(response.status).toBe(200);
  return (bundleIn(response).entry ?? []).map(said);
}

const linkIn = async (address: string, name: string) =>
  bundleIn(await harness.send('GET', address)).link?.find(({ relation }) => relation === name)?.url;

const ALL = ['DELETE CarePlan/c2', 'PUT CarePlan/c1 c1', 'POST CarePlan c2', 'POST Patient p1', 'POST CarePlan c1'];

test('of all types, of one and of one resource: newest first', async () => {
  expect(await history('_history')).toEqual(ALL);
  expect(await history('CarePlan/_history')).toEqual(ALL.filter((line) => !line.includes('Patient')));
  expect(await history('Goal/_history')).toEqual([]);
  const bundle = bundleIn(await harness.send('GET', 'CarePlan/_history'));
  expect(bundle).toMatchObject({ type: 'history', link: [{ relation: 'self', url: `${BASE}/CarePlan/_history` }] });
  expect(bundle.total).toBeUndefined();
  expect(bundle.entry?.[1]).toMatchObject({
    fullUrl: `${BASE}/CarePlan/c1`,
    response: { status: '200', etag: 'W/"2"', lastModified: made[3] },
  });
});

describe.each(['_history', 'CarePlan/_history', 'CarePlan/c1/_history'])('%s', (address) => {
  test('_since leaves out what was made before', async () => {
    const all = await history(address);
    expect(await history(`${address}?_since=${made[3]}`)).toEqual(
      all.filter((line) => ['DELETE CarePlan/c2', 'PUT CarePlan/c1 c1'].includes(line)),
    );
    expect(await history(`${address}?_since=2000`)).toEqual(all);
    expect(await history(`${address}?_since=2999-01-01`)).toEqual([]);
  });

  test('_at shows what was current then', async () => {
    const all = await history(address);
    const then = ['POST CarePlan c2', 'POST Patient p1', 'POST CarePlan c1'];
    expect(await history(`${address}?_at=${made[2]}`)).toEqual(all.filter((line) => then.includes(line)));
    expect(await history(`${address}?_at=lt${made[0]}`)).toEqual([]);
    expect(await history(`${address}?_at=2026`)).toEqual(all);
  });

  test('in pages, which stand still while more changes', async () => {
    const all = await history(address);
    const met: string[] = [];
    let next: string | undefined = `${address}?_count=1&_elements=status`;
    for (let version = 3; next !== undefined; version += 1) {
      const bundle = bundleIn(await harness.send('GET', next));
      expect(bundle.entry?.length ?? 0).toBeLessThanOrEqual(1);
      met.push(...(bundle.entry ?? []).map(said));
      next = bundle.link?.find(({ relation }) => relation === 'next')?.url.slice(BASE.length + 1);
      await harness.put({ ...PLAN, id: 'c1', title: String(version) }, version);
    }
    expect(met).toEqual(all);
  });

  test.each([
    '_since=yesterday',
    '_since=ge2026',
    '_at=x',
    '_count=-1',
    '_page=x',
    '_page=p.0',
    '_page=s.AAAA',
    '_since=2026&_since=2025',
  ])('%s is refused', async (query) => {
    const response = await harness.send('GET', `${address}?${query}`);
    expect([response.status, codeIn(response)]).toEqual([400, 'bad-parameter']);
  });
});

test('links carry what was asked for on', async () => {
  expect(await linkIn('CarePlan/_history?_since=2026&_count=1&_pretty=true', 'self')).toBe(
    `${BASE}/CarePlan/_history?_since=2026&_count=1&_pretty=true`,
  );
  expect(await linkIn('CarePlan/_history?_since=2026&_count=1&_pretty=true', 'next')).toMatch(
    /\/CarePlan\/_history\?_since=2026&_count=1&_pretty=true&_page=p\.\d+$/u,
  );
  expect(await linkIn('CarePlan/c1/_history', 'next')).toBeUndefined();
  expect(await linkIn('_history?_count=0', 'next')).toBeUndefined();
});

test('what is shown is traced, parameters by their names', async () => {
  await harness.send('GET', 'CarePlan/_history?_since=2026');
  expect(harness.traces).toEqual([
    expect.objectContaining({ kind: 'read', interaction: 'history', query: 'CarePlan/_history?_since=' }),
  ]);
  expect(harness.traces[0]?.['resources']).toHaveLength(4);
});
