import { isError, SamplanError } from '../errors.ts';
import type { Admission } from '../exchange/admission.ts';
import { admit } from '../exchange/admit.ts';
import { admitDirectory } from '../exchange/admit-directory.ts';
import { followLeads, isAboutAPlan } from '../exchange/follow-leads.ts';
import type { Incoming } from '../exchange/incoming.ts';
import { joined, rejoin } from '../exchange/rejoin.ts';
import { release } from '../exchange/release.ts';
import { setAside } from '../exchange/set-aside.ts';
import { badAnswer, cannotBeTaken, mayPass } from '../exchange/unplaced-findings.ts';
import { inSpan } from '../observe/tracing.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { ROOT_TYPES } from '../record/kinds.ts';
import { peerVersionOf, successionOf } from '../record/peer-version.ts';
import type { Arrival, PeerKey } from '../store/partner-memory.ts';
import type { ReceivedResource } from '../store/store.ts';
import { each } from './each.ts';
import { isOver } from './ended-enrolment.ts';
import { groupByPatient } from './group.ts';
import { type Identified, identify } from './identify.ts';
import { refuseWhenStopping } from './interrupted.ts';
import type { Pass } from './pass.ts';
import { settleRestored } from './restore.ts';
import { SetAsides } from './set-asides.ts';

/** What the inbox came to. */
export interface TakenIn {
  /** Persons whose record took something in. */
  readonly admitted: number;
  /** Parts of records that changed by it. */
  readonly merged: number;
  readonly setAside: number;
  /** Conflicts opened. */
  readonly conflicts: number;
}

/** What came about one of a partner's Patients. */
interface Group {
  readonly patient: string;
  readonly resources: readonly ReceivedResource[];
  readonly deleted: readonly PeerKey[];
}

/** It concerns two persons: taken in once nobody else is. */
const MUST_BE_ALONE = Symbol('must be alone');

const PAGE = 200;
/** Another pass may claim the same number, or join the same persons, first: who it is, is asked again at most this often. */
const ATTEMPTS = 3;

/**
 * Takes in what waits in the inbox: some persons at once, all about one person together. One bad record is set aside and
 * the rest goes on. What is not handled when the pass ends waits for the next one.
 */
export async function takeIn(pass: Pass): Promise<TakenIn> {
  const { context, partner, onPerson } = pass;
  const counts = { admitted: 0, merged: 0, setAside: 0, conflicts: 0 };
  const count = (admission: Admission | undefined): void => {
    if (admission?.outcome === 'admitted') {
      counts.admitted += 1;
      counts.merged += admission.changed;
      counts.conflicts += admission.conflicts;
    }
  };
  const gate = new InboxGate(pass);
  await admitKnownEntries(pass);
  const total = await context.store.arrivedPatientCount(partner.name);
  let done = 0;
  const alone = new Set<string>();
  const handle = async (patient: string, isAlone: boolean): Promise<void> => {
    const admission = await gate.handle(patient, isAlone);
    if (admission === MUST_BE_ALONE) {
      alone.add(patient);
      return;
    }
    count(admission);
    if (admission?.outcome === 'set-aside') {
      counts.setAside += 1;
      pass.log.warn('set aside', { partner: partner.name, counts: { findings: admission.findings.length } });
    }
    done += 1;
    onPerson?.(done, total);
  };
  // A partner may keep a person under several Patients: what hangs on the plan of one comes after it.
  for (const types of [ROOT_TYPES, undefined]) {
    await each(waitingPatients(pass, types), pass.concurrency, async (patient) => {
      refuseWhenStopping(pass);
      if (!alone.has(patient)) await inSpan(context, 'person', {}, () => handle(patient, false));
    });
    await gate.forget();
  }
  for (const patient of [...alone]) {
    refuseWhenStopping(pass);
    await inSpan(context, 'person', {}, () => handle(patient, true));
  }
  await gate.forget();
  for (const admission of await gate.lookAgain()) count(admission);
  await forgetEntries(pass);
  return counts;
}

