import type { Resource } from '@medplum/fhirtypes';
import { idnr } from '@navikt/fnrvalidator';
import type { Finding } from '../validation/finding.ts';
import { identifiersOf } from './identity.ts';
import { personNumber } from './person-number.ts';

/**
 * Warnings about the fødselsnummer and D-numbers of a Patient or RelatedPerson whose check digits or date are wrong.
 * Never more: public examples are wrong, and the rule changes in 2032. That there are eleven digits, the profile says.
 *
 * @example
 * numberFindings(patient).map(({ rule }) => rule); // ['identity-number-check-digits']
 */
export function numberFindings(resource: Resource): readonly Finding[] {
  if (resource.resourceType !== 'Patient' && resource.resourceType !== 'RelatedPerson') return [];
  return identifiersOf(resource).flatMap((identifier, index) => {
    const number = personNumber(identifier);
    if (!number || (hasRightCheckDigits(identifier.value) && number.birthDate !== undefined)) return [];
    return [wrongNumber(`${resource.resourceType}.identifier[${index}].value`, number.birthDate === undefined)];
  });
}

/** They count the digits as they stand, also those of synthetic numbers; the date is read elsewhere. */
function hasRightCheckDigits(number: string): boolean {
  const result = idnr(number);
  return result.status === 'valid' || !result.reasons.includes("checksums don't match");
}

function wrongNumber(path: string, isNoDate: boolean): Finding {
  return {
    severity: 'warning',
    code: 'value',
    rule: 'identity-number-check-digits',
    path,
    reference: 'HL7 Norge: no-basis',
    expected: 'a birth date and two check digits that fit',
    found: isNoDate ? 'digits that are no date' : 'other check digits',
    message: {
      nb: 'Fødselsnummeret eller D-nummeret kan ikke være riktig: kontrollsifrene eller datoen stemmer ikke.',
      nn: 'Fødselsnummeret eller D-nummeret kan ikkje vere rett: kontrollsifra eller datoen stemmer ikkje.',
      en: 'The fødselsnummer or D-number cannot be right: its check digits or its date do not fit.',
    },
    action: {
      nb: 'Kontroller nummeret mot folkeregisteret, og rett det hos avsender.',
      nn: 'Kontroller nummeret mot folkeregisteret, og rett det hos avsendar.',
      en: 'Check the number against the national register, and correct it at the sender.',
    },
  };
}
