import type { Consent } from '@medplum/fhirtypes';
import { afterEnd, startOf } from '../record/period.ts';
import { consentsOf, type PlanRecord } from '../record/record.ts';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';
import { consentKind, DERIVED, isDerived } from './kind.ts';
import { effectFor, isForEveryone, organizationsNamed } from './provision.ts';

/** Stands for a Consent that names nobody and so is about all. */
const EVERYONE = 'everyone';

/**
 * The denials that follow from a change of consents. A withdrawal or refusal of B, however it arrives, derives an
 * active deny for its recipient; a later permit by the same person for the same recipient ends that deny in the same
 * commit (design: Consent; pbrl § 4-1, § 5-3). What counts is what the person decided last, by the dates of her
 * consents, not what arrived last. An opposition she made herself is never touched.
 *
 * @returns new and changed Consents, to be written together with the change itself
 */
export function deriveDenials(
  before: PlanRecord,
  after: PlanRecord,
  at: string,
  newId: () => string,
): readonly Consent[] {
  return [...recipients(after)].flatMap((recipient): readonly Consent[] => {
    if (!hasTurned(before, after, recipient, at)) return [];
    const last = lastTurn(after, recipient, at);
    const active = consentsOf(after).filter(
      (consent) => isDerived(consent) && consent.status === 'active' && isAbout(consent, recipient, after),
    );
    if (last?.kind === 'permit') return active.map((denial): Consent => ({ ...denial, status: 'inactive' }));
    return last?.kind === 'end' && active.length === 0 ? [denialOf(last.consent, recipient, at, newId())] : [];
  });
}

interface Turn {
  readonly kind: 'permit' | 'end';
  readonly consent: Consent;
}

function recipients(record: PlanRecord): ReadonlySet<string> {
  return new Set(
    accessConsents(record)
      .flatMap((consent) => [
        ...organizationsNamed(consent, record.directory),
        ...(isForEveryone(consent) ? [EVERYONE] : []),
      ])
      .concat(
        consentsOf(record)
          .filter(isDerived)
          .flatMap((consent) => [...organizationsNamed(consent, record.directory)]),
      ),
  );
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

/** What the person decided last about the recipient; where the dates can't tell, the more careful of the two. */
function lastTurn(record: PlanRecord, recipient: string, at: string): Turn | undefined {
  const turns = accessConsents(record).flatMap((consent): Turn[] => {
    const kind = turnOf(consent, recipient, record, at);
    return kind ? [{ kind, consent }] : [];
  });
  const ends = turns.filter(({ kind }) => kind === 'end');
  const permit = turns.find(
    (turn) => turn.kind === 'permit' && ends.every((end) => isSurelyLater(turn.consent, end.consent)),
  );
  return permit ?? ends[0];
}

function turnOf(consent: Consent, recipient: string, record: PlanRecord, at: string): Turn['kind'] | undefined {
  if (consent.status === 'inactive' || consent.status === 'rejected') {
    return isAbout(consent, recipient, record) ? 'end' : undefined;
  }
  const permits = consent.status === 'active' && effectFor(consent, recipient, at, record.directory) === 'permit';
  return permits ? 'permit' : undefined;
}

function isAbout(consent: Consent, recipient: string, record: PlanRecord): boolean {
  return isForEveryone(consent) ? recipient === EVERYONE : organizationsNamed(consent, record.directory).has(recipient);
}

/** Dates of different precision are later only where the whole of one lies after the whole of the other. */
function isSurelyLater({ dateTime: later }: Consent, { dateTime: earlier }: Consent): boolean {
  return later !== undefined && earlier !== undefined && startOf(later) >= afterEnd(earlier);
}

function denialOf(ended: Consent, recipient: string, at: string, id: string): Consent {
  const actor = {
    role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
    reference: { identifier: { system: NATIONAL.organization, value: recipient } },
  };
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
    provision: { type: 'deny', ...(recipient === EVERYONE ? {} : { actor: [actor] }) },
  };
}
