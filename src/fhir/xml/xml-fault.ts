import { SamplanError } from '../../errors.ts';
import type { Text } from '../../validation/finding.ts';
import { positionOf } from '../../validation/json-scan.ts';

const TEXTS = {
  syntax: {
    nb: 'Innholdet er ikke velformet XML. Rett det på stedet som er oppgitt.',
    nn: 'Innhaldet er ikkje velforma XML. Rett det på staden som er oppgitt.',
    en: 'The body is not well-formed XML. Correct it at the place given.',
  },
  doctype: {
    nb: 'Dokumenttyper og egne entiteter tas ikke imot. Ta bort DOCTYPE.',
    nn: 'Dokumenttypar og eigne entitetar blir ikkje tekne imot. Ta bort DOCTYPE.',
    en: 'Document types and entities of your own are not accepted. Remove the DOCTYPE.',
  },
  encoding: {
    nb: 'XML-en sier at den er i en annen tegnkoding. Send den i UTF-8.',
    nn: 'XML-en seier at han er i ei anna teiknkoding. Send han i UTF-8.',
    en: 'The XML says that it is in another encoding. Send it in UTF-8.',
  },
  namespace: {
    nb: 'Elementet er i et annet navnerom. Bruk http://hl7.org/fhir, og http://www.w3.org/1999/xhtml på div selv.',
    nn: 'Elementet er i eit anna namnerom. Bruk http://hl7.org/fhir, og http://www.w3.org/1999/xhtml på div sjølv.',
    en: 'The element is in another namespace. Use http://hl7.org/fhir, and http://www.w3.org/1999/xhtml on the div itself.',
  },
  element: {
    nb: 'FHIR R4 har ikke dette elementet her. Rett navnet, eller ta det bort.',
    nn: 'FHIR R4 har ikkje dette elementet her. Rett namnet, eller ta det bort.',
    en: 'FHIR R4 does not have this element here. Correct its name or remove it.',
  },
  order: {
    nb: 'Elementet står på feil plass: rekkefølgen er den i definisjonen. Flytt det.',
    nn: 'Elementet står på feil plass: rekkjefølgja er den i definisjonen. Flytt det.',
    en: 'The element stands in the wrong place: the order is that of the definition. Move it.',
  },
  twice: {
    nb: 'Elementet kan bare stå én gang her. Behold ett.',
    nn: 'Elementet kan berre stå éin gong her. Behald eitt.',
    en: 'The element may stand only once here. Keep one.',
  },
  attribute: {
    nb: 'Elementet har en attributt som FHIR ikke har der. Ta den bort.',
    nn: 'Elementet har ein attributt som FHIR ikkje har der. Ta han bort.',
    en: 'The element has an attribute that FHIR does not have there. Remove it.',
  },
  text: {
    nb: 'Her kan det ikke stå tekst. Verdier står i attributten value.',
    nn: 'Her kan det ikkje stå tekst. Verdiar står i attributten value.',
    en: 'No text may stand here. Values stand in the attribute value.',
  },
  empty: {
    nb: 'Elementet er tomt. Gi det en verdi, eller ta det bort.',
    nn: 'Elementet er tomt. Gje det ein verdi, eller ta det bort.',
    en: 'The element is empty. Give it a value or remove it.',
  },
  depth: {
    nb: 'Innholdet er nøstet for dypt. Flat det ut.',
    nn: 'Innhaldet er nøsta for djupt. Flat det ut.',
    en: 'The body is nested too deeply. Flatten it.',
  },
} as const satisfies Record<string, Text>;

/**
 * What is wrong with an XML text, and where.
 *
 * @param at offset in the text
 * @param place path of the element that it is about: known names only
 */
export function xmlFault(
  kind: keyof typeof TEXTS,
  text: string,
  at: number,
  place: string,
  expected: string,
): SamplanError {
  const position = positionOf(text, at);
  return new SamplanError(kind === 'depth' ? 'too-deep' : 'malformed', TEXTS[kind], {
    where: place === '' ? position : `${position}, ${place}`,
    expected,
  });
}
