import type { AuditEvent, AuditEventEntity } from '@medplum/fhirtypes';
import { AUDIT } from './audit-codes.ts';
import { isEmergency, type Verdict, verdictsIn } from './emergency-reviews.ts';
import { ACTIVITIES } from './provenance.ts';

/**
 * How somebody came to a part. `maybe-sent`: it was about to leave, and nothing says that it arrived. `taken-out`: a national store
 * has it no more, since the person no longer lets it stand there.
 */
export type DisclosureHow = 'sent' | 'maybe-sent' | 'read' | 'emergency' | 'taken-out';

/** Why something is deleted in a national store: reason of the link that owes it, and of its entry in the access log. */
export const PUBLICATION_WITHDRAWN = 'publication-withdrawn';

/** A part that somebody received or read. */
export interface DisclosedPart {
  /** `Type/id`. */
  readonly key: string;
  /** Kind of part; absent in entries older than that was kept. */
  readonly kind?: string;
  /** Code of the reason of the decision (`decide`), and the law that it rests on. */
  readonly reason?: string;
  readonly basis: readonly string[];
  /** That it changed and its address, and nothing of what it says. */
  readonly extent?: 'address';
}

/** Somebody received or read something of a person's plan, or has it no more. */
export interface Disclosure {
  /** First and last time, ISO 8601; the same where it was once. */
  readonly from: string;
  readonly to: string;
  readonly times: number;
  readonly how: DisclosureHow;
  /** Organization number. */
  readonly organization: string;
  /** Who it was in the organization, where the log knows: the name, else the number. */
  readonly reader?: string;
  /** Purposes, codes of v3-ActReason; of an emergency the reason that was written. */
  readonly purposes: readonly string[];
  readonly written?: string;
  /** Of an emergency: what was found of it afterwards; `open` where somebody is still to look. */
  readonly review?: Verdict['verdict'] | 'open';
  readonly parts: readonly DisclosedPart[];
  /** Ids of the AuditEvents. */
  readonly events: readonly string[];
}

const READS: ReadonlySet<string> = new Set(['read', 'vread', 'history-instance', 'search-type', 'operation']);

/**
 * Who received or read what of a person, told by the access log: deliveries with their outcome, what others and the
 * controller's own people read, emergencies, and what was taken out of a national store again (pasientjournalforskriften § 14; hpl § 45). What the same
 * reader read on one day is one line, and what was taken out on one.
 *
 * @param events AuditEvents of one person, the oldest first
 * @example
 * disclosuresOf(events).map(({ organization, how, parts }) => [organization, how, parts.length]);
 */
export function disclosuresOf(events: readonly AuditEvent[]): readonly Disclosure[] {
  const outcomes = new Map(
    events.filter((event) => codeOf(event) === 'deliver').map((event) => [deliveryOf(event), event]),
  );
  const told = new Map<string, Disclosure>();
  for (const event of events) {
    const one = disclosureOf(event, outcomes);
    if (!one) continue;
    const isOfDay = ['read', 'emergency', 'taken-out'].includes(one.how);
    const name = isOfDay
      ? [one.how, one.organization, one.reader, one.from.slice(0, 10), one.written].join('|')
      : (event.id ?? '');
    const before = told.get(name);
    told.set(name, before ? together(before, one) : one);
  }
  const verdicts = verdictsIn(events);
  return [...told.values()].map((one) => (one.how === 'emergency' ? { ...one, review: reviewOf(one, verdicts) } : one));
}

/** Of several readings the worst that was found. */
function reviewOf({ events }: Disclosure, verdicts: ReturnType<typeof verdictsIn>): NonNullable<Disclosure['review']> {
  const found = new Set(events.map((id) => verdicts.get(id) ?? 'open'));
  return (['not-justified', 'open'] as const).find((one) => found.has(one)) ?? 'justified';
}

