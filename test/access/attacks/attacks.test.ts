import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, Parameters } from '@medplum/fhirtypes';
import { INGRID, PER } from '../../exchange/papers.ts';
import { type Guarded, openGuarded } from '../guarded.ts';
import { APPLYING_ATTACKS } from './applying.ts';
import type { Attack } from './attack.ts';
import { ATTESTATION_ATTACKS } from './attestations.ts';
import { CONDITION_ATTACKS } from './conditions.ts';
import { HER_REACH_ATTACKS, HER_TOKEN_ATTACKS, HER_WRITING_ATTACKS } from './herself.ts';
import { HISTORY_ATTACKS } from './histories.ts';
import { LOOK_ATTACKS } from './looks.ts';
import { INPUT_ATTACKS, REACH_ATTACKS } from './others.ts';
import { PATCH_ATTACKS } from './patches.ts';
import { PLAN_DOCUMENT_ATTACKS } from './plan-documents.ts';
import { PROOF_ATTACKS } from './proofs.ts';
import { SUBSCRIPTION_ATTACKS } from './subscriptions.ts';
import { TOKEN_ATTACKS } from './tokens.ts';
import { WHOLE_RECORD_ATTACKS } from './whole-records.ts';

let guarded: Guarded;
beforeAll(async () => {
  guarded = await openGuarded();
});
afterAll(() => guarded.close());
beforeEach(async () => {
  await guarded.refusals();
});

/** Refused, with nothing of anybody in the answer, and an entry in the log that says why. */
async function isRefused(_name: string, { send, status, why }: Attack): Promise<void> {
  const versions = await writtenParts();
  const answer = await send(guarded);
  const refusals = (await guarded.refusals()).map((one) => one.why);
  expect([answer.status, refusals]).toEqual([status, [why]]);
  expect(answer.text).not.toMatch(new RegExp(`${INGRID}|${PER}|Nesbakk|Bo hjemme|Gå til butikken`, 'u'));
  if (status === 401 || (status === 403 && answer.headers['www-authenticate'])) {
    expect(answer.headers['www-authenticate']).toMatch(/^DPoP .*algs="ES256 /);
  }
  if (status === 401) expect(answer.headers['www-authenticate']).toBeDefined();
  if (status !== 200) return isUnchanged(versions);
  const { type, total, entry, parameter } = JSON.parse(answer.text) as Pick<Bundle, 'type' | 'total' | 'entry'> &
    Pick<Parameters, 'parameter'>;
  if (parameter) expect(parameter.map(({ valueBoolean }) => valueBoolean)).toEqual([false, false, false]);
  else if (type === 'batch-response') expect(entry?.map(({ response }) => response?.status[0])).toEqual(['4']);
  else if (type === 'history') expect(entry).toBeUndefined();
  else expect(total).toBe(0);
  return isUnchanged(versions);
}

async function isUnchanged(versions: readonly number[]): Promise<void> {
  expect(await writtenParts()).toEqual(versions);
}

async function writtenParts(): Promise<readonly number[]> {
  const records = await Promise.all([guarded.ingrid, guarded.per].map((person) => guarded.stage.store.record(person)));
  return records.map(({ seq }) => seq);
}

const named = (attacks: readonly Attack[]): [string, Attack][] => attacks.map((attack) => [attack.name, attack]);

describe('a token', () => {
  test.each(named(TOKEN_ATTACKS))('%s', isRefused);
});

describe('an attestation in a token', () => {
  test.each(named(ATTESTATION_ATTACKS))('%s is refused, and in the log as such', isRefused);
});

describe('a proof', () => {
  test.each(named(PROOF_ATTACKS))('%s', isRefused);
});

describe('a record that is not for the caller', () => {
  test.each(named([...REACH_ATTACKS, ...WHOLE_RECORD_ATTACKS, ...PLAN_DOCUMENT_ATTACKS, ...APPLYING_ATTACKS]))(
    '%s',
    isRefused,
  );
});

describe('input', () => {
  test.each(named(INPUT_ATTACKS))('%s', isRefused);
});

describe('a patch', () => {
  test.each(named(PATCH_ATTACKS))('%s', isRefused);
});

describe('a condition', () => {
  test.each(named(CONDITION_ATTACKS))('%s', isRefused);
});

describe('a history', () => {
  test.each(named(HISTORY_ATTACKS))('%s', isRefused);
});

describe('a subscription', () => {
  test.each(named(SUBSCRIPTION_ATTACKS))('%s', isRefused);
});

describe('an answer in part or in XML, and XML', () => {
  test.each(named(LOOK_ATTACKS))('%s', isRefused);
});

describe('the person herself', () => {
  test.each(named([...HER_TOKEN_ATTACKS, ...HER_REACH_ATTACKS, ...HER_WRITING_ATTACKS]))('%s', isRefused);
});

test('the honest are let in after all that', async () => {
  const answer = await guarded.ask({ path: `/fhir/Goal?patient=${guarded.ingrid}` });
  expect([answer.status, JSON.parse(answer.text).total]).toEqual([200, 2]);
});
