import type { Resource } from '@medplum/fhirtypes';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import type { Context } from '../../src/exchange/context.ts';
import type { Store } from '../../src/store/store.ts';
import type { Exchange } from '../demo/peer/journal.ts';
import { check } from '../simulation/invariants.ts';
import { type Ledger, marksIn } from '../simulation/ledger.ts';
import { PARTIES } from '../simulation/papers.ts';
import { SimulatedPartner } from '../simulation/partner.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Traits } from '../simulation/scenario.ts';
import { PLAIN } from '../simulation/shrink.ts';
import type { Violation } from '../simulation/violation.ts';
import { ordersAgreeWith } from './pulled-anew.ts';
import { replayHistory } from './replay-history.ts';

/** What there is after a drill, at rest. */
export interface Remains {
  readonly store: Store;
  readonly controller: Context['controller'];
  /** What people wrote. */
  readonly ledger: Ledger;
  /** In the order of the ledger's, which is that of `PARTIES` (test/simulation/papers.ts). */
  readonly partners: readonly {
    /** FHIR base. */
    readonly url: string;
    readonly held: readonly Resource[];
    /** Every request that reached it, in their order. */
    readonly journal: readonly Exchange[];
  }[];
}

const TRAITS: Traits = { ...PLAIN, knowsPersons: false };
/** Samplan asks for what it wrote, and nobody else does. */
const IS_OURS = 'return=representation';

/**
 * I1 to I7 and I9 of what is left, as the simulation judges a world: its history is gone through commit by commit, every write that reached a
 * partner is weighed, records, links and what partners hold are compared. Where all of that holds, what they hold is pulled anew (I9). I8 is about
 * passes (`at-rest.ts`).
 *
 * @returns what must not be, with the invariant; nothing: all of them hold
 * @example
 * const violations = await judge({ store, controller, ledger, partners: [{ url, held, journal }] }); // [{ invariant: 'I3', text: '…' }]
 */
export async function judge({ store, controller, ledger, partners: left }: Remains): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  const report = (violation: Violation): void => void violations.push(violation);
  const recorder = new Recorder(store, ledger, () => new Date().toISOString(), report);
  const copies = (): readonly SimulatedPartner[] => left.map(copyOf);
  const partners = copies();
  await replayHistory(store, recorder, partners);
  const people = (): ReturnType<Recorder['people']> => recorder.people();
  await check({ disk: store, ledger, partners, recorder, people, report });
  for (const [index, partner] of partners.entries()) await weighWrites(recorder, partner, left[index]?.journal ?? []);
  for (const { code, place } of (await store.check()).findings) report({ invariant: 'I1', text: `${place}: ${code}` });
  const { breaks } = await verifyChain(store);
  for (const { kind, chain, segment } of breaks)
    report({ invariant: 'I7', text: `access log: ${kind} in ${chain} ${segment}` });
  // Where partners hold something else than the record says, what is pulled anew is something else too.
  if (violations.length > 0) return violations;
  return ordersAgreeWith({ store, recorder, controller, ledger, partners: copies });
}

/** A partner as the simulation has them, with all that the real one holds. */
function copyOf({ url, held }: Remains['partners'][number], index: number): SimulatedPartner {
  const party = PARTIES[index];
  if (!party) throw new Error(`The simulation has no partner ${index}`);
  const partner = new SimulatedPartner(index, party, TRAITS, Date.now(), url);
  for (const resource of held) partner.memory.put(resource);
  return partner;
}

/** What reached a partner (I2), and that it had been announced (I7). */
async function weighWrites(recorder: Recorder, partner: SimulatedPartner, journal: readonly Exchange[]): Promise<void> {
  // What it held when each came.
  partner.held.clear();
  for (const { method, path, headers, body } of journal) {
    if (method === 'GET' || method === 'HEAD' || path.includes('/_search')) continue;
    const [, , type = '', id] = new URL(path, partner.base).pathname.split('/');
    const text = body === undefined ? '' : JSON.stringify(body);
    if (headers['prefer'] === IS_OURS) await recorder.leaving(partner, { method, type, id, body: text });
    for (const { part, mark } of marksIn(text)) partner.held.add(part).add(mark);
  }
}
