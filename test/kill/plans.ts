import type { CarePlan } from '@medplum/fhirtypes';
import type { Store } from '../../src/store/store.ts';
import type { Plans } from './users.ts';

const SHARED = ['Ingrid', 'Per', 'Randi'];
/** Her address is strengt fortrolig. */
const APART = ['Berit'];

/** Plans of ours that the trust holds too, and one that it must not have; the store is closed. */
export async function plansOf(store: Store): Promise<Plans> {
  try {
    const { persons } = await store.changedSince(0);
    const parts = (await Promise.all(persons.map((person) => store.record(person)))).flatMap((one) => one.parts);
    const plans = parts.flatMap(({ resource }) => (resource.resourceType === 'CarePlan' ? [resource] : []));
    const of = (names: readonly string[]): readonly CarePlan[] =>
      plans.filter(({ title = '' }) => names.some((name) => title.includes(name)));
    return { shared: of(SHARED), apart: of(APART) };
  } finally {
    await store.close();
  }
}
