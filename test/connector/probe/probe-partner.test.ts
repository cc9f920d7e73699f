import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Patient, Resource } from '@medplum/fhirtypes';
import { type ProbeOptions, probePartner } from '../../../src/connector/fhir-rest/probe/probe-partner.ts';
import type { PartnerReport } from '../../../src/connector/fhir-rest/probe/report.ts';
import { type Peer, startPeer } from '../../demo/peer/peer.ts';
import { HABITS } from './habits.ts';
import { leavingOut, refusal, startPeerWith } from './peer-with-habit.ts';

const NUMBER = '14836830068';
const FNR = 'urn:oid:2.16.578.1.12.4.1.4.1';

function probe(url: string, more: Partial<ProbeOptions> = {}): Promise<PartnerReport> {
  const now = (): string => new Date().toISOString();
  return probePartner({ url, patient: NUMBER, fetch, now, newId: randomUUID, ...more });
}

async function having<T>(starting: Promise<Peer>, work: (peer: Peer) => Promise<T>): Promise<T> {
  const peer = await starting;
  try {
    return await work(peer);
  } finally {
    await peer.close();
  }
}

const answersOf = ({ traits }: PartnerReport): Record<string, string> =>
  Object.fromEntries(traits.map(({ trait, answer }) => [trait, answer]));
const shape = ({ types, ornaments }: PartnerReport, name: string) =>
  [...types, ...ornaments].find(({ of }) => of === name);

describe('a check of @medplum/fhir-router', () => {
  test('finds it usable, says what it does, and leaves nothing behind', () =>
    having(startPeer(), async (peer) => {
      const report = await probe(peer.url);
      expect(report).toMatchObject({
        format: 1,
        url: peer.url,
        verdict: 'usable',
        software: { name: 'Demo partner on @medplum/fhir-router' },
        triedWith: 'Goal',
        features: { lastUpdated: true, history: false, browse: true, ifMatch: true },
        untrue: ['patch'],
        clockAheadMs: 0,
        leftBehind: [],
      });
      const missing = report.traits.filter(({ answer }) => answer !== 'yes').map(({ trait }) => trait);
      expect(missing).toEqual([
        'own-id',
        'unknown-parameter-refused',
        'paging-while-changing',
        'unchanged-makes-no-version',
        'transaction',
        'conditional-reference',
        'history-type',
        'history-since',
        'history-system',
        'deleted-in-type-history',
      ]);
      expect([...report.types, ...report.ornaments].filter(({ answer }) => answer !== 'kept')).toEqual([]);
      expect(report.types).toHaveLength(14);
      expect(await peer.controls.all()).toEqual([]);
    }));

  test('puts the number into no address, and asks nobody but the partner', () =>
    having(startPeer(), async (peer) => {
      const asked: string[] = [];
      const counted: typeof fetch = (input, init) => {
        asked.push(String(input));
        return fetch(input, init);
      };
      await probe(peer.url, { fetch: counted });
      expect(asked.length).toBeGreaterThan(100);
      expect(asked.filter((url) => url.includes(NUMBER) || !url.startsWith(`${peer.url}/`))).toEqual([]);
    }));

  test('works with a patient who is there, and leaves her as she was', () =>
    having(startPeer(), async (peer) => {
      const patient: Patient = {
        resourceType: 'Patient',
        id: 'synthetic',
        identifier: [{ system: FNR, value: NUMBER }],
      };
      const others: Resource[] = [
        { resourceType: 'Patient', id: 'other', identifier: [{ system: FNR, value: '15836830060' }] },
        {
          resourceType: 'Goal',
          id: 'hers',
          lifecycleStatus: 'active',
          description: {},
          subject: { reference: 'Patient/other' },
        },
      ];
      await peer.controls.seed([patient, ...others]);
      const before = await peer.controls.all();
      const report = await probe(peer.url);
      expect(report).toMatchObject({ verdict: 'usable', leftBehind: [] });
      expect(shape(report, 'Patient')).toMatchObject({ answer: 'not tried' });
      expect(await peer.controls.all()).toEqual(before);
    }));
});

