import { PartnerUnreachable } from '../connector/unreachable.ts';
import { isError, SamplanError } from '../errors.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { type Delivery, deliver } from '../exchange/deliver.ts';
import type { Log } from '../observe/log.ts';
import type { Fence, Link, Standing } from '../store/store.ts';
import { waitBefore } from './retry.ts';

/** What a push came to. */
export interface Pushed {
  readonly delivered: number;
  readonly withheld: number;
  readonly held: number;
  readonly blocked: number;
  /** True when the partner could not be reached: what is left stays owed. */
  readonly unreachable: boolean;
}

interface PushDeps {
  readonly context: Context;
  readonly partner: Partner;
  readonly fence: Fence;
  readonly log: Log;
  /** A number in [0, 1) for the jitter. */
  readonly random: () => number;
  /** Links that wait for a retry are due too: a person asked for the pass. */
  readonly atOnce: boolean;
  readonly onPerson?: (done: number, total: number) => void;
}

/** Delivers every link that is due. One that fails does not stop the others, unless the partner can't be reached. */
export async function push(deps: PushDeps): Promise<Pushed> {
  const { context, partner } = deps;
  const due = await context.store.duePersons(partner.name, {
    now: context.now(),
    configuration: partner.configuration,
    atOnce: deps.atOnce,
  });
  const counts = { delivered: 0, withheld: 0, held: 0, blocked: 0 };
  let done = 0;
  for (const person of due) {
    const link = await context.store.link(person, partner.name);
    if (!link) continue;
    const delivery = await deliverOne(deps, link);
    counts.delivered += delivery.delivered;
    counts.withheld += delivery.withheld;
    if (delivery.standing === 'held') counts.held += 1;
    if (delivery.standing === 'blocked') counts.blocked += 1;
    if (delivery.standing === 'unreachable') return { ...counts, unreachable: true };
    done += 1;
    deps.onPerson?.(done, due.length);
  }
  return { ...counts, unreachable: false };
}

/**
 * The partner did not even answer a pull: what is owed to it waits, and says so. Without a retry date, since the next
 * pass that reaches the partner is the retry.
 */
export async function markUnreachable({ context, partner, fence, atOnce }: PushDeps): Promise<void> {
  const { configuration, name } = partner;
  const due = await context.store.duePersons(name, { now: context.now(), configuration, atOnce });
  const links = await Promise.all(due.map((person) => context.store.link(person, name)));
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

async function deliverOne(deps: PushDeps, link: Link): Promise<Delivery> {
  const { context, partner, fence, log } = deps;
  try {
    const delivery = await deliver(context, partner, link.person, fence);
    if (delivery.refused) await block(deps, link, delivery.refused);
    return delivery;
  } catch (error) {
    if (isError(error, 'lease-lost')) throw error;
    const unreachable = isError(error, 'partner-unreachable');
    const code = error instanceof SamplanError ? error.code : 'internal';
    log.warn('delivery failed', {
      partner: partner.name,
      code,
      attempt: link.attempts + 1,
      ...placeOf(error),
      ...(error instanceof Error && !(error instanceof SamplanError) ? { error } : {}),
    });
    const standing: Standing = unreachable ? 'unreachable' : isError(error) ? 'blocked' : 'owed';
    await fail(deps, link, standing, code, error);
    return { standing, delivered: 0, withheld: 0 };
  }
}

/** Everything else is delivered; what the partner refused is tried again later, and somebody must look at it. */
async function block(deps: PushDeps, link: Link, refused: NonNullable<Delivery['refused']>): Promise<void> {
  const { error, computed } = refused;
  deps.log.warn('part refused', {
    partner: deps.partner.name,
    code: error.code,
    attempt: link.attempts + 1,
    ...placeOf(error),
  });
  await fail(deps, link, 'blocked', error.code, error, computed);
}

/** Where it went wrong, as the error says it; never a value. */
function placeOf(error: unknown): { readonly place?: string } {
  return isError(error) && error.where !== undefined ? { place: error.where } : {};
}

/** A failed link waits longer each time, and never gives up (design: Sync). */
async function fail(
  { context, partner, fence, random }: PushDeps,
  link: Link,
  standing: Standing,
  reason: string,
  error: unknown,
  computed?: Link['computed'],
): Promise<void> {
  const attempts = link.attempts + 1;
  const wait = waitBefore(attempts, random(), retryAfterOf(error));
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

function retryAfterOf(error: unknown): number {
  return error instanceof PartnerUnreachable ? (error.retryAfterSeconds ?? 0) : 0;
}
