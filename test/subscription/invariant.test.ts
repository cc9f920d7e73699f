import { expect, test } from '@jest/globals';
import type { AuditEvent, Consent, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { decide } from '../../src/consent/decide.ts';
import type { Party } from '../../src/consent/party.ts';
import { loadRecord } from '../../src/exchange/load-record.ts';
import { ownersOf } from '../../src/record/owner.ts';
import { keyOf, type PlanRecord } from '../../src/record/record.ts';
import { referencesIn } from '../../src/record/references.ts';
import { CONTENTS } from '../../src/subscription/terms.ts';
import { TOPICS } from '../../src/subscription/topics.ts';
import {
  access,
  accessToAllBut,
  FJORDVIK,
  GRANLI,
  goal,
  measure,
  NAV,
  opposition,
  patient,
  plan,
  planMade,
  relative,
  TRUST,
  team,
} from '../record/fixtures.ts';
import { openSubscribers, type Subscribers, unreachable } from './subscribers.ts';

/** The same worlds in every run; `SEED=51 RUNS=5000` searches further. */
const { RUNS = '40', SEED = '20261127' } = process.env;

const PARTIES: readonly Party[] = [FJORDVIK, TRUST, NAV, GRANLI];
const HIDEABLE = ['Goal/goal', 'Goal/hidden', 'ServiceRequest/measure', 'CarePlan/plan'];

const parts = (): readonly Resource[] => [
  patient(),
  team('team', { participant: [{ member: { reference: 'RelatedPerson/mother' } }] }),
  relative('mother'),
  plan('plan', { goal: [{ reference: 'Goal/goal' }, { reference: 'Goal/hidden' }] }),
  goal(),
  goal('hidden'),
  measure('measure'),
  planMade(),
];

/** What a person says of somebody, mostly of the subscriber. */
interface Said {
  readonly of: Party | undefined;
  readonly what: 'yes' | 'withdrawn' | 'opposed';
  readonly hidden: readonly string[];
}

type Step =
  | { readonly kind: 'edit'; readonly part: number; readonly text: number }
  | { readonly kind: 'consent'; readonly said: Said }
  | { readonly kind: 'endpoint'; readonly isDown: boolean }
  /** An edit is seen while the endpoint is down, and the person says something before it is up again. */
  | { readonly kind: 'outage'; readonly part: number; readonly text: number; readonly said: Said }
  | { readonly kind: 'turn' };

const party = fc.constantFrom(...PARTIES);
const said: fc.Arbitrary<Said> = fc.record({
  of: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: party }),
  what: fc.constantFrom('yes', 'yes', 'withdrawn', 'opposed'),
  hidden: fc.oneof(fc.constant([]), fc.subarray(HIDEABLE)),
});

function consentOf({ of, what, hidden }: Said, subscriber: Party): Consent {
  const one = of ?? subscriber;
  const id = `access-${one.organization}`;
  if (what === 'opposed') return opposition(one, { id: `against-${one.organization}` });
  return what === 'withdrawn' ? access(one, { id, status: 'inactive' }) : accessToAllBut(one, hidden, id);
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit' as const), part: fc.nat(), text: fc.nat(9) }) },
  { weight: 2, arbitrary: said.map((one) => ({ kind: 'consent' as const, said: one })) },
  { weight: 1, arbitrary: fc.boolean().map((isDown) => ({ kind: 'endpoint' as const, isDown })) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('outage' as const), part: fc.nat(), text: fc.nat(9), said }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'turn' as const }) },
);

/** The same part, saying something else. */
function edited(part: Resource, text: number): Resource {
  const words = `tekst ${text}`;
  switch (part.resourceType) {
    case 'Goal':
      return { ...part, description: { text: words } };
    case 'ServiceRequest':
      return { ...part, code: { text: words } };
    case 'CarePlan':
      return { ...part, title: words };
    default:
      return { ...part, language: text % 2 === 0 ? 'nb' : 'nn' } as Resource;
  }
}

const may = (record: PlanRecord, subscriber: Party, key: string, at: string): boolean => {
  const part = record.parts.get(key);
  return part !== undefined && decide(record, part, subscriber, 'coordination', at).effect === 'permit';
};

async function taken(stage: Subscribers, one: Step, owners: readonly Party[], subscriber: Party): Promise<void> {
  if (one.kind === 'turn') return stage.turn();
  if (one.kind === 'endpoint') {
    stage.fails = one.isDown ? unreachable : undefined;
    return undefined;
  }
  if (one.kind === 'consent') return stage.put([consentOf(one.said, subscriber)]);
  if (one.kind === 'outage') {
    const { part, text, said: then } = one;
    const steps: readonly Step[] = [
      { kind: 'endpoint', isDown: true },
      { kind: 'edit', part, text },
      { kind: 'turn' },
      { kind: 'consent', said: then },
      { kind: 'endpoint', isDown: false },
    ];
    for (const each of steps) await taken(stage, each, owners, subscriber);
    return undefined;
  }
  const all = parts();
  const index = one.part % all.length;
  const part = all[index];
  return part && stage.put([edited(part, one.text)], owners[index]);
}