describe('a check of a partner that', () => {
  test.each(HABITS)('$name', ({ answers, verdict, triedWith = 'Goal', name: _name, ...habit }) =>
    having(startPeerWith(habit), async (peer) => {
      const report = await probe(peer.url);
      expect(answersOf(report)).toMatchObject(answers);
      expect({ verdict: report.verdict, leftBehind: report.leftBehind }).toEqual({ verdict, leftBehind: [] });
      if (report.triedWith !== undefined) expect(report.triedWith).toBe(triedWith);
      expect(await peer.controls.all()).toEqual([]);
    }),
  );

  test('drops elements tells them by path, on the ornament and on each type', () =>
    having(
      startPeerWith({
        heard: ({ body }) => (typeof body === 'string' ? { body: body.replaceAll('"progress"', '"dropped"') } : {}),
        said: (answer) => ({ ...answer, body: leavingOut(leavingOut(answer.body ?? {}, 'dropped'), 'contained') }),
      }),
      async (peer) => {
        const report = await probe(peer.url);
        expect(report.verdict).toBe('usable-with-losses');
        expect(shape(report, 'contained')).toMatchObject({
          answer: 'differs',
          lost: ['Goal.contained.id', 'Goal.contained.name', 'Goal.contained.resourceType'],
        });
        expect(shape(report, 'CarePlan')).toMatchObject({
          answer: 'differs',
          lost: ['authorString', 'text', 'time'].map((name) => `CarePlan.activity.progress.${name}`),
        });
        expect(shape(report, 'Task')).toMatchObject({ answer: 'kept' });
      },
    ));

  test('refuses a type says so, and what refers to it is tried all the same', () =>
    having(
      startPeerWith({ instead: ({ originalUrl }) => (originalUrl === '/fhir/Condition' ? refusal(404) : undefined) }),
      async (peer) => {
        const report = await probe(peer.url);
        expect(shape(report, 'Condition')).toMatchObject({ answer: 'refused', found: '404' });
        expect(shape(report, 'Goal')).toMatchObject({ answer: 'kept' });
        expect(report.verdict).toBe('usable-with-losses');
      },
    ));

  test('answers a create with somebody else’s resource is not written to, and hers is not taken away', () =>
    having(
      startPeerWith({
        // Any goal will do for its If-None-Exist.
        heard: ({ headers }) =>
          'if-none-exist' in headers ? { headers: { ...headers, 'if-none-exist': 'identifier=urn:hers|1' } } : {},
      }),
      async (peer) => {
        const hers: Resource = {
          resourceType: 'Goal',
          id: 'hers',
          identifier: [{ system: 'urn:hers', value: '1' }],
          lifecycleStatus: 'active',
          description: {},
          subject: { reference: 'Patient/other' },
        };
        await peer.controls.seed([hers]);
        const before = await peer.controls.all();
        const report = await probe(peer.url);
        expect(answersOf(report)).toMatchObject({ 'if-none-exist': 'no' });
        expect(report.leftBehind).toEqual([]);
        expect(await peer.controls.all()).toEqual(before);
      },
    ));

  test('finds things late is told so, and nothing of it stays', () => {
    const made = new Map<string, number>();
    let requests = 0;
    const tokenOf = (text: unknown): string => /urn:uuid:[\w-]{36}/.exec(decodeURIComponent(String(text)))?.[0] ?? '';
    return having(
      startPeerWith({
        instead({ method, originalUrl, body }) {
          requests += 1;
          if (method === 'POST') made.set(tokenOf(body), requests);
          const age = requests - (made.get(tokenOf(originalUrl)) ?? Number.NEGATIVE_INFINITY);
          return originalUrl.includes('identifier=') && age < 10
            ? { status: 200, headers: {}, body: { resourceType: 'Bundle', type: 'searchset' } }
            : undefined;
        },
      }),
      async (peer) => {
        const report = await probe(peer.url);
        expect(answersOf(report)).toMatchObject({ 'search-sees-writes': 'no', 'search-identifier': 'yes' });
        expect(report).toMatchObject({ verdict: 'usable-with-losses', leftBehind: [] });
        expect(await peer.controls.all()).toEqual([]);
      },
    );
  });

  test('is busy for a moment is unreachable: that says nothing of what it does', () => {
    let requests = 0;
    return having(
      startPeerWith({
        instead() {
          requests += 1;
          return requests === 70 ? refusal(503) : undefined;
        },
      }),
      async (peer) => {
        expect(await probe(peer.url)).toMatchObject({ verdict: 'unreachable', leftBehind: [] });
        expect(await peer.controls.all()).toEqual([]);
      },
    );
  });

  test('deletes nothing is told what stays there, and all of it says that it was never meant', () =>
    having(
      startPeerWith({ instead: ({ method }) => (method === 'DELETE' ? refusal(405) : undefined) }),
      async (peer) => {
        const { leftBehind, traits } = await probe(peer.url);
        const there = await peer.controls.all();
        expect([...leftBehind].sort()).toEqual(there.map(({ resourceType, id }) => `${resourceType}/${id}`).sort());
        expect(there.length).toBeGreaterThan(20);
        expect(there.filter((each) => !/entered-in-error|"active":false/.test(JSON.stringify(each)))).toEqual([]);
        expect(traits.find(({ trait }) => trait === 'delete')).toMatchObject({ answer: 'no', effect: 'fallback' });
      },
    ));
});

