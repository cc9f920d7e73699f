import type { Consent } from '@medplum/fhirtypes';
import { consentsOf, type PlanRecord } from '../record/record.ts';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';
import { consentKind } from './kind.ts';
import { organizationsNamed } from './provision.ts';

/**
 * The denials that follow from a change of consents. A withdrawal or refusal of B, however it arrives, derives an
 * active deny for its recipient; a later permit by the same person for the same recipient ends that deny in the same
 * commit (design: Consent; pbrl § 4-1, § 5-3). An opposition the person made herself is never touched.
 *
 * @returns new and changed Consents, to be written together with the change itself.
 */
export function deriveDenials(
  before: PlanRecord,
  after: PlanRecord,
  at: string,
  newId: () => string,
): readonly Consent[] {
  const changes: Consent[] = [];
  for (const organization of recipients(after)) {
    const turn = latestTurn(before, after, organization);
    if (turn === undefined) continue;
    const standing = consentsOf(after).filter((consent) => isDerivedFor(consent, organization, after));
    const active = standing.filter(({ status }) => status === 'active');
    if (turn.kind === 'permit') {
      changes.push(...active.map((denial): Consent => ({ ...denial, status: 'inactive' })));
    } else if (active.length === 0) {
      changes.push(denialOf(turn.consent, organization, at, newId()));
    }
  }
  return changes;
}

interface Turn {
  readonly kind: 'permit' | 'end';
  readonly consent: Consent;
}

/** What the person last decided about this recipient in this change; undefined when nothing about it changed. */
function latestTurn(before: PlanRecord, after: PlanRecord, organization: string): Turn | undefined {
  const turns = consentsOf(after).flatMap((consent): Turn[] => {
    if (consentKind(consent) !== 'access' || !organizationsNamed(consent, after.directory).has(organization)) return [];
    const kind = turnOf(consent);
    const earlier = before.parts.get(`Consent/${consent.id ?? ''}`)?.resource as Consent | undefined;
    return kind === undefined || (earlier && turnOf(earlier) === kind) ? [] : [{ kind, consent }];
  });
  // Two turns in one change: the later dated one holds; when that can't be told, the more careful one.
  return turns.sort((a, b) => dateOf(b).localeCompare(dateOf(a)) || (a.kind === 'end' ? -1 : 1))[0];
}

function turnOf({ status, provision }: Consent): Turn['kind'] | undefined {
  if (status === 'inactive' || status === 'rejected') return 'end';
  return status === 'active' && provision?.type !== 'deny' ? 'permit' : undefined;
}

function dateOf({ consent }: Turn): string {
  return consent.dateTime ?? '';
}

function recipients(record: PlanRecord): ReadonlySet<string> {
  return new Set(
    consentsOf(record)
      .filter((consent) => consentKind(consent) === 'access')
      .flatMap((consent) => [...organizationsNamed(consent, record.directory)]),
  );
}

/** A derived denial names the consent it follows from as its source. */
function isDerivedFor(consent: Consent, organization: string, record: PlanRecord): boolean {
  return (
    consentKind(consent) === 'opposition' &&
    consent.sourceReference?.reference?.startsWith('Consent/') === true &&
    organizationsNamed(consent, record.directory).has(organization)
  );
}

function denialOf(ended: Consent, organization: string, at: string, id: string): Consent {
  return {
    resourceType: 'Consent',
    id,
    status: 'active',
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ coding: [{ system: SAMPLAN.consentKind, code: 'opposition' }] }],
    ...(ended.patient ? { patient: ended.patient } : {}),
    dateTime: at,
    sourceReference: { reference: `Consent/${ended.id ?? ''}` },
    policyRule: { coding: [{ system: SAMPLAN.legalBasis, code: 'PBRL5-3' }] },
    provision: {
      type: 'deny',
      actor: [
        {
          role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
          reference: { identifier: { system: NATIONAL.organization, value: organization } },
        },
      ],
    },
  };
}
