import { SamplanError } from '../errors.ts';
import type { Finding } from '../validation/finding.ts';

/** Why a case about a need is not answered. */

export function noSuchCase(): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Det finnes ingen melding om behov eller søknad å svare på med denne id-en.',
      nn: 'Det finst inga melding om behov eller søknad å svare på med denne id-en.',
      en: 'There is no need report or application to answer with this id.',
    },
    { where: 'Task' },
  );
}

export function notTheUnit(): SamplanError {
  return new SamplanError(
    'forbidden',
    {
      nb: 'Bare koordinerende enhet som saken ligger hos, eller den databehandlingsansvarlige, kan svare på den.',
      nn: 'Berre koordinerande eining som saka ligg hos, eller den databehandlingsansvarlege, kan svare på henne.',
      en: 'Only the koordinerende enhet whose case it is, or the controller, may answer it.',
    },
    { where: 'Task.owner' },
  );
}

export function alreadyAnswered(): SamplanError {
  return new SamplanError(
    'already-decided',
    {
      nb: 'Saken er alt besvart. Bare et tilbud kan det fortsatt sies nei til. Meld behovet på nytt om det skal vurderes igjen.',
      nn: 'Saka er alt svara på. Berre eit tilbod kan det framleis seiast nei til. Meld behovet på nytt om det skal vurderast igjen.',
      en: 'The case is answered already. Only what was offered can still be declined. Report the need anew to have it looked at again.',
    },
    { where: 'Task.businessStatus' },
  );
}

export function notValid(findings: readonly Finding[]): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Saken kan ikke besvares slik. Hvert funn sier hva som er i veien.',
      nn: 'Saka kan ikkje svarast på slik. Kvart funn seier kva som er i vegen.',
      en: 'The case cannot be answered so. Each finding says what is in the way.',
    },
    { findings },
  );
}
