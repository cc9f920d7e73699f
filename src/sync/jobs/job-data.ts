import { derivedUuid } from '../../record/derived-uuid.ts';
import type { Clock, Order } from './job-engine.ts';

/** What a job says. Names and codes only: never a person's data. */
export interface JobData extends Order {
  /** Somebody waits for it: goes first, knows no quiet hours, and is told what it came to. */
  readonly asked: boolean;
}

/** Of all jobs of one key one is queued, of all of one group one under way. */
interface JobAddress {
  readonly singletonKey: string;
  readonly group: { readonly id: string };
}

/** Queued once by partner, kind and what is asked; under way once by partner. */
export function addressOf({ partner, kind, acceptMissing, asked }: JobData): JobAddress {
  return {
    singletonKey: derivedUuid(partner, kind, `${asked}`, `${acceptMissing}`),
    group: { id: derivedUuid(partner) },
  };
}

/**
 * The same in every process: of a tick that many send there is one.
 *
 * @param tick what names it among all of its clock
 * @example
 * idOfTick(clock, '2026-11-27T02:30:00.000Z'); // a UUID
 */
export function idOfTick({ partner, kind }: Pick<Clock, 'partner' | 'kind'>, tick: string): string {
  return derivedUuid(partner, kind, tick);
}
