const VOLVEN = 'urn:oid:2.16.578.1.12.4.1.1.';
const HELSEDIR = 'http://helsedir.no/fhir/CodeSystem/no-kodeverk-';

/** Volven code systems that are known by other names too (no-basis NamingSystem; domain facts 1.2). */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  '3402': [
    'https://register.geonorge.no/subregister/sosi-kodelister/kartverket/kommunenummer-alle',
    'https://register.geonorge.no/sosi-kodelister/inndelinger/inndelingsbase/kommunenummer',
  ],
  '3403': ['http://data.ssb.no/api/klass/v1/versions/919'],
  '7110': ['http://hl7.org/fhir/sid/icd-10'],
  '7170': ['http://hl7.org/fhir/sid/icpc-2'],
};

const numbers = new Map(Object.entries(OTHER_NAMES).flatMap(([number, names]) => names.map((name) => [name, number])));

/** The four digits under which Volven has a code system, whichever of its names this is. */
export function volvenNumber(system: string): string | undefined {
  const prefix = system.startsWith(VOLVEN) ? VOLVEN : system.startsWith(HELSEDIR) ? HELSEDIR : undefined;
  if (prefix === undefined) {
    return numbers.get(system);
  }
  const number = system.slice(prefix.length);
  return /^\d{4}$/.test(number) ? number : undefined;
}

/**
 * Every name that senders use for this code system, itself first. Volven's are known by OID and by the address of the
 * package hl7.fhir.no.kodeverk, some by a third.
 *
 * @example
 * systemNames('urn:oid:2.16.578.1.12.4.1.1.9060');
 * // ['urn:oid:2.16.578.1.12.4.1.1.9060', 'http://helsedir.no/fhir/CodeSystem/no-kodeverk-9060']
 */
export function systemNames(system: string): readonly string[] {
  const number = volvenNumber(system);
  return number === undefined
    ? [system]
    : [...new Set([system, VOLVEN + number, HELSEDIR + number, ...(OTHER_NAMES[number] ?? [])])];
}
