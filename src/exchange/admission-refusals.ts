import { SamplanError } from '../errors.ts';
import type { Text } from '../validation/finding.ts';
import type { WayIn } from './may-reach.ts';

/** Why the gate does not let a resource in, where no finding says it. */

/** What a caller does about a person whom it does not reach. It is the same whether she is known here or not. */
const WAYS_IN: Readonly<Record<WayIn, Text>> = {
  create: {
    nb: 'Opprett Patient først, og vis til den med Patient/id.',
    nn: 'Opprett Patient først, og vis til han med Patient/id.',
    en: 'Create the Patient first and point at it with Patient/id.',
  },
  report: {
    nb: 'Meld behovet først, med POST $report-need og personens nummer: det åpner samarbeidet. Finn så Patient med POST Patient/_search.',
    nn: 'Meld behovet først, med POST $report-need og nummeret til personen: det opnar samarbeidet. Finn så Patient med POST Patient/_search.',
    en: 'Report the need first, with POST $report-need and the number of the person: that opens the cooperation. Then find the Patient with POST Patient/_search.',
  },
  consent: {
    nb: 'Personen må først samtykke til at dere er med. Den som svarer for installasjonen, registrerer samtykket.',
    nn: 'Personen må først samtykkje til at de er med. Den som svarer for installasjonen, registrerer samtykket.',
    en: 'The person must first consent that you take part. Who answers for this installation records the consent.',
  },
  'one-patient': {
    nb: 'Du er sluppet inn for én pasient. Vis til den.',
    nn: 'Du er sleppt inn for éin pasient. Vis til den.',
    en: 'You are let in for one patient. Point at that one.',
  },
};

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

export function notBroughtIn(way: WayIn): SamplanError {
  const { nb, nn, en } = WAYS_IN[way];
  return new SamplanError(
    'forbidden',
    {
      nb: `Personen kan ikke opprettes her av deg. ${nb}`,
      nn: `Personen kan ikkje opprettast her av deg. ${nn}`,
      en: `You cannot create the person here. ${en}`,
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

export function unknownPerson(type: string, way: WayIn): SamplanError {
  const message = {
    nb: 'Ressursen viser ikke til en person som du når her.',
    nn: 'Ressursen viser ikkje til ein person som du når her.',
    en: 'The resource does not point at a person whom you reach here.',
  };
  return new SamplanError('invalid', message, {
    findings: [
      {
        severity: 'error',
        code: 'not-found',
        rule: 'known-person',
        path: type,
        reference: 'pjl § 16',
        expected: 'a reference Patient/id to a person whom the caller reaches here',
        message,
        action: WAYS_IN[way],
      },
    ],
  });
}
