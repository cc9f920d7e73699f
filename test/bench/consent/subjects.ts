import type { Consent, Resource } from '@medplum/fhirtypes';
import { decide } from '../../../src/consent/decide.ts';
import type { Party } from '../../../src/consent/party.ts';
import { recordOf } from '../../../src/record/record.ts';
import { calendar } from '../../demo/people/calendar.ts';
import { organizationByNumber } from '../../demo/people/organizations.ts';
import { benchRecord } from '../sync/bench-record.ts';
import { stampOf } from '../sync/mould.ts';
import type { Task } from '../validation/rounds.ts';

/** One record and recipient, whose every part is decided in one call. */
interface Subject extends Task {
  readonly run: () => void;
  readonly parts: number;
  readonly consents: number;
}

/** As many records as are turned through, so that no one of them stays in the nearest cache. */
const COPIES = 64;

const DAY = '2026-11-22';
const AT = `${DAY}T10:00:00.000Z`;
const MOMENTS = Array.from({ length: 1009 }, (_, index) => new Date(Date.parse(AT) + index).toISOString());
const when = calendar(() => new Date(AT));

/** The bench record as it is, with what an unlucky person adds, and with twenty consents. */
export function subjects(): readonly Subject[] {
  const number = organizationByNumber('trust').identifier?.value ?? '';
  const trust: Party = { name: 'Helse Fjordvik HF', organization: number, sector: 'specialist' };
  const nav: Party = { name: 'NAV Fjordvik', organization: '310603015', sector: 'other' };
  return [
    subject('bench record, permitted by its B', trust, () => []),
    subject('bench record, nothing permitted', nav, () => []),
    subject('with an opposition to one measure and one that is nested', trust, opposed),
    subject('with twenty more consents', trust, (record) => [...opposed(record), ...many(record)]),
  ];
}

function subject(name: string, recipient: Party, more: (record: readonly Resource[]) => readonly Consent[]): Subject {
  const records = Array.from({ length: COPIES }, (_, index) => {
    const resources = benchRecord(stampOf(index), when);
    const all = [...resources, ...more(resources)];
    const person = resources.find(({ resourceType }) => resourceType === 'Patient')?.id ?? '';
    return recordOf(
      person,
      all.map((resource) => ({ resource, owner: '310601012' })),
      new Map(),
    );
  });
  const [first] = records;
  const kinds = [...(first?.parts.values() ?? [])].map(({ kind }) => kind);
  let turn = 0;
  return {
    name,
    parts: kinds.length,
    consents: kinds.filter((kind) => kind === 'consent').length,
    run: () => {
      const record = records[turn % COPIES];
      // A moment of its own each time: what is read of a record's consents is kept for one moment only.
      const at = MOMENTS[turn % MOMENTS.length] ?? AT;
      turn += 1;
      if (!record) return;
      for (const part of record.parts.values()) decide(record, part, recipient, 'coordination', at);
    },
  };
}

function accessIn(record: readonly Resource[]): Consent {
  const consent = record.find((one) => one.resourceType === 'Consent' && one.provision !== undefined);
  if (consent?.resourceType !== 'Consent') throw new Error('the bench record has no consent B');
  return consent;
}

function opposed(record: readonly Resource[]): readonly Consent[] {
  const access = accessIn(record);
  const measure = record.find(({ resourceType }) => resourceType === 'ServiceRequest');
  const data = [{ meaning: 'instance' as const, reference: { reference: `ServiceRequest/${measure?.id}` as never } }];
  const actor = access.provision?.actor ?? [];
  return [
    { ...access, id: 'opposed', policyRule: PBRL5_3, category: [D], provision: { type: 'deny', actor, data } },
    {
      ...access,
      id: 'nested',
      provision: { ...access.provision, type: 'permit', provision: [{ type: 'deny', class: [OBSERVATIONS] }] },
    },
  ];
}

const D = { coding: [{ system: 'http://samplan.no/fhir/CodeSystem/consent-kind', code: 'opposition' }] };
const PBRL5_3 = { coding: [{ system: 'http://samplan.no/fhir/CodeSystem/legal-basis', code: 'PBRL5-3' }] };
const OBSERVATIONS = { system: 'http://hl7.org/fhir/resource-types', code: 'Observation' };

/** Consents for others, as they gather over the years. */
function many(record: readonly Resource[]): readonly Consent[] {
  const access = accessIn(record);
  const role = access.provision?.actor?.[0]?.role ?? {};
  return Array.from({ length: 20 }, (_, index) => ({
    ...access,
    id: `more-${index}`,
    provision: {
      ...access.provision,
      type: 'permit' as const,
      actor: [
        { role, reference: { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: `3106${index}` } } },
      ],
    },
  }));
}
