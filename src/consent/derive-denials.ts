import type { Consent, ConsentProvisionActor } from '@medplum/fhirtypes';
import { equal } from '../record/json.ts';
import { organizationsOf } from '../record/organizations.ts';
import { ownersOf } from '../record/owner.ts';
import { afterEnd, startOf } from '../record/period.ts';
import { consentsOf, keyOf, type PlanRecord } from '../record/record.ts';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';
import type { Audience } from './actor.ts';
import { consentKind, DERIVED, isDerived } from './kind.ts';
import { isDenying } from './permits-more.ts';
import { boundariesOf, effectFor, isForEveryone, organizationsNamed, sectorsNamed } from './provision.ts';
import type { Sector } from './sector.ts';

/** Stands for a Consent that names nobody and so is about all. */
const EVERYONE = 'everyone';

/** Before the code of a sector that a Consent is about. */
const SECTOR = 'sector:';

/** Who tells a change of consents. */
export interface Telling {
  /** Organization number. */
  readonly by: string | undefined;
  /** Whether it knew of this consent when it told. */
  readonly knows: (consent: Consent) => boolean;
}

/** Somebody who sees the whole record, and tells it here. */
const FROM_HERE: Telling = { by: undefined, knows: () => true };

/**
 * The denials that follow from a change of consents. A withdrawal or refusal of B, however it arrives, derives an
 * active deny for its recipient; a later permit by the same person for the same recipient ends that deny in the same
 * commit (design: Consent; pbrl § 4-1, § 5-3). What counts is what the person decided last, by the dates of her
 * consents, not what arrived last. A consent says when it was given, and never when it ended: to a system that did not
 * know of a permit, the end of another was her last word, until a permit is given after that was told. An opposition she
 * made herself is never touched.
 *
 * @returns new and changed Consents, to be written together with the change itself
 */
export function deriveDenials(
  before: PlanRecord,
  after: PlanRecord,
  at: string,
  newId: () => string,
  telling: Telling = FROM_HERE,
): readonly Consent[] {
  const change: Turning = { before, after, at, telling };
  return [...recipients(after)].flatMap((recipient): readonly Consent[] => {
    if (!hasTurned(before, after, recipient, at)) return [];
    const last = lastTurn(change, recipient);
    const active = consentsOf(after).filter(
      (consent) => isDerived(consent) && consent.status === 'active' && isDenialFor(consent, recipient, after),
    );
    if (last?.kind === 'permit') {
      return [
        ...active.map((denial): Consent => ({ ...denial, status: 'inactive' })),
        ...exceptions(change, recipient, last.consent),
      ];
    }
    return last?.kind === 'end' && active.length === 0 ? [denialOf(last.consent, recipient, at, newId())] : [];
  });
}

/** A denial for everyone, or for a sector, stays for all others when she later permits one by name. */
function exceptions(change: Turning, recipient: string, permit: Consent): readonly Consent[] {
  if (recipient === EVERYONE || recipient.startsWith(SECTOR)) return [];
  return consentsOf(change.after).flatMap((denial): readonly Consent[] => {
    const { provision } = denial;
    if (!isDerived(denial) || denial.status !== 'active' || !provision || !isForMany(denial)) return [];
    const source = change.after.parts.get(denial.sourceReference?.reference ?? '')?.resource as Consent | undefined;
    if (!source || !outlasts(permit, source, change)) return [];
    const others = (provision.provision ?? []).filter(
      ({ actor }) => actor?.[0]?.reference.identifier?.value !== recipient,
    );
    return [
      {
        ...denial,
        provision: { ...provision, provision: [...others, { type: 'permit', actor: [actorFor(recipient)] }] },
      },
    ];
  });
}

interface Turn {
  readonly kind: 'permit' | 'end';
  readonly consent: Consent;
}

function recipients(record: PlanRecord): ReadonlySet<string> {
  return new Set([
    ...accessConsents(record).flatMap((consent) => recipientsOf(consent, record)),
    ...consentsOf(record)
      .filter(isDerived)
      .flatMap((consent) => [...organizationsNamed(consent, record)]),
  ]);
}

/** Whom a Consent is about: organizations by number, sectors, or everyone. */
function recipientsOf(consent: Consent, record: PlanRecord): readonly string[] {
  if (isForEveryone(consent)) return [EVERYONE];
  return [
    ...organizationsNamed(consent, record),
    ...[...sectorsNamed(consent, record)].map((sector) => `${SECTOR}${sector}`),
  ];
}

function audienceOf(recipient: string): Audience {
  if (recipient.startsWith(SECTOR)) return { sector: recipient.slice(SECTOR.length) as Sector };
  return { organization: recipient };
}

function accessConsents(record: PlanRecord): readonly Consent[] {
  return consentsOf(record).filter((consent) => consentKind(consent) === 'access');
}

/** Whether a Consent changed what it says about the recipient: time alone turns nothing. */
function hasTurned(before: PlanRecord, after: PlanRecord, recipient: string, at: string): boolean {
  return accessConsents(after).some((consent) => {
    const earlier = before.parts.get(`Consent/${consent.id ?? ''}`)?.resource as Consent | undefined;
    const turn = turnOf(consent, recipient, after, at);
    return turn !== undefined && turn !== (earlier && turnOf(earlier, recipient, before, at));
  });
}

