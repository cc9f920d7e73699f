import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { consentKind } from './kind.ts';

/** `withheld`: not permitted, yet nobody spoke against it: the frame of an opt-in whose permits do not reach this far. */
export type Effect = 'permit' | 'deny' | 'withheld';

/** What one provision says, however it was spelled: an effect within its conditions, and exceptions from it. */
export interface ConsentRule {
  readonly effect: Effect;
  /** Period, actor, class, data and the rest narrow the effect. */
  readonly conditions: ConsentProvision;
  readonly exceptions: readonly ConsentRule[];
  /** A provision without a type: what it covers is not permitted, whatever it meant. */
  readonly isUntyped: boolean;
}

/**
 * Reads the three spellings of a Consent into one: the root has a type (IHE PCF), the root takes its meaning from a
 * policyRule (OPTIN, OPTOUT) and permits or denials are nested, or the whole is a denial (HL7 Norway, pbrl § 5-3). What
 * is not typed and that no policy explains fails closed.
 *
 * @returns undefined for a Consent that says nothing
 * @example
 * ruleOf(consent)?.effect; // 'permit'
 */
export function ruleOf(consent: Consent): ConsentRule | undefined {
  const isOpposition = consentKind(consent) === 'opposition';
  const { provision } = consent;
  // An opposition that says no more opposes everything (pbrl § 5-3; HL7 Norway's profile).
  if (!provision)
    return isOpposition ? { effect: 'deny', conditions: {}, exceptions: [], isUntyped: false } : undefined;
  const effect = provision.type ?? (isOpposition ? 'deny' : policyMeaning(consent));
  // Untyped, and no policy tells what it means: nothing in it can permit.
  if (!effect) return { effect: 'withheld', conditions: provision, exceptions: [], isUntyped: true };
  return { effect, conditions: provision, exceptions: (provision.provision ?? []).map(nested), isUntyped: false };
}

/** R4 requires a type on nested provisions; without one it has no meaning, so what it covers is not permitted. */
function nested(provision: ConsentProvision): ConsentRule {
  if (!provision.type) return { effect: 'deny', conditions: provision, exceptions: [], isUntyped: true };
  return {
    effect: provision.type,
    conditions: provision,
    exceptions: (provision.provision ?? []).map(nested),
    isUntyped: false,
  };
}

/** What an untyped root means by its policy: opt-in withholds unless a nested permit, opt-out permits unless a nested deny. */
function policyMeaning(consent: Consent): Effect | undefined {
  const codes = (consent.policyRule?.coding ?? []).map(({ code }) => code);
  if (codes.includes('PBRL5-3')) return 'deny';
  if (codes.includes('OPTIN')) return 'withheld';
  return codes.includes('OPTOUT') ? 'permit' : undefined;
}

/** Every rule of a Consent, an exception after what it is an exception from. */
export function rulesIn(rule: ConsentRule | undefined): readonly ConsentRule[] {
  return rule ? [rule, ...rule.exceptions.flatMap(rulesIn)] : [];
}
