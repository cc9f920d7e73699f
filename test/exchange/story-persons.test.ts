import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Patient, Resource } from '@medplum/fhirtypes';
import type { FhirSystem } from '../demo/fhir-system.ts';
import { BERIT, BERIT_ADDRESS } from '../demo/people/berit.ts';
import { calendar } from '../demo/people/calendar.ts';
import { NILS, numberAtFjordvik } from '../demo/people/nils.ts';
import { directory, FJORDVIK, SYSTEMS, type SystemName, TRUST } from '../demo/people/organizations.ts';
import { identify, type Person } from '../demo/people/person.ts';
import type { PartnerInMemory } from '../sync/partner-in-memory.ts';
import { differences } from './in-step.ts';
import { D_NUMBER } from './nils.ts';
import { openStage, type Stage, type StagedPartner } from './stage.ts';

const when = calendar(() => new Date('2026-11-22T12:00:00Z'));
let stage: Stage;
let partners: Readonly<Record<SystemName, StagedPartner>>;
beforeEach(async () => {
  stage = await openStage();
  partners = { [FJORDVIK]: stage.fjordvik, [TRUST]: stage.trust };
});
afterEach(() => stage.close());

/** A partner as the people of the story write to it. */
function systemOf(connector: PartnerInMemory): FhirSystem {
  const system: Pick<FhirSystem, 'patient' | 'only' | 'change'> = {
    patient: async (number) =>
      connector
        .all<Patient>('Patient')
        .find(({ identifier }) => identifier?.some(({ value }) => value === number)) as Patient,
    only: async (type) => connector.all(type)[0] as never,
    change: async <R extends Resource>(resource: R, edit: (current: R) => R) =>
      connector.edit<R>(resource.resourceType, resource.id ?? '', edit),
  };
  return system as FhirSystem;
}

/** The person's story, whichever partner is looked at first. */
async function play(person: Person, order: readonly SystemName[]): Promise<void> {
  const who = identify(person.profile, when);
  for (const system of SYSTEMS) partners[system].connector.put(...directory(system), ...person.seed(who, when)[system]);
  const settle = async (): Promise<void> => {
    for (const system of [...order, ...order]) await stage.pass(partners[system]);
    await stage.settle();
  };
  await settle();
  for (const act of person.acts) {
    const system = SYSTEMS.find((one) => one === act.at);
    if (system) await act.perform(systemOf(partners[system].connector), who, when);
    await settle();
  }
}

describe.each([[SYSTEMS], [[...SYSTEMS].reverse()]])('visited in the order %j', (order) => {
  test('Nils: one record, both numbers, history kept, in step on both sides', async () => {
    const { fnr, ...who } = identify(NILS.profile, when);
    await play(NILS, order);
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0, conflicts: 0, findings: 0 });
    const number = { ...D_NUMBER, value: numberAtFjordvik({ ...who, fnr }) };
    const persons = await stage.store.persons([number]);
    expect(persons).toEqual([await stage.person(fnr)]);
    for (const partner of Object.values(partners)) {
      expect(await stage.standing(partner, fnr)).toBe('in-step');
      expect(await differences(stage, partner, fnr)).toEqual([]);
      expect(partner.connector.all('Patient')).toHaveLength(1);
    }
    const replaced = (await stage.stored<Patient>('Patient')).filter(({ active }) => active === false);
    expect(replaced).toHaveLength(1);
    expect(stage.trust.connector.all('CarePlan')).toHaveLength(1);
  });

  test('Berit: in step with the municipality, held with the trust, where nothing of her is', async () => {
    const { fnr } = identify(BERIT.profile, when);
    await play(BERIT, order);
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0, conflicts: 0, findings: 0 });
    expect(await stage.standing(stage.fjordvik, fnr)).toBe('in-step');
    expect(await stage.link(stage.trust, fnr)).toMatchObject({ standing: 'held', reason: 'protected-address' });
    const there = JSON.stringify([stage.trust.connector.ever(), stage.trust.connector.requests]);
    for (const secret of [fnr, BERIT_ADDRESS, 'Berit', 'hverdag']) expect(there).not.toContain(secret);
    expect(JSON.stringify([...(await stage.record(fnr)).parts.values()])).toContain('en skole de trives på');
  });
});
