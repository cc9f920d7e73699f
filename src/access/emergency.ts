import type { Caller } from './caller.ts';
import { AccessRefused } from './refusal.ts';

/** Emergency treatment, and break the glass (HL7 v3 ActReason). */
const EMERGENCY: readonly string[] = ['ETREAT', 'BTG'];

/** HelseID's level of a login with two factors, one of them bound to the person. */
const HIGH = 4;

/**
 * The caller for an emergency: health personnel who read a person's plan without being partners of it, each time with a
 * written reason that is traced and looked at afterwards (hpl § 45, pjl § 22). Reading only.
 *
 * Asked for by the headers `Purpose-Of-Use: ETREAT` (or `BTG`) and `Emergency-Reason` (percent-encoded UTF-8), or by an attested
 * purpose and the reason.
 *
 * @param headers names in lower case
 * @returns the same caller when nothing of this is asked for
 * @throws AccessRefused `emergency-person`, `emergency-reason`
 * @example
 * inEmergency(caller, { 'purpose-of-use': 'ETREAT', 'emergency-reason': 'Bevisstl%C3%B8s%20ved%20innkomst' }).purpose // 'ETREAT'
 */
export function inEmergency(caller: Caller, headers: Readonly<Record<string, string>>): Caller {
  const isAsked = EMERGENCY.includes(headers['purpose-of-use'] ?? '') || caller.purpose === 'ETREAT';
  if (!isAsked) return caller;
  if (caller.person?.isHealthPersonnel !== true || caller.person.level < HIGH)
    throw new AccessRefused('emergency-person');
  return { ...caller, purpose: 'ETREAT', emergency: { reason: reasonIn(headers['emergency-reason'] ?? '') } };
}

function reasonIn(header: string): string {
  // Before it is decoded, which takes time with the length.
  if (header.length > 5000) throw new AccessRefused('emergency-reason');
  let reason: string;
  try {
    reason = decodeURIComponent(header).trim();
  } catch (cause) {
    throw new AccessRefused('emergency-reason', { cause });
  }
  // A reason is words: ten times a full stop is none.
  const isReason = reason.length <= 500 && (reason.match(/\p{L}/gu)?.length ?? 0) >= 10;
  if (!isReason || /\p{Cc}/u.test(reason)) throw new AccessRefused('emergency-reason');
  return reason;
}
