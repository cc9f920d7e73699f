import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Bundle, Composition, Goal, Provenance, Resource } from '@medplum/fhirtypes';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { exportEvidence } from '../../src/exchange/export-evidence.ts';
import { listDisclosures } from '../../src/exchange/list-disclosures.ts';
import { reportNeed } from '../../src/exchange/report-need.ts';
import { auditRead } from '../../src/exchange/trace-access.ts';
import { keyOf } from '../../src/record/record.ts';
import { TRUST } from './papers.ts';
import { openSharedStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const disclosures = async () => (await listDisclosures(stage.context, await stage.person())).disclosures;

describe('who received or read a plan', () => {
  test('a delivery tells each part, the reason for which it might leave, and the law', async () => {
    const [one, ...others] = (await disclosures()).filter(({ organization }) => organization === TRUST.organization);
    expect(others).toEqual([]);
    expect(one?.how).toBe('sent');
    const { parts } = await stage.record();
    for (const { key, kind, reason, basis } of one?.parts ?? []) {
      expect(kind).toBe(parts.get(key)?.kind);
      expect(reason).toMatch(/^(?:own-part|consented|opt-out-regime)$/u);
      expect(basis).toEqual([expect.stringMatching(/§/u)]);
    }
    const kinds = new Set(one?.parts.map(({ kind }) => kind));
    for (const kind of ['plan', 'goal', 'measure', 'team']) expect(kinds).toContain(kind);
  });

  test('what a partner reads here is told with the same reasons, and organizations have their names', async () => {
    const { parts } = await stage.record();
    const [goal] = [...parts.values()].filter(({ kind }) => kind === 'goal');
    const stored = await stage.store.read('Goal', goal?.resource.id ?? '');
    if (!stored) throw new Error('no goal');
    await auditRead(stage.context, TRUST, { interaction: 'read', resources: [stored] });
    const { disclosures: found, names } = await listDisclosures(stage.context, await stage.person());
    expect(found[0]).toMatchObject({
      how: 'read',
      organization: TRUST.organization,
      parts: [{ key: `Goal/${goal?.resource.id}`, kind: 'goal', reason: 'consented', basis: ['hpl § 22'] }],
    });
    expect(names.get(TRUST.organization)).toBe(TRUST.name);
  });

  test('what a partner does by an operation is no reading', async () => {
    const before = await disclosures();
    await reportNeed(stage.context, TRUST, { person: await stage.person() });
    expect(await disclosures()).toEqual(before);
  });

  test('what left and was never answered for may have arrived', async () => {
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
      ...goal,
      description: { text: 'Gå til kirken' },
    }));
    await stage.pass(stage.fjordvik);
    stage.trust.connector.onRequest = ({ what }) => {
      if (what === 'update') stage.trust.connector.isDown = true;
    };
    await stage.pass(stage.trust);
    expect((await disclosures())[0]).toMatchObject({ how: 'maybe-sent', parts: [{ kind: 'goal' }] });
  });

  test('nobody but who is known has any: an unknown person is not found', async () => {
    await expect(listDisclosures(stage.context, 'none')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('evidence for a complaint', () => {
  const evidence = async () =>
    (
      await exportEvidence(stage.context, await stage.person(), {
        base: 'https://samplan.example.no/fhir',
        language: 'nb',
      })
    ).bundle;
  const resourcesIn = (bundle: Bundle): readonly Resource[] =>
    (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);

  test('is a valid document that leads to everything in it', async () => {
    const bundle = await evidence();
    const errors = stage.context.validator
      .validate(bundle, { expectedType: 'Bundle' })
      .filter(({ severity, path }) => severity === 'error' && !/\.entry\[\d+\]\.resource\./u.test(path));
    expect(errors).toEqual([]);
    const [composition, ...others] = resourcesIn(bundle) as [Composition, ...Resource[]];
    const led = (composition.section ?? []).flatMap(({ entry = [] }) => entry.map(({ reference }) => reference));
    expect(new Set(led)).toEqual(
      new Set(others.map((one) => `https://samplan.example.no/fhir/${keyOf(one)}/_history/${one.meta?.versionId}`)),
    );
    expect(composition.author).toMatchObject([{ identifier: { value: stage.context.controller.organization } }]);
  });

  test('has every version of every part, who changed each, and the whole log of the person', async () => {
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
      ...goal,
      description: { text: 'Gå til kirken' },
    }));
    await stage.settle();
    const found = resourcesIn(await evidence());
    const { parts } = await stage.store.record(await stage.person());
    let versions = 0;
    for (const { resource } of parts) {
      const history = await stage.store.history(resource.resourceType, resource.id ?? '');
      versions += history.length;
      for (const { resource: version } of history) expect(found).toContainEqual(version);
    }
    expect(versions).toBeGreaterThan(parts.length);
    const targets = found
      .filter((one): one is Provenance => one.resourceType === 'Provenance')
      .flatMap(({ target }) => target.map(({ reference }) => reference));
    for (const { resource } of parts)
      expect(targets).toContain(`${keyOf(resource)}/_history/${resource.meta?.versionId}`);
    const person = `Patient/${await stage.person()}`;
    const log = (await stage.stored<AuditEvent>('AuditEvent')).filter((one) =>
      JSON.stringify(one).includes(`"${person}"`),
    );
    expect(found.filter(({ resourceType }) => resourceType === 'AuditEvent')).toHaveLength(log.length);
  });

  test('tells nothing of another person', async () => {
    const [other] = await stage.stored('AuditEvent');
    expect(other).toBeDefined();
    const person = await stage.person();
    for (const resource of resourcesIn(await evidence())) {
      if (resource.resourceType !== 'AuditEvent') continue;
      const named = [...JSON.stringify(resource).matchAll(/"Patient\/([^"/]+)/gu)].map(([, id]) => id);
      expect(new Set(named)).toEqual(new Set([person]));
    }
  });
});

test('the log of all of it is whole', async () => {
  expect(await verifyChain(stage.store)).toMatchObject({ breaks: [], before: 0 });
});
