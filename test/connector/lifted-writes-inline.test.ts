import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, ServiceRequest } from '@medplum/fhirtypes';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { originIdentifier } from '../../src/record/identity.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { startPeer } from '../demo/peer/peer.ts';
import { PartnerInMemory } from '../sync/partner-in-memory.ts';
import { LiftedPartner, PARTNER, PLAN, READ, WALK } from './lifted-partner.ts';

let store: Store;
let partner: PartnerInMemory;
let lifted: LiftedPartner;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
  partner = new PartnerInMemory('fjordvik');
  lifted = new LiftedPartner(partner, store);
});
afterEach(() => store.close());

test('a partner over HTTP takes measures one after the other, guarded by its own version of the plan', async () => {
  const peer = await startPeer();
  try {
    await peer.controls.seed([PLAN]);
    lifted = new LiftedPartner(createFhirRestConnector({ url: peer.url }), store, { base: peer.url });
    const [plan, ...measures] = await lifted.all();
    await lifted.remember();
    for (const { resource, version } of measures) {
      const answer = await lifted.connector.update({ ...(resource as ServiceRequest), status: 'completed' }, version);
      expect(answer).toMatchObject({ held: { resource: { status: 'completed' } } });
    }
    expect((await lifted.read<CarePlan>('CarePlan', 'plan')).version).toBe(plan?.version);
    const there = (await peer.controls.all()).find((one) => one.resourceType === 'CarePlan') as CarePlan;
    expect(there.activity).toEqual(
      [WALK, READ].map((item) => ({
        ...item,
        detail: { ...item.detail, status: 'completed' },
      })),
    );
    const writes = (await peer.controls.journal()).filter(({ method }) => method === 'PUT');
    expect(new Set(writes.map(({ headers }) => headers['if-match'])).size).toBe(2);
  } finally {
    await peer.close();
  }
});

describe('a plan that stands inline in what is written', () => {
  test('stays so in the answer, and afterwards', async () => {
    const held = await lifted.connector.create(
      { ...PLAN, id: 'ours' },
      originIdentifier('1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001'),
    );
    expect((held.resource as CarePlan).activity).toEqual(PLAN.activity);
    await store.commit({
      counterparts: [
        {
          partner: PARTNER.name,
          type: 'CarePlan',
          id: 'ours',
          person: 'p',
          peerId: held.peerId,
          echoed: held.resource,
          frozen: false,
        },
      ],
    });
    expect(await lifted.read<CarePlan>('CarePlan', held.peerId)).toEqual(held);
    const answer = await lifted.connector.update({ ...(held.resource as CarePlan), title: 'Ny' }, held.version);
    expect(answer).toMatchObject({ held: { resource: { title: 'Ny', activity: PLAN.activity } } });
  });
});

describe('a partner that has no other measures than inline', () => {
  const OUR_ID = '1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001';
  const ORIGIN = originIdentifier(OUR_ID);
  const SWIM: ServiceRequest = {
    resourceType: 'ServiceRequest',
    identifier: [ORIGIN],
    status: 'active',
    intent: 'plan',
    code: { text: 'Svømme' },
    priority: 'routine',
    subject: { reference: 'Patient/ingrid' },
    basedOn: [{ reference: 'CarePlan/plan' }],
  };

  beforeEach(async () => {
    lifted = new LiftedPartner(partner, store, { measures: 'inline' });
    partner.put(PLAN);
    await lifted.remember();
    await store.commit({
      counterparts: [
        { partner: PARTNER.name, type: 'ServiceRequest', id: OUR_ID, person: 'person', echoed: SWIM, frozen: false },
      ],
    });
    partner.refuses = ({ type }) => type === 'ServiceRequest';
  });

  const inPlan = () => partner.get<CarePlan>('CarePlan', 'plan').activity?.map(({ detail }) => detail?.code?.text);

  test('gets a new one into its plan, behind the others', async () => {
    const held = await lifted.connector.create(SWIM, ORIGIN);
    expect(inPlan()).toEqual(['Gangtrening', 'Lese høyt', 'Svømme']);
    const { lastUpdated } = partner.get<CarePlan>('CarePlan', 'plan').meta ?? {};
    expect(held.resource).toEqual({ ...SWIM, id: held.peerId, meta: { lastUpdated } });
    expect(await lifted.read<ServiceRequest>('ServiceRequest', held.peerId)).toEqual(held);
    expect(await lifted.connector.findByIdentifier('ServiceRequest', ORIGIN)).toEqual([held]);
  });

  test('has it once, also when the answer was lost', async () => {
    partner.losesAnswers = 1;
    await expect(lifted.connector.create(SWIM, ORIGIN)).rejects.toMatchObject({ code: 'partner-unreachable' });
    const [found] = await lifted.connector.findByIdentifier('ServiceRequest', ORIGIN);
    expect(found?.resource).toMatchObject({ identifier: [ORIGIN], code: { text: 'Svømme' } });
    expect(await lifted.connector.create(SWIM, ORIGIN)).toEqual({ ...found, readBack: true });
    expect(inPlan()).toEqual(['Gangtrening', 'Lese høyt', 'Svømme']);
  });

  test('has none of what was never there', async () => {
    expect(await lifted.connector.findByIdentifier('ServiceRequest', ORIGIN)).toEqual([]);
    expect(await lifted.connector.findByIdentifier('ServiceRequest', originIdentifier('nobody'))).toEqual([]);
  });

  test('gets one that says no plan into the person’s own', async () => {
    const { basedOn: _, ...loose } = SWIM;
    partner.put({ ...PLAN, id: 'part', partOf: [{ reference: 'CarePlan/plan' }] });
    await lifted.remember();
    await lifted.connector.create(loose as ServiceRequest, ORIGIN);
    expect(inPlan()).toEqual(['Gangtrening', 'Lese høyt', 'Svømme']);
  });

  test('refuses one where it has no plan, and one that its plan drops', async () => {
    const { basedOn: _, ...loose } = SWIM;
    const nobodys = originIdentifier('9f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001');
    await expect(lifted.connector.create(loose as ServiceRequest, nobodys)).rejects.toMatchObject({
      code: 'partner-refused',
    });
    partner.normalize = (plan) => ({ ...(plan as CarePlan), activity: [WALK] });
    await expect(lifted.connector.create(SWIM, ORIGIN)).rejects.toMatchObject({ code: 'partner-refused' });
  });

  test('is asked for a need report as for any other resource', async () => {
    const report: ServiceRequest = {
      ...SWIM,
      code: { coding: [{ system: 'http://samplan.no/fhir/CodeSystem/service-request-kind', code: 'need-report' }] },
    };
    await expect(lifted.connector.create(report, ORIGIN)).rejects.toMatchObject({ code: 'partner-refused' });
    expect(partner.requests.at(-1)).toMatchObject({ what: 'create', type: 'ServiceRequest' });
  });
});