function disclosureOf(
  event: AuditEvent,
  outcomes: ReadonlyMap<string | undefined, AuditEvent>,
): Disclosure | undefined {
  const code = codeOf(event);
  const parts = partsOf(event);
  if (code === 'deliver') return event.outcome === '0' ? of(event, 'sent', parts) : undefined;
  if (code === 'deliver-intent') {
    const delivery = deliveryOf(event);
    // Entries from before a delivery had a name have their outcome, and nothing ties them.
    if (delivery === undefined) return undefined;
    const outcome = outcomes.get(delivery);
    const sent = new Set(outcome?.outcome === '0' ? partsOf(outcome).map(({ key }) => key) : []);
    return of(
      event,
      'maybe-sent',
      parts.filter(({ key }) => !sent.has(key)),
    );
  }
  if (code === 'delete' && event.outcome === '0') {
    const taken = parts.filter(({ reason }) => reason === PUBLICATION_WITHDRAWN);
    return of(event, 'taken-out', taken);
  }
  if (event.type?.code !== 'rest' || event.outcome !== '0' || !READS.has(code ?? '')) return undefined;
  if (isChange(event) || isByHerself(event)) return undefined;
  return of(event, isEmergency(event) ? 'emergency' : 'read', parts);
}

function of(event: AuditEvent, how: DisclosureHow, parts: readonly DisclosedPart[]): Disclosure | undefined {
  if (parts.length === 0) return undefined;
  const reader = readerOf(event);
  const written = event.purposeOfEvent?.[0]?.text;
  return {
    from: event.recorded ?? '',
    to: event.recorded ?? '',
    times: 1,
    how,
    organization: receiverOf(event),
    ...(reader === undefined ? {} : { reader }),
    purposes: (event.purposeOfEvent ?? []).flatMap(({ coding = [] }) => coding[0]?.code ?? []),
    ...(how === 'emergency' && written !== undefined ? { written } : {}),
    parts,
    events: event.id === undefined ? [] : [event.id],
  };
}

function together(before: Disclosure, { to, parts, purposes, events }: Disclosure): Disclosure {
  const all = new Map([...before.parts, ...parts].map((part) => [part.key, part]));
  return {
    ...before,
    to,
    times: before.times + 1,
    purposes: [...new Set([...before.purposes, ...purposes])],
    parts: [...all.values()],
    events: [...before.events, ...events],
  };
}

/** An operation that changes the record shows nothing of it. */
function isChange({ subtype = [] }: AuditEvent): boolean {
  const { system } = AUDIT.operation('');
  return subtype.some((one) => one.system === system && ACTIVITIES.some((activity) => activity === one.code));
}

/** What a person reads of her own was disclosed to nobody. */
function isByHerself({ agent }: AuditEvent): boolean {
  return agent.some(
    ({ requestor, who }) => requestor && (who?.type === 'Patient' || who?.reference?.startsWith('Patient/')),
  );
}

function codeOf({ subtype }: AuditEvent): string | undefined {
  return subtype?.[0]?.code;
}

function deliveryOf({ entity = [] }: AuditEvent): string | undefined {
  return entity.find(({ type }) => type?.code === 'delivery')?.what?.identifier?.value;
}

/** Parts only: the person as such, the directory and the log itself are none. */
function partsOf({ entity = [] }: AuditEvent): readonly DisclosedPart[] {
  return entity.flatMap(({ what, detail = [], role }): readonly DisclosedPart[] => {
    const [, key] = /^([A-Z][A-Za-z]+\/[A-Za-z0-9.-]+)/u.exec(what?.reference ?? '') ?? [];
    const kind = told(detail, 'part-kind')[0];
    const reason = told(detail, 'reason')[0];
    if (key === undefined || role?.code === '1') return [];
    if (
      kind === undefined &&
      /^(?:AuditEvent|Provenance|Organization|Practitioner|PractitionerRole|HealthcareService)\//u.test(key)
    )
      return [];
    const isAddress = told(detail, 'extent')[0] === 'address';
    return [
      {
        key,
        ...(kind ? { kind } : {}),
        ...(reason ? { reason } : {}),
        basis: told(detail, 'legal-basis'),
        ...(isAddress ? { extent: 'address' } : {}),
      },
    ];
  });
}

function told(detail: NonNullable<AuditEventEntity['detail']>, type: string): readonly string[] {
  return detail.flatMap((one) => (one.type === type && one.valueString ? [one.valueString] : []));
}

/** The organization on the other side of whose log it is; its own people where there is no other. */
function receiverOf({ agent = [], source }: AuditEvent): string {
  const own = source?.observer?.identifier?.value ?? '';
  const all = agent.flatMap(({ who }) => who?.identifier?.value ?? []);
  return all.find((value) => value !== own) ?? own;
}

function readerOf({ contained = [] }: AuditEvent): string | undefined {
  for (const one of contained) {
    if (one.resourceType === 'Practitioner') return one.name?.[0]?.text ?? one.identifier?.[0]?.value;
  }
  return undefined;
}
