import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, DocumentReference, Goal, ServiceRequest } from '@medplum/fhirtypes';
import type { Request } from '../sync/partner-in-memory.ts';
import { directory } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  stage.trust.connector.put(...directory('trust'));
  await stage.pass(stage.fjordvik);
});
afterEach(() => stage.close());

const planThere = (): CarePlan | undefined => stage.trust.connector.all<CarePlan>('CarePlan')[0];

describe('one resource that the partner refuses', () => {
  test('stops only itself: the rest is delivered, and the link says so with a retry date', async () => {
    const trust = stage.trust.connector;
    trust.refuses = ({ type }: Request) => type === 'Goal';
    await stage.pass(stage.trust);
    expect(planThere()).toMatchObject({ status: 'active' });
    expect(planThere()?.goal).toBeUndefined();
    expect(planThere()?.activity).toHaveLength(2);
    expect(await stage.link(stage.trust)).toMatchObject({
      standing: 'blocked',
      reason: 'partner-refused',
      nextAttempt: expect.any(String),
      attempts: 1,
    });
    const before = trust.ever().length;
    await stage.pass(stage.trust);
    expect(trust.ever()).toHaveLength(before);
    trust.refuses = () => false;
    await stage.settle();
    expect(planThere()?.goal).toHaveLength(2);
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('because it is not shown any more, does not hold back what else changed', async () => {
    await stage.settle();
    const trust = stage.trust.connector;
    const [goal] = trust.all<Goal>('Goal');
    const [read, update] = [trust.read.bind(trust), trust.update.bind(trust)];
    trust.read = async (type, id) => (id === goal?.id ? { missing: true } : read(type, id));
    trust.update = async (one, version) => (one.id === goal?.id ? { stale: true } : update(one, version));
    for (const id of ['f-goal-1', 'f-goal-2'])
      stage.fjordvik.connector.edit<Goal>('Goal', id, (one) => ({ ...one, priority: { text: 'høy' } }));
    stage.fjordvik.connector.edit<ServiceRequest>('ServiceRequest', 'f-measure-1', (one) => ({
      ...one,
      note: [{ text: 'Viktig' }],
    }));
    for (let pass = 0; pass < 3; pass += 1) {
      await stage.pass(stage.fjordvik);
      await stage.pass(stage.trust);
    }
    expect(JSON.stringify(trust.all('ServiceRequest'))).toContain('Viktig');
    expect(JSON.stringify(trust.all('Goal'))).toContain('høy');
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'blocked', reason: 'partner-refused' });
  });

  test('of a directory that is read only, is named by its number', async () => {
    const trust = stage.trust.connector;
    for (const { resourceType, id = '' } of directory('trust')) trust.delete(resourceType, id);
    trust.refuses = ({ what, type }) => what === 'create' && /^(Organization|Practitioner)/u.test(type);
    await stage.pass(stage.trust);
    expect(planThere()?.status).toBe('active');
    expect(await stage.standing(stage.trust)).toBe('blocked');
  });
});

describe('the access log', () => {
  test('says the basis under which each part left, also when consent is gone before the end', async () => {
    const trust = stage.trust.connector;
    trust.onWritten = () => {
      if (!planThere()) return;
      trust.onWritten = () => {};
      trust.isDown = true;
    };
    await stage.pass(stage.trust);
    const events = await stage.stored<AuditEvent>('AuditEvent');
    const outcome = events.find(({ subtype }) => subtype?.[0]?.code === 'deliver');
    expect(JSON.stringify(outcome)).toContain('hpl § 22');
  });
});

describe('an attachment', () => {
  const attached = (url: string): DocumentReference => ({
    resourceType: 'DocumentReference',
    id: 'f-document',
    status: 'current',
    subject: INGRIDS.person,
    content: [{ attachment: { title: 'Referat', url } }],
  });
  const urlThere = async (url: string): Promise<string | undefined> => {
    stage.fjordvik.connector.put(attached(url));
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
      ...plan,
      supportingInfo: [{ reference: 'DocumentReference/f-document' }],
    }));
    await stage.settle();
    const [document] = stage.trust.connector.all<DocumentReference>('DocumentReference');
    expect(document?.content[0]?.attachment.title).toBe('Referat');
    return document?.content[0]?.attachment.url;
  };

  test('under the address of its sender goes out without it', async () => {
    expect(await urlThere('Binary/1')).toBeUndefined();
    expect(stage.fjordvik.connector.get<DocumentReference>('DocumentReference', 'f-document')).toMatchObject(
      attached('Binary/1'),
    );
  });

  test('that all can fetch keeps its address', async () => {
    expect(await urlThere('https://www.helsenorge.no/plan.pdf')).toBe('https://www.helsenorge.no/plan.pdf');
  });
});
