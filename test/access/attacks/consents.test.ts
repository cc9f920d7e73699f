import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { decide } from '../../../src/consent/decide.ts';
import { admitResource } from '../../../src/exchange/admit-changes.ts';
import { resolveConflict } from '../../../src/exchange/resolve-conflict.ts';
import { contentOf } from '../../../src/record/content-of.ts';
import { keyOf } from '../../../src/record/record.ts';
import { NAV, TRUST } from '../../exchange/papers.ts';
import { GRANLI } from '../../record/fixtures.ts';
import { type Answer, type Guarded, openGuarded } from '../guarded.ts';
import { posted } from './asking.ts';

/** The trust may read and edit the Consent that Fjordvik registered for it. It permits goals until the new year, but for one. */
let guarded: Guarded;
const consents = async (): Promise<readonly Consent[]> =>
  (await guarded.stage.stored<Consent>('Consent')).filter(
    ({ patient, provision }) =>
      patient?.reference === `Patient/${guarded.ingrid}` &&
      JSON.stringify(provision ?? {}).includes(TRUST.organization),
  );
const goalType = [{ system: 'http://hl7.org/fhir/resource-types', code: 'Goal' }];
beforeAll(async () => {
  guarded = await openGuarded();
});
afterAll(() => guarded.close());
beforeEach(async () => {
  // What the last attack left to be decided is decided.
  for (const { id = '' } of await guarded.stage.conflicts()) {
    await resolveConflict(guarded.stage.context, guarded.stage.context.controller, id, { take: 'record' });
  }
  const [permit] = await consents();
  const hidden = { reference: `Goal/${await guarded.idOf('Goal', guarded.ingrid)}` };
  const narrow: Consent = {
    ...contentOf(permit as Consent),
    verification: [{ verified: true }],
    provision: {
      ...(permit?.provision as ConsentProvision),
      period: { end: '2026-12-31' },
      class: goalType,
      provision: [{ type: 'deny', data: [{ meaning: 'instance', reference: hidden }] }],
    },
  };
  const { version } = (await guarded.stage.store.read('Consent', permit?.id ?? '')) ?? { version: 0 };
  const { context } = guarded.stage;
  await admitResource(context, context.controller, narrow, { expectedVersion: version });
});

/** What anybody sees of Ingrid's record, now and after the new year. */
async function sights(): Promise<readonly string[]> {
  const record = await guarded.stage.record();
  const parts = [...record.parts.values()].filter(({ kind }) => kind !== 'conflict');
  return [TRUST, NAV, GRANLI].flatMap((to) =>
    ['2026-11-22T10:00:00.000Z', '2027-02-01T10:00:00.000Z'].flatMap((at) =>
      parts.flatMap((part) =>
        decide(record, part, to, 'coordination', at).effect === 'permit'
          ? [`${to.name} ${at} ${keyOf(part.resource)}`]
          : [],
      ),
    ),
  );
}

type Edit = (seen: Consent) => Consent;
const provided =
  (more: Partial<ConsentProvision>): Edit =>
  (seen) => ({ ...seen, provision: { ...(seen.provision as ConsentProvision), ...more } });
const without =
  (name: keyof ConsentProvision): Edit =>
  (seen) => {
    const { [name]: _, ...provision } = seen.provision ?? {};
    return { ...seen, provision };
  };
const to = (organization: string): NonNullable<ConsentProvision['actor']>[number] => ({
  role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
  reference: { type: 'Organization', identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: organization } },
});

const EDITS: readonly (readonly [string, Edit])[] = [
  ['a permit for everyone', without('actor')],
  [
    'a permit for another',
    (seen) => provided({ actor: [...(seen.provision?.actor ?? []), to(NAV.organization)] })(seen),
  ],
  ['a permit for all kinds of parts', without('class')],
  ['a permit without end', without('period')],
  ['a permit without what it denies', without('provision')],
  [
    'an exception from what it denies',
    (seen) =>
      provided({ provision: [{ ...(seen.provision?.provision?.[0] as ConsentProvision), type: 'permit' }] })(seen),
  ],
  [
    'a permit of all in the other spelling',
    (seen) => ({
      ...seen,
      policyRule: { coding: [{ code: 'OPTOUT' }] },
      provision: { actor: seen.provision?.actor ?? [] },
    }),
  ],
  ['an end that takes what it denies along', (seen) => ({ ...seen, status: 'entered-in-error' })],
  ['a consent that is about something else', (seen) => ({ ...seen, category: [{ text: 'x' }] })],
  ['a consent of another day', (seen) => ({ ...seen, dateTime: '2026-11-21' })],
];

type Way = (id: string, tag: string, seen: Consent, now: Consent) => Promise<Answer>;
const patchOf = (seen: Consent, now: Consent): readonly object[] =>
  [...new Set([...Object.keys(seen), ...Object.keys(now)])].flatMap((name) => {
    const [before, value] = [seen, now].map((one) => one[name as keyof Consent]);
    if (JSON.stringify(before) === JSON.stringify(value)) return [];
    return [value === undefined ? { op: 'remove', path: `/${name}` } : { op: 'add', path: `/${name}`, value }];
  });
const WAYS: readonly (readonly [string, Way])[] = [
  [
    'PUT',
    (id, tag, _, now) =>
      guarded.ask({
        ...posted(
          `/fhir/Consent/${id}`,
          JSON.stringify(now),
          ['content-type', 'application/fhir+json'],
          ['if-match', tag],
        ),
        method: 'PUT',
      }),
  ],
  [
    'PATCH',
    (id, tag, seen, now) =>
      guarded.ask({
        ...posted(
          `/fhir/Consent/${id}`,
          JSON.stringify(patchOf(seen, now)),
          ['content-type', 'application/json-patch+json'],
          ['if-match', tag],
        ),
        method: 'PATCH',
      }),
  ],
  [
    'a transaction',
    (id, tag, _, resource) =>
      guarded.ask(
        posted(
          '/fhir',
          JSON.stringify({
            resourceType: 'Bundle',
            type: 'transaction',
            entry: [{ request: { method: 'PUT', url: `Consent/${id}`, ifMatch: tag }, resource }],
          }),
        ),
      ),
  ],
];

test.each(WAYS.flatMap(([way, send]) => EDITS.map(([edit, make]) => [edit, way, make, send] as const)))(
  '%s, written into another’s Consent by %s, opens nothing',
  async (_edit, _way, make, send) => {
    const [permit] = await consents();
    const id = permit?.id ?? '';
    const before = await sights();
    expect(before.some((one) => one.startsWith(TRUST.name))).toBe(true);
    const read = await guarded.ask({ path: `/fhir/Consent/${id}` });
    const seen = JSON.parse(read.text) as Consent;
    const answer = await send(id, String(read.headers['etag']), seen, make(seen));
    expect(answer.status === 200 ? '' : answer.text).toBe('');
    const known = new Set(before);
    expect((await sights()).filter((one) => !known.has(one))).toEqual([]);
    const [now] = await consents();
    expect(contentOf(now as Consent)).toEqual(contentOf(permit as Consent));
    expect(await guarded.stage.conflicts()).not.toEqual([]);
  },
);