describe('a check', () => {
  test('of nobody is unreachable', async () => {
    const report = await probe('http://127.0.0.1:1/fhir');
    expect(report).toMatchObject({ verdict: 'unreachable', leftBehind: [], features: {} });
    expect(new Set(report.traits.map(({ answer }) => answer))).toEqual(new Set(['unknown']));
  });

  test('of a partner that goes down on the way is unreachable, and says what it left', () =>
    having(startPeer(), async (peer) => {
      let asked = 0;
      const failing: typeof fetch = async (input, init) => {
        asked += 1;
        if (asked === 60) await peer.controls.down(true);
        return fetch(input, init);
      };
      const { verdict, leftBehind } = await probe(peer.url, { fetch: failing });
      expect(verdict).toBe('unreachable');
      const there = (await peer.controls.all()).map(({ resourceType, id }) => `${resourceType}/${id}`);
      expect(there.length).toBeGreaterThan(3);
      expect(leftBehind).toEqual(expect.arrayContaining(there));
    }));

  test('finds again what was made although its answer was lost', () =>
    having(startPeer(), async (peer) => {
      let posts = 0;
      const failing: typeof fetch = async (input, init) => {
        const response = await fetch(input, init);
        if (init?.method === 'POST' && String(input).endsWith('/Goal')) posts += 1;
        if (posts === 4) {
          posts += 1;
          throw new Error('lost');
        }
        return response;
      };
      expect(await probe(peer.url, { fetch: failing })).toMatchObject({ verdict: 'unreachable', leftBehind: [] });
      expect(await peer.controls.all()).toEqual([]);
    }));

  test('that is interrupted cleans up first', () =>
    having(startPeer(), async (peer) => {
      const interrupt = new AbortController();
      let asked = 0;
      const counted: typeof fetch = (input, init) => {
        asked += 1;
        if (asked === 60) interrupt.abort();
        return fetch(input, init);
      };
      const { verdict, leftBehind } = await probe(peer.url, { fetch: counted, signal: interrupt.signal });
      expect({ verdict, leftBehind }).toEqual({ verdict: 'unreachable', leftBehind: [] });
      expect(await peer.controls.all()).toEqual([]);
    }));

  test.each(['14036830068', '1483683006', ''])(
    'with a number that somebody may have is refused, and nothing is asked: %j',
    async (patient) => {
      const asked: unknown[] = [];
      const never: typeof fetch = (input) => {
        asked.push(input);
        return Promise.reject(new Error('asked'));
      };
      const error: unknown = await probe('http://127.0.0.1:1/fhir', { patient, fetch: never }).catch(
        (caught: unknown) => caught,
      );
      expect(error).toMatchObject({ code: 'bad-parameter', where: 'patient' });
      expect(asked).toEqual([]);
      if (patient !== '') expect(JSON.stringify(error)).not.toContain(patient);
    },
  );
});
