import type { Consent, ConsentProvision, Period } from '@medplum/fhirtypes';
import { organizationsOf } from '../record/organizations.ts';
import type { Directory } from '../record/record.ts';

export type Effect = 'permit' | 'deny';

/**
 * What one Consent says about a recipient now. The deepest provision that covers the recipient wins (R4
 * consent.html#6.2.7: nested provisions are exceptions to their parent). No actor means everyone.
 *
 * @returns undefined when the Consent is silent about the recipient, or its meaning can't be told: an untyped
 * provision without a known policyRule fails closed.
 */
export function effectFor(
  consent: Consent,
  organization: string,
  at: string,
  directory: Directory,
): Effect | undefined {
  const { provision } = consent;
  if (!provision) return undefined;
  return effectOf(provision, rootMeaning(consent), organization, at, directory);
}

/** Organizations a Consent names anywhere in its provisions. */
export function organizationsNamed(consent: Consent, directory: Directory): ReadonlySet<string> {
  const named = new Set<string>();
  const visit = (provision: ConsentProvision | undefined): void => {
    for (const actor of provision?.actor ?? []) {
      for (const organization of organizationsOf(actor.reference, directory)) named.add(organization);
    }
    for (const nested of provision?.provision ?? []) visit(nested);
  };
  visit(consent.provision);
  return named;
}

/** Instants at which the answer of a Consent changes by itself. */
export function boundariesOf(consent: Consent): readonly string[] {
  const found: string[] = [];
  const visit = (provision: ConsentProvision | undefined): void => {
    if (provision?.period?.start) found.push(startOf(provision.period.start));
    if (provision?.period?.end) found.push(afterEnd(provision.period.end));
    for (const nested of provision?.provision ?? []) visit(nested);
  };
  visit(consent.provision);
  return found;
}

/** True while `at` lies in the period; a date counts in Norwegian time, to the end of its day. */
export function covers(period: Period | undefined, at: string): boolean {
  if (period?.start && at < startOf(period.start)) return false;
  return !(period?.end && at >= afterEnd(period.end));
}

function effectOf(
  provision: ConsentProvision,
  inherited: Effect | undefined,
  organization: string,
  at: string,
  directory: Directory,
): Effect | undefined {
  if (!covers(provision.period, at)) return undefined;
  const own = provision.type ?? inherited;
  let nestedEffect: Effect | undefined;
  for (const nested of provision.provision ?? []) {
    // An untyped nested provision has no meaning of its own (R4 requires a type there): it can only deny.
    const effect = effectOf(nested, 'deny', organization, at, directory);
    if (effect === 'deny') return 'deny';
    nestedEffect ??= effect;
  }
  if (nestedEffect) return nestedEffect;
  const actors = provision.actor ?? [];
  const applies =
    actors.length === 0 || actors.some((actor) => organizationsOf(actor.reference, directory).includes(organization));
  return applies ? own : undefined;
}

/** An untyped root takes its meaning from the policy: opt-in denies unless a nested permit, opt-out the reverse. */
function rootMeaning(consent: Consent): Effect | undefined {
  const codes = (consent.policyRule?.coding ?? []).map(({ code }) => code);
  if (codes.includes('OPTIN') || codes.includes('PBRL5-3')) return 'deny';
  return codes.includes('OPTOUT') ? 'permit' : undefined;
}

function startOf(date: string): string {
  return instantOf(date.length <= 10 ? earliest(date) : date, 0);
}

/** The first instant no longer covered: a Consent's last day is whole (design: expiry at end of day Europe/Oslo). */
function afterEnd(date: string): string {
  return date.length <= 10 ? instantOf(latest(date), 1) : instantOf(date, 0);
}

function earliest(date: string): string {
  return `${date}-01-01`.slice(0, 10);
}

function latest(date: string): string {
  if (date.length === 4) return `${date}-12-31`;
  if (date.length > 7) return date;
  const [year, month] = date.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 1, 0)).toISOString().slice(0, 10);
}

/** A calendar day in Norway, or an instant, plus whole days, as a UTC instant. */
function instantOf(date: string, plusDays: number): string {
  if (date.length > 10) return new Date(date).toISOString();
  const midnight = new Date(`${date}T00:00:00Z`);
  midnight.setUTCDate(midnight.getUTCDate() + plusDays);
  const offset = osloOffsetHours(midnight);
  return new Date(midnight.getTime() - offset * 3_600_000).toISOString();
}

const OSLO = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Oslo',
  hour: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'longOffset',
});

function osloOffsetHours(instant: Date): number {
  const name = OSLO.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT+01:00';
  return Number(/GMT([+-]\d{2})/u.exec(name)?.[1] ?? '1');
}
