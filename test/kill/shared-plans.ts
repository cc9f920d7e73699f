import type { CarePlan } from '@medplum/fhirtypes';
import type { Store } from '../../src/store/store.ts';

const WHOSE = ['Ingrid', 'Per', 'Randi'];

/** Plans of ours that the trust holds too; the store is closed. */
export async function sharedPlans(store: Store): Promise<readonly CarePlan[]> {
  try {
    const { persons } = await store.changedSince(0);
    const parts = (await Promise.all(persons.map((person) => store.record(person)))).flatMap((one) => one.parts);
    const plans = parts.flatMap(({ resource }) => (resource.resourceType === 'CarePlan' ? [resource] : []));
    return plans.filter(({ title = '' }) => WHOSE.some((name) => title.includes(name)));
  } finally {
    await store.close();
  }
}
