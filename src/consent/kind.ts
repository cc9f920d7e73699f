import type { Consent } from '@medplum/fhirtypes';
import { hasCode } from '../record/kinds.ts';
import { SAMPLAN } from '../record/systems.ts';

/** A plan-made, B access, C publish, D opposition (design: Consent). */
export type ConsentKind = 'plan-made' | 'access' | 'publish' | 'opposition';

const KINDS: readonly ConsentKind[] = ['plan-made', 'access', 'publish', 'opposition'];

/** What a Consent is about; HL7 Norway's opposition is known by its policyRule (pbrl § 5-3). Undefined: not about a plan. */
export function consentKind(consent: Consent): ConsentKind | undefined {
  const stated = KINDS.find((kind) => hasCode(consent.category, SAMPLAN.consentKind, kind));
  if (stated) return stated;
  return (consent.policyRule?.coding ?? []).some(({ code }) => code === 'PBRL5-3') ? 'opposition' : undefined;
}

/** Marks a denial that the gate derived, apart from the oppositions a person made herself. */
export const DERIVED = { system: SAMPLAN.origin, code: 'derived' } as const;

export function isDerived(consent: Consent): boolean {
  return (consent.meta?.tag ?? []).some(({ system, code }) => system === DERIVED.system && code === DERIVED.code);
}
