import { SamplanError } from '../errors.ts';
import type { Finding } from '../validation/finding.ts';

/** Why a need is not reported. None of them tells whether the person is known here. */

export function whichMunicipality(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Det går ikke frem hvilken kommune som skal svare. Oppgi organisasjonsnummeret til en kommune som er med her.',
      nn: 'Det går ikkje fram kva kommune som skal svare. Gje opp organisasjonsnummeret til ein kommune som er med her.',
      en: 'It is not clear which municipality is to answer. Give the organization number of a municipality that takes part here.',
    },
    { where: 'to', expected: 'a municipality in the configuration' },
  );
}

export function withoutNumber(expected: string): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Meldingen sier ikke sikkert hvem den gjelder. Oppgi et nasjonalt nummer som stemmer, eller vis til en Patient her.',
      nn: 'Meldinga seier ikkje sikkert kven ho gjeld. Gje opp eit nasjonalt nummer som stemmer, eller vis til ein Patient her.',
      en: 'The report does not say for certain whom it is about. Give a national number that fits, or refer to a Patient here.',
    },
    { where: 'patient', expected },
  );
}

export function waitsAlready(): SamplanError {
  return new SamplanError(
    'duplicate',
    {
      nb: 'Behovet er meldt dit allerede og venter på svar.',
      nn: 'Behovet er meldt dit alt og ventar på svar.',
      en: 'The need is reported there already and waits for an answer.',
    },
    { where: 'ServiceRequest' },
  );
}

export function notValid(findings: readonly Finding[]): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Behovet kan ikke meldes slik. Hvert funn sier hva som er i veien.',
      nn: 'Behovet kan ikkje meldast slik. Kvart funn seier kva som er i vegen.',
      en: 'The need cannot be reported so. Each finding says what is in the way.',
    },
    { findings },
  );
}
