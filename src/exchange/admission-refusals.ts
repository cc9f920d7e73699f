import { SamplanError } from '../errors.ts';

/** Why the gate does not let a resource in, where no finding says it. */

export function decidedElsewhere(): SamplanError {
  return new SamplanError(
    'method-not-allowed',
    {
      nb: 'En konflikt lages og avsluttes bare av Samplan. Avgjør den med Task/[id]/$resolve-conflict.',
      nn: 'Ein konflikt blir laga og avslutta berre av Samplan. Avgjer han med Task/[id]/$resolve-conflict.',
      en: 'A conflict is made and ended by Samplan only. Decide it with Task/[id]/$resolve-conflict.',
    },
    { where: 'Task.code' },
  );
}

export function notFound(where: string): SamplanError {
  return new SamplanError(
    'not-found',
    { nb: 'Ressursen finnes ikke.', nn: 'Ressursen finst ikkje.', en: 'There is no such resource.' },
    { where },
  );
}

export function knownAlready(): SamplanError {
  return new SamplanError(
    'duplicate',
    {
      nb: 'Personen finnes her allerede. Søk med POST Patient/_search og identifier, og bruk den som finnes.',
      nn: 'Personen finst her allereie. Søk med POST Patient/_search og identifier, og bruk den som finst.',
      en: 'The person is here already. Search with POST Patient/_search and identifier, and use the one there is.',
    },
    { where: 'Patient.identifier' },
  );
}

export function notBroughtIn(): SamplanError {
  return new SamplanError(
    'forbidden',
    {
      nb: 'Personen kan ikke opprettes her av deg. Meld behovet til koordinerende enhet, som åpner samarbeidet.',
      nn: 'Personen kan ikkje opprettast her av deg. Meld behovet til koordinerande eining, som opnar samarbeidet.',
      en: 'You cannot create the person here. Report the need to the koordinerende enhet, which opens the cooperation.',
    },
    { where: 'Patient' },
  );
}

export function othersNumber(): SamplanError {
  return new SamplanError(
    'forbidden',
    {
      nb: 'Du kan ikke gi personen et annet fødselsnummer eller D-nummer her. Rett det i ditt eget system, eller be den som driver installasjonen.',
      nn: 'Du kan ikkje gi personen eit anna fødselsnummer eller D-nummer her. Rett det i ditt eige system, eller be den som driv installasjonen.',
      en: 'You cannot give the person another national identity number here. Correct it in your own system, or ask whoever runs the installation.',
    },
    { where: 'Patient.identifier' },
  );
}

export function anothersEntry(type: string): SamplanError {
  return new SamplanError(
    'forbidden',
    {
      nb: 'Oppføringen tilhører en annen virksomhet, og bare den kan endre den.',
      nn: 'Oppføringa høyrer til ei anna verksemd, og berre ho kan endre henne.',
      en: 'The entry belongs to another organization, and only that one can change it.',
    },
    { where: type },
  );
}

export function unknownPerson(type: string): SamplanError {
  const message = {
    nb: 'Ressursen viser ikke til en person som har en plan, et team eller et samtykke her.',
    nn: 'Ressursen viser ikkje til ein person som har ein plan, eit team eller eit samtykke her.',
    en: 'The resource does not point at a person who is known here.',
  };
  return new SamplanError('invalid', message, {
    findings: [
      {
        severity: 'error',
        code: 'not-found',
        rule: 'known-person',
        path: type,
        reference: 'pjl § 16',
        expected: 'a reference Patient/id to a person known here',
        message,
        action: {
          nb: 'Opprett Patient først, og vis til den med Patient/id.',
          nn: 'Opprett Patient først, og vis til han med Patient/id.',
          en: 'Create the Patient first and point at it with Patient/id.',
        },
      },
    ],
  });
}