async function* waitingPatients(
  { context, partner }: Pass,
  types: readonly string[] | undefined,
): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const patients = await context.store.arrivedPatients(partner.name, { after, count: PAGE }, types);
    yield* patients;
    after = patients.at(-1);
  } while (after !== undefined);
}

/** Directory entries we already use follow their source; others come in when a record leads to them. */
async function admitKnownEntries({ context, partner, fence }: Pass): Promise<void> {
  for await (const entries of waitingEntries({ context, partner })) {
    const held = await context.store.heldVersions(partner.name, entries);
    const known = entries.flatMap((entry, index) => (held[index] ? receivedOf(entry) : []));
    await admitDirectory(context, partner, known, fence);
  }
}

async function forgetEntries({ context, partner, fence }: Pass): Promise<void> {
  for await (const handled of waitingEntries({ context, partner })) await context.store.commit({ fence, handled });
}

async function* waitingEntries({
  context,
  partner,
}: Pick<Pass, 'context' | 'partner'>): AsyncGenerator<readonly Arrival[]> {
  let after: Arrival | undefined;
  do {
    const entries = await context.store.arrivedEntries(partner.name, { after, count: PAGE });
    if (entries.length > 0) yield entries;
    after = entries.at(-1);
  } while (after !== undefined);
}

function receivedOf({ type, peerId, came }: Arrival): readonly ReceivedResource[] {
  return came ? [{ type, peerId, ...came }] : [];
}

/** Brings what waits about each person to the exchange's gate. */
class InboxGate {
  readonly #pass: Pass;
  readonly #setAsides: SetAsides;
  readonly #exclusively = oneAtATime();
  readonly #handled: PeerKey[] = [];

  constructor(pass: Pass) {
    this.#pass = pass;
    this.#setAsides = new SetAsides(pass);
  }

  /** All that waits about one of the partner's Patients. */
  async handle(patient: string, isAlone: boolean): Promise<Admission | typeof MUST_BE_ALONE | undefined> {
    const { context, partner } = this.#pass;
    const arrivals = await context.store.arrivalsAbout(partner.name, patient);
    const held = await context.store.heldVersions(partner.name, arrivals);
    // What a pass took in before it ended is no news.
    const news = arrivals.filter((arrival, index) => {
      const known = held[index];
      const { came } = arrival;
      if (!came || known?.version === undefined) return true;
      return known.gone === true || successionOf(known, peerVersionOf(came)) !== 'same';
    });
    const deleted = news.filter(({ came }) => !came).map(({ type, peerId }) => ({ type, peerId }));
    const admission =
      news.length > 0
        ? await this.#admit({ patient, resources: news.flatMap(receivedOf), deleted }, isAlone)
        : undefined;
    if (admission === MUST_BE_ALONE) return admission;
    this.#handled.push(...arrivals.map(({ type, peerId }) => ({ type, peerId })));
    if (this.#handled.length >= PAGE) await this.forget();
    return admission;
  }

  /** What was handled waits no longer. Many at once: what a pass that died left there is no news to the next. */
  async forget(): Promise<void> {
    const { context, partner, fence } = this.#pass;
    const handled = this.#handled.splice(0).map((key) => ({ ...key, partner: partner.name }));
    if (handled.length > 0) await context.store.commit({ fence, handled });
  }

  /**
   * What was set aside is weighed again when its person's record has moved since, so that the order of pulls does not
   * decide (invariant I9), and when what hindered it may have passed.
   */
  async lookAgain(): Promise<readonly Admission[]> {
    const { store } = this.#pass.context;
    const admissions: Admission[] = [];
    for (const { partner, person, recordSeq, findings, resources } of await store.allSetAside()) {
      if (partner !== this.#pass.partner.name) continue;
      if (!findings.some(mayPass) && (await store.record(person)).seq === recordSeq) continue;
      const [patient] = groupByPatient(resources).byPatient.keys();
      const group = { patient: patient ?? '', resources: [], deleted: [] };
      const admission =
        patient === undefined
          ? undefined
          : await inSpan(this.#pass.context, 'person', {}, () => this.#admit(group, true));
      if (admission && admission !== MUST_BE_ALONE) admissions.push(admission);
    }
    return admissions;
  }

  async #admit(group: Group, isAlone: boolean): Promise<Admission | typeof MUST_BE_ALONE | undefined> {
    const { context, partner, fence, log } = this.#pass;
    for (let attempt = 1; ; attempt += 1) {
      let identified: Identified | undefined;
      try {
        const found = await identify(context, partner, group.patient, group.resources, fence);
        identified = found;
        // Two of the partner's Patients may lead to one person.
        return await this.#exclusively(found.incoming.person, () => this.#admitIdentified(found, group, isAlone));
      } catch (error) {
        if (isError(error, 'lease-lost', 'partner-unreachable') || !identified) throw error;
        if (isError(error, 'duplicate', 'stale-record') && attempt < ATTEMPTS) continue;
        const isPartners = isError(error, 'partner-refused', 'partner-malformed');
        log.error('admission failed', {
          partner: partner.name,
          ...(error instanceof SamplanError ? { code: error.code } : {}),
          ...(error instanceof Error && !isPartners ? { error } : {}),
        });
        const { incoming } = identified;
        const finding = isPartners ? badAnswer(error) : cannotBeTaken();
        return await this.#exclusively(incoming.person, async () => {
          const kept = await rejoin(context, incoming);
          this.#setAsides.changed();
          return setAside(context, { ...kept, identifiers: [] }, [finding], fence);
        });
      }
    }
  }

