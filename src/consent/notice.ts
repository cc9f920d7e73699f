import type { Communication, Consent, Resource } from '@medplum/fhirtypes';
import { organizationsOf } from '../record/organizations.ts';
import type { PlanRecord } from '../record/record.ts';
import { SAMPLAN } from '../record/systems.ts';
import { DERIVED } from './kind.ts';
import type { Party } from './party.ts';

/**
 * The notice that somebody may see no more, for a recipient that holds no Consent that could say so: whose it is, when,
 * and to whom; nothing of the plan, and no reason.
 *
 * @param denial the derived denial that it goes with
 * @example
 * noticeOf(denial, newId()).category; // consent-withdrawn
 */
export function noticeOf({ patient, dateTime, provision }: Consent, id: string): Communication {
  const recipient = (provision?.actor ?? []).map(
    ({ reference }) => reference as NonNullable<Communication['recipient']>[number],
  );
  return {
    resourceType: 'Communication',
    id,
    meta: { tag: [{ ...DERIVED }] },
    status: 'completed',
    category: [{ coding: [{ system: SAMPLAN.communicationKind, code: 'consent-withdrawn' }] }],
    ...(patient ? { subject: patient } : {}),
    ...(dateTime === undefined ? {} : { sent: dateTime }),
    ...(recipient.length > 0 ? { recipient } : {}),
  };
}

/** A notice that names nobody is for everyone. */
export function isAddressedTo(notice: Resource, recipient: Party, { directory }: PlanRecord): boolean {
  if (notice.resourceType !== 'Communication') return false;
  const { recipient: addressed = [] } = notice;
  return (
    addressed.length === 0 ||
    addressed.some(({ identifier, ...reference }) =>
      identifier?.system === SAMPLAN.recipientSector
        ? identifier.value === recipient.sector
        : organizationsOf({ ...reference, ...(identifier ? { identifier } : {}) }, directory).includes(
            recipient.organization,
          ),
    )
  );
}
