import type { Resource } from '@medplum/fhirtypes';
import type { Context } from '../../src/exchange/context.ts';
import type { Store } from '../../src/store/store.ts';
import type { Ledger } from '../simulation/ledger.ts';
import { disagreement, recordsIn } from '../simulation/orders.ts';
import type { SimulatedPartner } from '../simulation/partner.ts';
import { comeToRest } from '../simulation/quiet.ts';
import type { Recorder } from '../simulation/recorder.ts';
import type { Violation } from '../simulation/violation.ts';
import { World } from '../simulation/world.ts';

/** A record that came about somehow, and what the partners hold now. */
interface CameAbout {
  readonly store: Store;
  readonly recorder: Pick<Recorder, 'people'>;
  readonly controller: Context['controller'];
  readonly ledger: Ledger;
  /** With what they hold, once for each pull: what is pulled from moves on. */
  readonly partners: () => readonly SimulatedPartner[];
}

/**
 * I9 of what is left: who pulls from nothing what the partners hold now, in their order or the opposite one, comes to the record that is there,
 * whichever order and whatever failures that came about in. What a partner took in from here leads back by its identifier
 * (docs/adr/0024-ids-of-what-came.md). Compared is every part that somebody wrote in, and every open conflict about one. Whose a part is, is compared
 * with what is there only of measures, which name a performer: of who made a goal first partners keep no word.
 *
 * @example
 * await ordersAgreeWith({ store, recorder, controller, ledger, partners: () => copies() }); // []: it does
 */
export async function ordersAgreeWith(given: CameAbout): Promise<readonly Violation[]> {
  const { store, recorder } = given;
  const there = await recordsIn({ disk: store, people: () => recorder.people() }, namesItsOwner);
  const indexes = [...given.partners().keys()];
  const [one, other] = [await pulledAnew(given, indexes), await pulledAnew(given, indexes.toReversed())];
  const where = 'where it came about';
  return [
    ...one.violations,
    ...other.violations,
    ...disagreement({ lines: there, where }, { lines: one.named, where: 'pulled anew' }),
    ...disagreement({ lines: one.owned, where: 'pulled anew' }, { lines: other.owned, where: 'in the opposite order' }),
  ];
}

interface Pulled {
  readonly owned: readonly string[];
  /** The same, with owners only of what names its own. */
  readonly named: readonly string[];
  /** That it never comes to rest is one: then there is nothing to compare. */
  readonly violations: readonly Violation[];
}

async function pulledAnew({ controller, ledger, partners }: CameAbout, order: readonly number[]): Promise<Pulled> {
  const world = await World.from({ start: Date.now(), controller, ledger, partners: partners() });
  try {
    await comeToRest(world, order);
    return {
      owned: await recordsIn(world),
      named: await recordsIn(world, namesItsOwner),
      violations: world.violations.map(({ invariant, text }) => ({ invariant, text: `pulled anew: ${text}` })),
    };
  } finally {
    await world.close();
  }
}

function namesItsOwner(part: Resource): boolean {
  return part.resourceType === 'ServiceRequest' && part.performer !== undefined;
}
