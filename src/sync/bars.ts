import { ABOUT_BARS, type Bar, describeBar } from '../connector/barred.ts';
import { placeAt } from '../record/peer-place.ts';
import type { PartnerFinding } from '../store/partner-memory.ts';
import type { Link } from '../store/store.ts';
import type { Pass } from './pass.ts';

/** Reason of a link that is held because the person has said so to the store itself. */
export const BARRED_THERE = 'barred-there';

/**
 * Follows what a national store says of a person's plan: while it is barred there her link is held, with a finding that says what to
 * do; once it is not, her link is looked at again.
 *
 * @param about the store's id of her Patient
 * @param isOpen whether there is a finding at a place
 * @returns the place of the finding, while it stands
 */
export async function followBar(
  pass: Pass,
  about: string,
  bar: Bar | 'none',
  isOpen: (place: string) => boolean,
): Promise<string | undefined> {
  const { context, partner, fence } = pass;
  const row = await context.store.counterpartByPeerId(partner.name, 'Patient', about);
  const person = row?.person ?? row?.id ?? about;
  const link = await context.store.link(person, partner.name);
  const place = placeAt('Patient', about);
  const isHeld = link?.reason === BARRED_THERE;
  if (bar === 'none') {
    const settled = isOpen(place) ? [{ partner: partner.name, place }] : [];
    const links = link && isHeld ? [owed(link, context.now())] : [];
    if (settled.length + links.length > 0) await context.store.commit({ fence, settled, links });
    return undefined;
  }
  const found = [barredFinding(partner.name, place, bar, context.now())];
  const links: readonly Link[] = link && !isHeld ? [{ ...link, standing: 'held', reason: BARRED_THERE }] : [];
  await context.store.commit({ fence, found, links });
  return place;
}

function owed({ person, partner }: Link, at: string): Link {
  return { person, partner, standing: 'owed', attempts: 0, owedSince: at };
}

function barredFinding(partner: string, place: string, bar: Bar, since: string): PartnerFinding {
  return {
    partner,
    place,
    since,
    finding: {
      severity: 'error',
      code: 'business-rule',
      rule: BARRED_THERE,
      path: place,
      expected: 'that the store lets the plan in',
      found: bar,
      message: describeBar(bar),
      action: ABOUT_BARS,
    },
  };
}
