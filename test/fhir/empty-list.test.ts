import { beforeEach, describe, expect, test } from '@jest/globals';
import { codeIn, createHarness, type Harness, outcomeIn, PLAN } from './harness.ts';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
  await harness.put({ ...PLAN, id: 'c1' });
});

const EMPTY = { resourceType: 'Parameters', parameter: [] };
const reason = { name: 'reason', valueIdentifier: { type: { coding: [] } } };

/** http://hl7.org/fhir/R4/json.html § 2.6.2.2: an array is never empty. */
describe('a list without items', () => {
  test.each([
    ['POST', '$sync'],
    ['POST', '$duties'],
    ['POST', '$report-need'],
    ['POST', 'CarePlan/$validate'],
    ['POST', 'CarePlan/c1/$validate'],
    ['POST', 'CarePlan/c1/$undo'],
    ['POST', 'CarePlan/c1/$plan-document'],
    ['POST', 'Consent/c1/$withdraw'],
    ['POST', 'Task/c1/$resolve-conflict'],
    ['POST', 'Task/c1/$answer-need'],
    ['POST', 'Patient/$status'],
    ['POST', 'Patient/p1/$status'],
    ['POST', 'Patient/p1/$everything'],
    ['POST', 'Patient/p1/$record'],
    ['POST', 'Patient/p1/$disclosures'],
    ['POST', 'Patient/p1/$evidence'],
    ['POST', 'Patient/p1/$record-consent'],
    ['POST', 'Patient/p1/$transfer-responsibility'],
    ['POST', 'Patient/p1/$appoint-coordinator'],
    ['POST', 'AuditEvent/c1/$review-emergency'],
    ['POST', 'Subscription/c1/$events'],
    ['PATCH', 'CarePlan/c1'],
  ])('of %s %s is refused where it stands, and nothing is done', async (method, address) => {
    const response = await harness.send(method, address, { body: EMPTY, headers: { 'if-match': 'W/"1"' } });
    expect([response.status, codeIn(response)]).toEqual([400, 'malformed']);
    expect(outcomeIn(response).issue[0]?.expression).toEqual(['Parameters.parameter']);
    expect([harness.passes, harness.decisions, await harness.versions()]).toEqual([[], [], 1]);
  });

  test('is refused inside a parameter, by its place and never by a name that somebody gave', async () => {
    const body = { resourceType: 'Parameters', parameter: [{ name: 'version', valuePositiveInt: 1 }, reason] };
    const response = await harness.send('POST', 'CarePlan/c1/$undo', { body });
    expect(outcomeIn(response).issue[0]?.expression).toEqual(['Parameters.parameter[1].value.type.coding']);
    const named = { resourceType: 'Parameters', parameter: [{ 'Kari Nes': [] }] };
    expect(JSON.stringify((await harness.send('POST', '$sync', { body: named })).body)).not.toContain('Kari');
  });

  test.each(['batch', 'transaction'])('is refused of a %s; none at all is a Bundle without entries', async (type) => {
    const bundle = { resourceType: 'Bundle', type };
    const response = await harness.send('POST', '', { body: { ...bundle, entry: [] } });
    expect([response.status, codeIn(response)]).toEqual([400, 'malformed']);
    expect(outcomeIn(response).issue[0]?.expression).toEqual(['Bundle.entry']);
    expect((await harness.send('POST', '', { body: bundle })).status).toBe(200);
  });

  test('in the resource that is sent is for the validator', async () => {
    const body = { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: { ...PLAN, goal: [] } }] };
    expect((await harness.send('POST', 'CarePlan/$validate', { body })).status).toBe(200);
  });
});
