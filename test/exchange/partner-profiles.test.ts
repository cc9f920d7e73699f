import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import { isError, type SamplanError } from '../../src/errors.ts';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { packageOf } from '../validation/made-package.ts';
import { directory } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

const GOAL = 'http://hl7.no/fhir/StructureDefinition/no-basis-strict-goal';

/** Without a snapshot, as municipalities publish them: a goal must say where it starts from. */
const profile = {
  resourceType: 'StructureDefinition',
  url: GOAL,
  version: '2.0.0',
  name: 'StrictGoal',
  kind: 'resource',
  type: 'Goal',
  derivation: 'constraint',
  baseDefinition: 'http://samplan.no/fhir/StructureDefinition/ip-goal',
  differential: { element: [{ id: 'Goal.note', path: 'Goal.note', min: 1 }] },
};

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  Object.assign(stage.context, {
    validator: createValidator({ packages: ['profiles/package', packageOf({ 'goal.json': profile })] }),
  });
  stage.fjordvik.connector.put(...directory('fjordvik'));
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

const setAside = async () =>
  (await stage.store.allSetAside()).map(({ partner, findings }) => [
    partner,
    ...findings.filter(({ severity }) => severity === 'error').map(({ path, profile: of }) => `${path} ${of}`),
  ]);

describe.each([
  ['its canonical', GOAL],
  ['its canonical with a version', `${GOAL}|2.0.0`],
  ['the other canonical of no-basis', GOAL.replace('/fhir/', '/fhir/ig/')],
])("a profile that a partner's agreement asks for, configured by %s", (_, url) => {
  test('holds for what it sends, on top of ours', async () => {
    Object.assign(stage.fjordvik, { profiles: [url] });
    stage.fjordvik.connector.put(...INGRIDS.whole());
    await stage.pass(stage.fjordvik);
    const [entry] = await setAside();
    expect(entry?.[0]).toBe(stage.fjordvik.name);
    expect(entry?.slice(1).every((text) => text === `Goal.note ${GOAL}`)).toBe(true);
    expect(entry?.length).toBeGreaterThan(1);
    for (const goal of stage.fjordvik.connector.all<Goal>('Goal'))
      stage.fjordvik.connector.put({ ...goal, note: [{ text: 'Går 20 meter' }] });
    await stage.pass(stage.fjordvik);
    expect(await setAside()).toEqual([]);
    expect(await stage.store.overview()).toMatchObject({ records: 1 });
  });

  test('does not hold for another partner', async () => {
    Object.assign(stage.trust, { profiles: [url] });
    stage.fjordvik.connector.put(...INGRIDS.whole());
    await stage.pass(stage.fjordvik);
    expect(await setAside()).toEqual([]);
  });

  test('holds for what its organization writes by REST', async () => {
    stage.fjordvik.connector.put(...INGRIDS.whole());
    await stage.pass(stage.fjordvik);
    Object.assign(stage.fjordvik, { profiles: [url] });
    const [goal] = await stage.stored<Goal>('Goal');
    const { note: _note, id: _id, meta: _meta, identifier: _identifier, ...bare } = goal as Goal;
    const refused = await admitResource(stage.context, stage.fjordvik, bare as Goal, {}).catch(
      (error: unknown) => error,
    );
    expect(isError(refused, 'invalid')).toBe(true);
    expect((refused as SamplanError).findings.map(({ path, profile: of }) => `${path} ${of}`)).toContain(
      `Goal.note ${GOAL}`,
    );
  });
});

test('a profile that this installation asks of everybody holds for every partner', async () => {
  Object.assign(stage.context, { requiredProfiles: [GOAL] });
  stage.fjordvik.connector.put(...INGRIDS.whole());
  await stage.pass(stage.fjordvik);
  const [entry] = await setAside();
  expect(entry?.slice(1)).toContain(`Goal.note ${GOAL}`);
});