/** What the person decided last about the recipient; where that can't be told, the more careful of the two. */
function lastTurn(change: Turning, recipient: string): Turn | undefined {
  const { after, at } = change;
  const turns = accessConsents(after).flatMap((consent): Turn[] => {
    const kind = turnOf(consent, recipient, after, at);
    return kind ? [{ kind, consent }] : [];
  });
  const ends = turns.filter(({ kind }) => kind === 'end');
  const permit = turns.find(
    (turn) => turn.kind === 'permit' && ends.every((end) => outlasts(turn.consent, end.consent, change)),
  );
  return permit ?? ends[0];
}

/** A change of a record's consents, as it is told. */
interface Turning {
  readonly before: PlanRecord;
  readonly after: PlanRecord;
  readonly at: string;
  readonly telling: Telling;
}

/**
 * Whether a permit stands against the end of another consent: it was given after that one, and after the end was told,
 * unless who told the end knew of the permit, or is who tells of it now.
 */
function outlasts(permit: Consent, ended: Consent, change: Turning): boolean {
  if (!isSurelyLater(permit, ended)) return false;
  const isGivenSince = (told: string): boolean =>
    permit.dateTime !== undefined && startOf(permit.dateTime) >= new Date(told).toISOString();
  const { after, at, telling } = change;
  const denial = consentsOf(after).find(
    (one) =>
      isDerived(one) && one.status === 'active' && one.sourceReference?.reference === `Consent/${ended.id ?? ''}`,
  );
  if (denial?.dateTime) {
    const isSameWord = hasChanged(permit, change) && after.parts.get(keyOf(denial))?.owner === telling.by;
    return isSameWord || isGivenSince(denial.dateTime);
  }
  return !hasChanged(ended, change) || (telling.knows(permit) && !losesDenials(ended, change)) || isGivenSince(at);
}

/**
 * It also denied something, which would be missed: only who owns it says that another permit takes its place. Told by
 * somebody else, its end leaves a denial.
 */
function losesDenials(ended: Consent, { before, telling }: Turning): boolean {
  const part = before.parts.get(keyOf(ended));
  if (telling.by === undefined || part?.resource.resourceType !== 'Consent') return false;
  return isDenying(part.resource) && !ownersOf(part, before.directory).includes(telling.by);
}

function hasChanged(consent: Consent, { before }: Turning): boolean {
  return !equal(before.parts.get(keyOf(consent))?.resource, consent);
}

function turnOf(consent: Consent, recipient: string, record: PlanRecord, at: string): Turn['kind'] | undefined {
  if (consent.status === 'inactive' || consent.status === 'rejected') {
    return isAbout(consent, recipient, record) ? 'end' : undefined;
  }
  if (consent.status !== 'active') return undefined;
  // A permit that begins later is a decision made now.
  const moments = [at, ...boundariesOf(consent).filter((boundary) => boundary > at)];
  const asked = { audience: audienceOf(recipient), where: record, purpose: 'coordination' } as const;
  const permits = moments.some((moment) => effectFor(consent, { ...asked, at: moment }) === 'permit');
  return permits ? 'permit' : undefined;
}

function isAbout(consent: Consent, recipient: string, record: PlanRecord): boolean {
  return recipientsOf(consent, record).includes(recipient);
}

/** Whom a derived denial was written for: its root names them, and what is nested are exceptions. */
function isDenialFor({ provision }: Consent, recipient: string, { directory }: PlanRecord): boolean {
  const reference = provision?.actor?.[0]?.reference;
  if (!reference) return recipient === EVERYONE;
  const { system, value } = reference.identifier ?? {};
  if (system === SAMPLAN.recipientSector) return recipient === `${SECTOR}${value}`;
  return organizationsOf(reference, directory).includes(recipient);
}

function isForMany(denial: Consent): boolean {
  const reference = denial.provision?.actor?.[0]?.reference;
  return !reference || reference.identifier?.system === SAMPLAN.recipientSector;
}

/** Dates of different precision are later only where the whole of one lies after the whole of the other. */
function isSurelyLater({ dateTime: later }: Consent, { dateTime: earlier }: Consent): boolean {
  return later !== undefined && earlier !== undefined && startOf(later) >= afterEnd(earlier);
}

function denialOf(ended: Consent, recipient: string, at: string, id: string): Consent {
  return {
    resourceType: 'Consent',
    id,
    meta: { tag: [{ ...DERIVED }] },
    status: 'active',
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ coding: [{ system: SAMPLAN.consentKind, code: 'opposition' }] }],
    ...(ended.patient ? { patient: ended.patient } : {}),
    dateTime: at,
    sourceReference: { reference: `Consent/${ended.id ?? ''}` },
    policyRule: { coding: [{ system: SAMPLAN.legalBasis, code: 'PBRL5-3' }] },
    provision: { type: 'deny', ...(recipient === EVERYONE ? {} : { actor: [actorFor(recipient)] }) },
  };
}

function actorFor(recipient: string): ConsentProvisionActor {
  const isSector = recipient.startsWith(SECTOR);
  const system = isSector ? SAMPLAN.recipientSector : NATIONAL.organization;
  return {
    role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
    reference: { identifier: { system, value: isSector ? recipient.slice(SECTOR.length) : recipient } },
  };
}
