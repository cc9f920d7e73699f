import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AuditEvent, Patient, Provenance } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { writeRecord } from '../../src/archive/write-record.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Commit, Store, Write } from '../../src/store/store.ts';
import { counterpart, finding, goal, link, NOW, PARTNER } from '../contract/store/samples.ts';

const SEED = Number(process.env['SEED'] ?? 20_261_127);
console.log(`write-record: seed ${SEED}`);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-record-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What a store is told, one thing after the other. Numbers are persons. */
type Step =
  | { readonly what: 'part' | 'again' | 'provenance' | 'access' | 'counterpart' | 'set-aside'; readonly person: number }
  | { readonly what: 'access-of-two' | 'provenance-of-two'; readonly person: number; readonly other: number };

const PERSONS = 3;
const who = fc.integer({ min: 0, max: PERSONS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    what: fc.constantFrom('part', 'again', 'provenance', 'access', 'counterpart', 'set-aside'),
    person: who,
  }),
  fc.record({ what: fc.constantFrom('access-of-two', 'provenance-of-two'), person: who, other: who }),
) as fc.Arbitrary<Step>;

const mark = (person: number): string => `mark-of-${person}`;
const of = (person: number): string => `person-${person}`;

function world(steps: readonly Step[]): readonly Commit[] {
  const versions = new Map<string, number>();
  const write = (resource: Write['resource'], record?: string): Write => {
    const key = `${resource.resourceType}/${resource.id}`;
    const version = (versions.get(key) ?? 0) + 1;
    versions.set(key, version);
    return { resource, version, ...(record === undefined ? {} : { record, owner: '310000019' }) };
  };
  const part = (person: number) =>
    goal(`goal-${of(person)}`, of(person), {
      description: { text: mark(person) },
      expressedBy: { reference: 'Practitioner/kari' },
    });
  const patient = (person: number): Patient => ({
    resourceType: 'Patient',
    id: of(person),
    name: [{ text: mark(person) }],
  });
  const provenance = (id: string, persons: readonly number[]): Provenance => ({
    resourceType: 'Provenance',
    id,
    recorded: NOW,
    target: persons.map((person) => ({ reference: `Goal/goal-${of(person)}` })),
    agent: [{ who: { display: persons.map(mark).join() } }],
  });
  const access = (id: string, persons: readonly number[]): AuditEvent => ({
    resourceType: 'AuditEvent',
    id,
    type: { code: 'rest' },
    recorded: NOW,
    agent: [{ requestor: true }],
    source: { observer: { display: 'test' } },
    entity: persons.flatMap((person) => [
      { what: { reference: `Patient/${of(person)}` }, description: mark(person) },
      { what: { reference: `Goal/goal-${of(person)}/_history/1` } },
    ]),
  });
  const commits: Commit[] = [
    {
      writes: [
        write({ resourceType: 'Practitioner', id: 'kari', name: [{ text: 'mark-of-kari' }] }),
        write({ resourceType: 'Practitioner', id: 'turid', name: [{ text: 'mark-of-turid' }] }),
        ...Array.from({ length: PERSONS }, (_, person) => [
          write(patient(person), of(person)),
          write(part(person), of(person)),
        ]).flat(),
      ],
      links: Array.from({ length: PERSONS }, (_, person) => link(of(person), { reason: mark(person) })),
    },
  ];
  for (const [index, one] of steps.entries()) {
    const { what, person } = one;
    const persons = 'other' in one ? [person, one.other] : [person];
    const resource = { resourceType: 'Goal', id: '7', note: mark(person) };
    const aside = { partner: PARTNER, person: of(person), findings: [finding('error')], since: NOW };
    const told: Partial<Record<Step['what'], () => Commit>> = {
      part: () => ({ writes: [write({ ...part(person), id: `more-${index}` }, of(person))] }),
      again: () => ({ writes: [write(patient(person), of(person))] }),
      counterpart: () => ({
        counterparts: [
          counterpart(`goal-${of(person)}`, { person: of(person), peerId: `${person}`, sent: part(person) }),
        ],
      }),
      'set-aside': () => ({
        setAside: [{ ...aside, resources: [{ type: 'Goal', peerId: '7', version: '1', resource }] }],
      }),
    };
    const traced = what.startsWith('provenance')
      ? provenance(`provenance-${index}`, persons)
      : access(`access-${index}`, persons);
    commits.push(told[what]?.() ?? { writes: [write(traced)] });
  }
  return commits;
}

async function exported(store: Store, person: string, file: string): Promise<string> {
  await writeRecord({ store, partners: [] }, person, file, { software: 'test' });
  const text = await readFile(file, 'utf8');
  await rm(file);
  return text;
}

test('I2: an export of one record has no mark of another person in it, and all of her own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const store = await openSqliteStore({ file: ':memory:' });
      try {
        for (const commit of world(steps)) await store.commit(commit);
        for (let person = 0; person < PERSONS; person += 1) {
          const text = await exported(store, of(person), join(folder, 'one.ndjson'));
          for (let other = 0; other < PERSONS; other += 1) {
            if (other === person) continue;
            expect(text).not.toContain(mark(other));
            expect(text).not.toContain(of(other));
          }
          expect(text).toContain(mark(person));
          // Whom the record names, and nobody else of the directory.
          expect(text).toContain('mark-of-kari');
          expect(text).not.toContain('mark-of-turid');
          const lines = text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as { readonly row?: string });
          const kinds = (kind: string): number => lines.filter((line) => line.row === kind).length;
          const hers = (...what: readonly Step['what'][]): number =>
            steps.filter((one) => {
              const isAlone = !('other' in one) || one.other === person;
              return one.person === person && isAlone && what.includes(one.what);
            }).length;
          expect(kinds('version')).toBe(2 + hers('part', 'again'));
          expect(kinds('access')).toBe(hers('access', 'access-of-two'));
          expect(kinds('provenance')).toBe(hers('provenance', 'provenance-of-two'));
          expect(kinds('link')).toBe(1);
        }
      } finally {
        await store.close();
      }
    }),
    { seed: SEED, numRuns: 60 },
  );
});

test('of who is not here nothing is written', async () => {
  const store = await openSqliteStore({ file: ':memory:' });
  const file = join(folder, 'one.ndjson');
  await expect(writeRecord({ store, partners: [] }, 'nobody', file, { software: 'test' })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(readFile(file)).rejects.toThrow();
  await store.close();
});
