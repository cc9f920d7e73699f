import { BarredThere } from '../connector/barred.ts';
import { PartnerUnreachable } from '../connector/unreachable.ts';
import { isError, SamplanError } from '../errors.ts';
import { blocks } from '../exchange/blocks.ts';
import { type Delivery, deliver } from '../exchange/deliver.ts';
import { leavesAsOne } from '../exchange/settle.ts';
import { inSpan } from '../observe/tracing.ts';
import type { Link, Standing } from '../store/store.ts';
import { BARRED_THERE } from './bars.ts';
import { each } from './each.ts';
import { refuseWhenStopping } from './interrupted.ts';
import type { Pass } from './pass.ts';
import { waitBefore } from './retry.ts';

/** What a push came to. */
export interface Pushed {
  readonly delivered: number;
  readonly withheld: number;
  readonly held: number;
  readonly blocked: number;
  /** Why the partner could not be reached: what is left stays owed. */
  readonly unreachable?: SamplanError;
}

/** How a push is made. */
interface Pushing {
  /** A number in [0, 1) for the jitter. */
  readonly random: () => number;
  /** Links that wait for a retry are due too: a person asked for the pass. */
  readonly atOnce: boolean;
}

/** What became of one link. */
type Delivered = Delivery & { readonly unreachable?: SamplanError };

/** Links that are marked in one commit. */
const PAGE = 200;

/**
 * Delivers every link that is due, some at once, the resources of one person one after the other. One that fails does
 * not stop the others, unless the partner can't be reached.
 */
export async function push(pass: Pass, pushing: Pushing): Promise<Pushed> {
  const { partner, concurrency, onPerson } = pass;
  const due = [
    ...new Set([
      ...(await duePersons(pass, pushing)),
      ...(await unsettledPersons(pass)),
      ...(await personsSetAside(pass)),
    ]),
  ];
  const counts = { delivered: 0, withheld: 0, held: 0, blocked: 0 };
  let unreachable: SamplanError | undefined;
  let done = 0;
  await each(due, concurrency, async (person) => {
    refuseWhenStopping(pass);
    const link = unreachable ? undefined : await pass.context.store.link(person, partner.name);
    if (!link) return;
    const delivery = await inSpan(pass.context, 'deliver', {}, async (tell) => {
      const one = await deliverOne(pass, pushing, link);
      tell({ outcome: one.standing });
      return one;
    });
    unreachable ??= delivery.unreachable;
    counts.delivered += delivery.delivered;
    counts.withheld += delivery.withheld;
    if (delivery.standing === 'held') counts.held += 1;
    if (delivery.standing === 'blocked') counts.blocked += 1;
    done += 1;
    onPerson?.(done, due.length);
  });
  return { ...counts, ...(unreachable ? { unreachable } : {}) };
}

/**
 * The partner did not even answer when it was asked: what is owed to it waits, and says so. Without a retry date, since
 * the next pass that reaches the partner is the retry.
 */
export async function markUnreachable(pass: Pass, pushing: Pick<Pushing, 'atOnce'>): Promise<void> {
  const { context, partner, fence } = pass;
  const due = [...(await duePersons(pass, pushing))];
  while (due.length > 0) {
    const links = await Promise.all(due.splice(0, PAGE).map((person) => context.store.link(person, partner.name)));
    const waiting = links.flatMap((link) => (link && link.standing !== 'blocked' ? [link] : []));
    await context.store.commit({
      fence,
      links: waiting.map((link) => ({
        ...link,
        standing: 'unreachable',
        reason: 'partner-unreachable',
        owedSince: link.owedSince ?? context.now(),
      })),
    });
  }
}

function duePersons({ context, partner }: Pass, { atOnce }: Pick<Pushing, 'atOnce'>): Promise<readonly string[]> {
  const { name, configuration } = partner;
  return context.store.duePersons(name, { now: context.now(), configuration, atOnce });
}

/** Whose file was taken back when the partner sent another: what is owed to it leaves anew. */
async function unsettledPersons({ context, partner }: Pass): Promise<readonly string[]> {
  const patients = (await partner.connector.unsettled?.()) ?? [];
  const rows = await Promise.all(
    patients.map((patient) => context.store.counterpartByPeerId(partner.name, 'Patient', patient)),
  );
  return rows.flatMap((row) => row?.person ?? []);
}

/**
 * Whose link is blocked, and due for nothing. Where all about a person leaves as one, some of it may lie there still: what may be seen
 * no more is taken back all the same (invariant I2).
 */
async function personsSetAside({ context, partner }: Pass): Promise<readonly string[]> {
  if (!leavesAsOne(partner)) return [];
  const entries = await context.store.allSetAside();
  return entries.filter((entry) => entry.partner === partner.name && blocks(entry)).map(({ person }) => person);
}

async function deliverOne(pass: Pass, pushing: Pushing, link: Link): Promise<Delivered> {
  const { context, partner, fence, log } = pass;
  try {
    const delivery = await deliver(context, partner, link.person, fence);
    if (delivery.refused) await block(pass, pushing, link, delivery.refused);
    return delivery;
  } catch (error) {
    if (isError(error, 'lease-lost')) throw error;
    const isUnreachable = isError(error, 'partner-unreachable');
    const code = error instanceof SamplanError ? error.code : 'internal';
    log.warn('delivery failed', {
      partner: partner.name,
      code,
      attempt: link.attempts + 1,
      ...placeOf(error),
      ...(error instanceof Error && !(error instanceof SamplanError) ? { error } : {}),
    });
    const standing: Standing = isUnreachable ? 'unreachable' : isError(error) ? 'blocked' : 'owed';
    await fail(pass, pushing, link, standing, code, error);
    return { standing, delivered: 0, withheld: 0, ...(isUnreachable ? { unreachable: error } : {}) };
  }
}

/** Everything else is delivered; what the partner refused is tried again later, and somebody must look at it. */
async function block(
  pass: Pass,
  pushing: Pushing,
  link: Link,
  { error, computed }: NonNullable<Delivery['refused']>,
): Promise<void> {
  // The person has said so to the store: nobody here has anything to mend.
  const isBarred = error instanceof BarredThere;
  pass.log.warn('part refused', {
    partner: pass.partner.name,
    code: error.code,
    attempt: link.attempts + 1,
    ...placeOf(error),
  });
  const [standing, reason] = isBarred ? (['held', BARRED_THERE] as const) : (['blocked', error.code] as const);
  await fail(pass, pushing, link, standing, reason, error, computed);
}

/** Where it went wrong, as the error says it; never a value. */
function placeOf(error: unknown): { readonly place?: string } {
  return isError(error) && error.where !== undefined ? { place: error.where } : {};
}

/** A failed link waits longer each time, and never gives up (design: Sync). */
async function fail(
  { context, partner, fence }: Pass,
  { random }: Pushing,
  link: Link,
  standing: Standing,
  reason: string,
  error: unknown,
  computed?: Link['computed'],
): Promise<void> {
  const attempts = link.attempts + 1;
  const asked = error instanceof PartnerUnreachable ? (error.retryAfterSeconds ?? 0) : 0;
  const wait = waitBefore(attempts, random(), asked);
  const from = computed ?? (await context.store.link(link.person, partner.name))?.computed;
  await context.store.commit({
    fence,
    links: [
      {
        person: link.person,
        partner: partner.name,
        standing,
        reason,
        ...(from ? { computed: from } : {}),
        attempts,
        nextAttempt: new Date(Date.parse(context.now()) + wait).toISOString(),
        owedSince: link.owedSince ?? context.now(),
      },
    ],
  });
}