test('I2: nothing that a notification tells is denied at that moment; numbers have no gap; what leaves is in the log', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(party, { minLength: 8, maxLength: 8 }),
      fc.array(step, { minLength: 10, maxLength: 40 }),
      party,
      fc.oneof(
        { weight: 2, arbitrary: fc.constant('record-changed' as const) },
        { weight: 1, arbitrary: fc.constantFrom(...TOPICS) },
      ),
      fc.constantFrom('full-resource', ...CONTENTS),
      fc.constantFrom(true, true, false),
      async (owners, steps, subscriber, topic, content, isEnrolled) => {
        const stage = await openSubscribers();
        for (const [index, part] of parts().entries()) await stage.put([part], owners[index]);
        if (isEnrolled) await stage.enrol(subscriber);
        await stage.put([access(subscriber, { id: `access-${subscriber.organization}` })]);
        await stage.subscribe(subscriber, topic, { content });
        await stage.turn();
        let next = 1;
        let told = stage.heard.length;
        for (const one of [...steps, { kind: 'turn' } as const]) {
          stage.later(1_200_000);
          await taken(stage, one, owners, subscriber);
          const { record } = await loadRecord(stage.store, 'ingrid');
          const at = stage.now();
          const owns = [...record.parts.values()].some((part) =>
            ownersOf(part, record.directory).includes(subscriber.organization),
          );
          const heard = stage.heard.slice(told);
          told = stage.heard.length;
          for (const { events, content: resources, text } of heard) {
            // Taken once each here: the endpoint never fails after it has heard.
            expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => String(next + index)));
            next += events.length;
            if (!isEnrolled && !owns) expect(text).not.toContain('ingrid');
            for (const { focus, about } of events) {
              if (focus === undefined) continue;
              expect(content).not.toBe('empty');
              // A notice says whose it is.
              if (topic !== 'consent-withdrawn')
                expect([focus, may(record, subscriber, focus, at)]).toEqual([focus, true]);
              if (about !== undefined) expect(may(record, subscriber, about, at)).toBe(true);
            }
            if (content !== 'full-resource' || topic === 'consent-withdrawn') expect(resources).toEqual([]);
            for (const resource of resources) {
              expect([keyOf(resource), may(record, subscriber, keyOf(resource), at)]).toEqual([keyOf(resource), true]);
              const inside = referencesIn(resource).filter((reference) => record.parts.has(reference));
              expect(inside.filter((reference) => !may(record, subscriber, reference, at))).toEqual([]);
            }
          }
        }
        await everythingIsLogged(stage);
        await stage.store.close();
      },
    ),
    { numRuns: Number(RUNS), seed: Number(SEED) },
  );
});

/** What was told of whom is in the log as about to leave, and as left. */
async function everythingIsLogged(stage: Subscribers): Promise<void> {
  const { resources } = await stage.store.search({ type: 'AuditEvent', filters: [], count: 1_000 });
  const logged = (code: string) =>
    resources
      .map(({ resource }) => resource as AuditEvent)
      .filter(({ subtype, outcome }) => subtype?.[0]?.code === code && outcome === '0')
      .flatMap(({ entity = [] }) => entity.flatMap(({ what, role }) => (role ? [] : (what?.reference ?? []))));
  const told = stage.heard.flatMap(({ events }) => events.flatMap(({ focus }) => focus ?? []));
  for (const code of ['deliver-intent', 'deliver']) {
    const keys = logged(code);
    expect(told.filter((focus) => !keys.includes(focus))).toEqual([]);
  }
}

test('what is hidden changes nothing that a subscriber hears: not an event, not a number, not a letter', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ part: fc.nat(), text: fc.nat(9), isHidden: fc.boolean() }), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(...CONTENTS),
      async (edits, content) => {
        const hear = async (withHidden: boolean): Promise<readonly string[]> => {
          const stage = await openSubscribers();
          await stage.put([...parts(), accessToAllBut(TRUST, ['Goal/hidden'])]);
          await stage.enrol(TRUST);
          await stage.subscribe(TRUST, 'record-changed', { content });
          await stage.turn();
          const shown = parts().filter((part) => keyOf(part) !== 'Goal/hidden');
          for (const { part, text, isHidden } of edits) {
            if (!isHidden) await stage.put([edited(shown[part % shown.length] ?? patient(), text)]);
            else if (withHidden) await stage.put([edited(goal('hidden'), text)]);
            await stage.turn();
          }
          await stage.store.close();
          // Instants and the ids of notifications differ by how often the clock was looked at.
          return stage.heard.map(({ text }) =>
            text.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z|00000000-0000-4000-8000-\d{12}/gu, '…'),
          );
        };
        expect(await hear(true)).toEqual(await hear(false));
      },
    ),
    { numRuns: Number(RUNS), seed: Number(SEED) },
  );
});
