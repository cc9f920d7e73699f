import { SamplanError } from '../../errors.ts';
import type { Text } from '../../validation/finding.ts';
import { BarredThere } from '../barred.ts';
import type { Answer } from '../fhir-rest/answer.ts';
import { refused } from '../fhir-rest/refusal.ts';
import { PartnerUnreachable } from '../unreachable.ts';

/** The store's error codes that mean something to us (domain § 1.5 a). docs/connectors.md says what becomes of each. */
export const CODE = {
  invalid: 'CPLF-0005',
  stale: 'CPLF-0008',
  unchanged: 'CPLF-0009',
  duplicate: 'CPLF-0014',
  noConsent: 'CPLF-0017',
  missing: 'CPLF-0021',
  audit: 'CPLS-0022',
} as const;

const NO_ACCESS: readonly string[] = ['CPLF-0018', 'CPLF-0019'];

const text = (nb: string, nn: string, en: string): Text => ({ nb, nn, en });

const TEXTS = {
  invalid: text(
    'Lageret tar ikke imot ressursen: den er ikke slik lageret vil ha den. Send ressurstypen og koden til dem som drifter lageret, og se etter med samplan validate.',
    'Lageret tek ikkje imot ressursen: han er ikkje slik lageret vil ha han. Send ressurstypen og koden til dei som driftar lageret, og sjå etter med samplan validate.',
    'The store does not take the resource: it is not as the store wants it. Send its type and the code to those who run the store, and look with samplan validate.',
  ),
  noAccess: text(
    'Lageret gir ikke tilgang. Se at klienten har scope nhn:careplan/api, at organisasjonsnumrene er de som er avtalt, og hva personen har sperret.',
    'Lageret gjev ikkje tilgang. Sjå at klienten har scope nhn:careplan/api, at organisasjonsnummera er dei som er avtalte, og kva personen har sperra.',
    'The store gives no access. See that the client has the scope nhn:careplan/api, that the organization numbers are those agreed upon, and what the person has blocked.',
  ),
  missing: text(
    'Lageret mangler noe som ressursen viser til. Samplan prøver igjen når det er kommet dit; skjer det stadig, se hva lageret har avvist.',
    'Lageret manglar noko som ressursen viser til. Samplan prøver igjen når det er kome dit; skjer det stadig, sjå kva lageret har avvist.',
    'The store lacks something that the resource refers to. Samplan tries again once it is there; if it goes on, look at what the store has refused.',
  ),
  anotherPlan: text(
    'Lageret har en annen plan for personen, og tar én. Finn ut hvem som har lagt den der, og bli enige om hvilken som skal stå.',
    'Lageret har ein annan plan for personen, og tek éin. Finn ut kven som har lagt han der, og bli einige om kva for ein som skal stå.',
    'The store has another plan for the person, and takes one. Find out who put it there, and agree on which is to stand.',
  ),
  noNumber: text(
    'Personen har ikke fødselsnummer eller D-nummer, og lageret kjenner ingen uten. Ingenting sendes før nummeret er registrert.',
    'Personen har ikkje fødselsnummer eller D-nummer, og lageret kjenner ingen utan. Ingenting blir sendt før nummeret er registrert.',
    'The person has no fødselsnummer or D-number, and the store knows nobody without. Nothing is sent before the number is recorded.',
  ),
} satisfies Record<string, Text>;

/** The code in the header `nhn-error-code`; never what the answer says in words, which may quote a person. */
export function codeOf({ headers }: Pick<Answer, 'headers'>): string | undefined {
  return /^CPL[FS]-\d{4}$/u.exec(headers.get('nhn-error-code') ?? '')?.[0];
}

/** What an answer that is no success means: by its code where it has one, whatever its status. */
export function refusalOf(answer: Answer): SamplanError {
  const code = codeOf(answer);
  const { where } = answer;
  if (code === CODE.noConsent) return new BarredThere('no-consent', where);
  // It could not write its own log, so it did nothing: that goes away by itself.
  if (code === CODE.audit) return new PartnerUnreachable({ where, found: code });
  const plain = refused(answer);
  if (code === undefined) return plain;
  const says = NO_ACCESS.includes(code)
    ? TEXTS.noAccess
    : code === CODE.invalid
      ? TEXTS.invalid
      : code === CODE.missing
        ? TEXTS.missing
        : code === CODE.duplicate
          ? TEXTS.anotherPlan
          : plain.text;
  return new SamplanError('partner-refused', says, { where, found: `${plain.found} ${code}` });
}

/** `partner-refused`: the store knows nobody without a number. */
export function withoutNumber(where: string): SamplanError {
  return new SamplanError('partner-refused', TEXTS.noNumber, { where, expected: 'a fødselsnummer or D-number' });
}
