import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Patient } from '@medplum/fhirtypes';
import { admit } from '../../src/exchange/admit.ts';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { directory, Papers } from './papers.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'));
});
afterEach(() => stage.close());

/** Synthetic, and its check digits are wrong. */
const WRONG = '14836830069';

test('a number with wrong check digits comes in, with a warning', async () => {
  const papers = new Papers('w', WRONG);
  const fence = await stage.store.acquireLease('test', 'test', '2026-11-22T00:00:00Z', '2027-11-22T00:00:00Z');
  const resources = [papers.patient(), papers.planMade()].map((resource) => ({
    type: resource.resourceType,
    peerId: resource.id ?? '',
    version: '1',
    resource,
  }));
  const incoming = { partner: stage.fjordvik, person: stage.context.newId(), identifiers: [], resources };
  const admission = await admit(stage.context, incoming, fence ?? { lease: '', token: 0 });
  expect(admission).toMatchObject({ outcome: 'admitted' });
  const findings = 'findings' in admission ? admission.findings : [];
  expect(findings.map(({ severity, rule }) => [severity, rule])).toContainEqual([
    'warning',
    'identity-number-check-digits',
  ]);
  expect(JSON.stringify(findings)).not.toContain(WRONG);
});

test('the same over REST', async () => {
  const { id: _, ...patient } = new Papers('w', WRONG).patient();
  const { controller } = stage.context;
  const { findings } = await admitResource(stage.context, controller, patient as Patient, {});
  expect(findings.map(({ rule }) => rule)).toEqual(['identity-number-check-digits']);
});

test('a number that has not eleven digits is set aside: nobody could be known by it', async () => {
  const papers = new Papers('w', '210377xxxxx');
  stage.fjordvik.connector.put(papers.patient(), papers.planMade());
  await stage.pass(stage.fjordvik);
  const [entry] = await stage.store.allSetAside();
  expect(entry?.findings.map(({ severity, rule }) => [severity, rule])).toEqual([['error', 'ip-identity-number']]);
  expect(JSON.stringify(entry?.findings)).not.toContain('210377');
});
