import { BarredThere } from '../connector/barred.ts';
import { PartnerUnreachable } from '../connector/unreachable.ts';
import { isError, SamplanError } from '../errors.ts';
import { type Delivery, deliver } from '../exchange/deliver.ts';
import { EntryIsAnothers } from '../exchange/deliver-directory.ts';
import { inSpan } from '../observe/tracing.ts';
import type { Link, Standing } from '../store/store.ts';
import { BARRED_THERE } from './bars.ts';
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
  /** Somebody who took a share may still be delivering: the rest is for the next pass. */
  readonly isLeft?: boolean;
}

/** How a push is made. */
export interface Pushing {
  /** A number in [0, 1) for the jitter. */
  readonly random: () => number;
  /** Links that wait for a retry are due too: a person asked for the pass. */
  readonly atOnce: boolean;
}

/** What became of one link. */
type Delivered = Delivery & { readonly unreachable?: SamplanError };

/** Persons to whom it is delivered, one call each, and what that came to. One that fails does not stop the others, unless the partner can't be reached. */
export class Deliveries {
  readonly #pass: Pass;
  readonly #pushing: Pushing;
  #pushed: Pushed = { delivered: 0, withheld: 0, held: 0, blocked: 0 };

  constructor(pass: Pass, pushing: Pushing) {
    this.#pass = pass;
    this.#pushing = pushing;
  }

  get pushed(): Pushed {
    return this.#pushed;
  }

  /** @returns whether it was delivered to, and not left to another */
  async to(person: string): Promise<boolean> {
    const { context, partner } = this.#pass;
    refuseWhenStopping(this.#pass);
    const link = this.#pushed.unreachable ? undefined : await context.store.link(person, partner.name);
    if (!link) return false;
    const delivery = await inSpan(context, 'deliver', {}, async (tell) => {
      const one = await deliverOne(this.#pass, this.#pushing, link);
      tell({ outcome: one?.standing ?? 'owed' });
      return one;
    });
    if (!delivery) return false;
    const { delivered, withheld, standing, unreachable } = delivery;
    this.add({
      ...{ delivered, withheld, held: Number(standing === 'held'), blocked: Number(standing === 'blocked') },
      ...(unreachable ? { unreachable } : {}),
    });
    return true;
  }

  add(more: Pushed): void {
    const { delivered, withheld, held, blocked, unreachable = more.unreachable } = this.#pushed;
    this.#pushed = {
      delivered: delivered + more.delivered,
      withheld: withheld + more.withheld,
      held: held + more.held,
      blocked: blocked + more.blocked,
      ...(unreachable ? { unreachable } : {}),
    };
  }
}

/** @returns undefined where it is for another process */
async function deliverOne(pass: Pass, pushing: Pushing, link: Link): Promise<Delivered | undefined> {
  const { context, partner, fence, log } = pass;
  try {
    const delivery = await deliver(context, partner, link.person, fence);
    if (delivery.refused) await block(pass, pushing, link, delivery.refused);
    return delivery;
  } catch (error) {
    if (isError(error, 'lease-lost')) throw error;
    if (error instanceof EntryIsAnothers) return undefined;
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
