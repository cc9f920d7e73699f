import { afterEach, describe, expect, test } from '@jest/globals';
import type { Organization, Practitioner, PractitionerRole } from '@medplum/fhirtypes';
import { responsibleCoordinators } from '../../src/record/organizations.ts';
import { ownerOf } from '../../src/record/owner.ts';
import { plansOf } from '../../src/record/record.ts';
import { directory, FJORDVIK } from './papers.ts';
import { INGRIDS, openSharedStage, openStage, type Stage } from './stage.ts';

let stage: Stage;
afterEach(() => stage.close());

const ENTRIES = ['Organization', 'Practitioner', 'PractitionerRole'] as const;

describe('the directory', () => {
  test.each([
    ['parents first', directory('fjordvik')],
    ['children first', directory('fjordvik').toReversed()],
  ])('knows what a unit is part of, whatever the order it came in: %s', async (_, entries) => {
    stage = await openStage();
    stage.fjordvik.connector.put(...entries, ...INGRIDS.whole());
    await stage.pass(stage.fjordvik);
    const record = await stage.record();
    const [plan] = plansOf(record);
    expect(responsibleCoordinators(record, stage.context.now())).toHaveLength(1);
    expect(plan && ownerOf(record, plan, stage.context.now())).toEqual(['310601020', FJORDVIK.organization]);
  });

  test('is made whole at a partner that has none of it, targets before what points at them', async () => {
    stage = await openStage();
    stage.fjordvik.connector.put(...directory('fjordvik').toReversed(), ...INGRIDS.whole());
    await stage.settle();
    const { connector } = stage.trust;
    const named = (name: string) => connector.all<Organization>('Organization').find((one) => one.name === name);
    const [role] = connector.all<PractitionerRole>('PractitionerRole');
    const unit = named('Koordinerende enhet (fjordvik)');
    expect(unit?.partOf?.reference).toBe(`Organization/${named('Fjordvik')?.id}`);
    expect(role?.organization?.reference).toBe(`Organization/${unit?.id}`);
    expect(role?.practitioner?.reference).toBe(`Practitioner/${connector.all('Practitioner')[0]?.id}`);
  });

  test('is matched at a partner by HPR and organization number, and never updated there', async () => {
    stage = await openSharedStage();
    const { connector } = stage.trust;
    for (const type of ENTRIES) {
      expect(connector.all(type)).toEqual(
        directory('trust')
          .filter(({ resourceType }) => resourceType === type)
          .map((one) => expect.objectContaining(one)),
      );
    }
    stage.fjordvik.connector.edit<Practitioner>('Practitioner', 'kari', (kari) => ({
      ...kari,
      telecom: [{ system: 'phone', value: '99999999' }],
    }));
    await stage.settle();
    const isEntry = ({ type }: { readonly type: string }) => (ENTRIES as readonly string[]).includes(type);
    const written = connector.requests.filter(
      (one) => isEntry(one) && (one.what === 'create' || one.what === 'update'),
    );
    expect(written).toEqual([]);
    expect(await stage.stored<Practitioner>('Practitioner')).toMatchObject([{ telecom: [{ value: '99999999' }] }]);
  });

  test('is changed here only by the partner that an entry came from', async () => {
    stage = await openSharedStage();
    stage.trust.connector.edit<Practitioner>('Practitioner', 'hf-kari', (kari) => ({
      ...kari,
      name: [{ text: 'K. H.' }],
    }));
    await stage.settle();
    expect(await stage.stored<Practitioner>('Practitioner')).toMatchObject([{ name: [{ family: 'Holte' }] }]);
  });

  test('an entry of a partner that no plan leads to stays out', async () => {
    stage = await openStage();
    const stranger: Organization = { resourceType: 'Organization', id: 'stranger', name: 'Ingen' };
    stage.fjordvik.connector.put(...directory('fjordvik'), stranger, ...INGRIDS.whole());
    await stage.pass(stage.fjordvik);
    expect((await stage.stored<Organization>('Organization')).map(({ name }) => name)).not.toContain('Ingen');
  });

  test('an unsound entry is left out, and the plan goes on without it', async () => {
    stage = await openStage();
    const [, , kari] = directory('fjordvik');
    const unsound = { ...kari, gender: 17 } as unknown as Practitioner;
    stage.fjordvik.connector.put(...directory('fjordvik'), unsound, ...INGRIDS.whole());
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ admitted: 1, setAside: 0 });
    expect(await stage.stored('Practitioner')).toEqual([]);
  });
});