  async #admitIdentified(
    { incoming, problems }: Identified,
    { patient, deleted }: Group,
    isAlone: boolean,
  ): Promise<Admission | typeof MUST_BE_ALONE | undefined> {
    const { context, partner, fence, log } = this.#pass;
    if (await isOver(this.#pass, patient, incoming.resources)) return undefined;
    const left = await this.#setAsides.elsewhere(patient, incoming.person);
    if (left.length > 0 && !isAlone) return MUST_BE_ALONE;
    const moved = left.flatMap((one) => one.moved);
    const resources = await joined(partner, moved, incoming.resources);
    const whole = await rejoin(context, { ...incoming, resources, ...(deleted.length > 0 ? { deleted } : {}) });
    const earlier = await context.store.setAside(partner.name, whole.person);
    if (earlier?.findings.some(({ rule }) => rule === 'version-went-back')) await this.#settleLineage(whole);
    let admission: Admission;
    if (problems.length === 0) {
      admission = await admit(context, await followLeads(context, whole, fence, this.#entry), fence);
    } else if ((await context.store.record(whole.person)).seq > 0) {
      admission = await admit(context, { ...whole, problems }, fence);
    } else if (isAboutAPlan(whole.resources)) {
      admission = await setAside(context, whole, problems, fence);
    } else {
      log.warn('person unknown', { partner: partner.name, counts: { resources: whole.resources.length } });
      return undefined;
    }
    for (const { entry, rest } of left) await release(context, entry, rest, fence);
    if (admission.outcome === 'set-aside' || earlier || left.length > 0) this.#setAsides.changed();
    return admission;
  }

  /** Of a person who was set aside since a version went back: what came since may stand on another base than ours. */
  async #settleLineage({ resources }: Incoming): Promise<void> {
    const { context, partner } = this.#pass;
    const held = await context.store.heldVersions(partner.name, resources);
    for (const [index, came] of resources.entries()) {
      const known = held[index];
      if (known && successionOf(known, peerVersionOf(came)) === 'later') await settleRestored(this.#pass, known, came);
    }
  }

  /** A directory entry that came along. */
  readonly #entry = async (type: string, peerId: string): Promise<ReceivedResource | undefined> => {
    const { context, partner } = this.#pass;
    const arrival = await context.store.arrival(partner.name, type, peerId);
    return arrival ? receivedOf(arrival)[0] : undefined;
  };
}
