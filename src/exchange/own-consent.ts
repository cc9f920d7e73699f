import type { Consent } from '@medplum/fhirtypes';
import { type DecidesForHer, isNotHers } from '../consent/own-decision.ts';
import { SamplanError } from '../errors.ts';
import type { PlanRecord } from '../record/record.ts';
import type { Text } from '../validation/finding.ts';
import type { Asker } from './may-reach.ts';

const TEXTS: Readonly<Record<DecidesForHer, Text>> = {
  parents: {
    nb: 'Du er under 16 år, så det er den som har foreldreansvar for deg, som bestemmer dette. Du kan alltid si nei til at noen får se planen, og du har rett til å bli hørt. Snakk med koordinatoren din.',
    nn: 'Du er under 16 år, så det er den som har foreldreansvar for deg, som avgjer dette. Du kan alltid seie nei til at nokon får sjå planen, og du har rett til å bli høyrd. Snakk med koordinatoren din.',
    en: 'You are under 16, so whoever has parental responsibility for you decides this. You can always say no to somebody seeing the plan, and you have a right to be heard. Talk with your coordinator.',
  },
  another: {
    nb: 'Det er avgjort at noen andre samtykker for deg her. Du kan alltid si nei til at noen får se planen. Snakk med koordinatoren din hvis du vil endre det.',
    nn: 'Det er avgjort at nokon andre samtykkjer for deg her. Du kan alltid seie nei til at nokon får sjå planen. Snakk med koordinatoren din om du vil endre det.',
    en: 'It was decided that somebody else consents for you here. You can always say no to somebody seeing the plan. Talk with your coordinator if you want to change it.',
  },
};

/**
 * Refuses what a person decides by herself and another must decide for her.
 *
 * @param consent as it would be recorded; `isWithdrawn`: the one that is to end
 * @throws SamplanError `forbidden`
 * @example
 * requireHers(caller, record, consent, false, at);
 */
export function requireHers(
  { isHerself }: Asker,
  record: PlanRecord,
  consent: Consent,
  isWithdrawn: boolean,
  at: string,
): void {
  const decides = isHerself ? isNotHers(record, consent, isWithdrawn, at) : undefined;
  if (decides !== undefined) throw new SamplanError('forbidden', TEXTS[decides], { where: 'Consent', found: decides });
}

/**
 * What she says herself, now: who gave it, when, who vouches for it and how it is marked is not hers to write.
 *
 * @example
 * asSheSays({ ...consent, performer: [her mother], dateTime: 'last year' }).performer; // undefined: she
 */
export function asSheSays({
  resourceType,
  status,
  scope,
  category,
  policyRule,
  provision,
  contained,
}: Consent): Consent {
  return {
    ...{ resourceType, status, scope, category },
    ...(policyRule ? { policyRule } : {}),
    ...(provision ? { provision } : {}),
    ...(contained ? { contained } : {}),
  };
}
