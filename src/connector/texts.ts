import type { Text } from '../validation/finding.ts';

/** What goes wrong between Samplan and a partner's system, in words. */
export const partnerTexts = {
  unreachable: {
    nb: 'Partnerens system svarer ikke nå. Samplan prøver igjen.',
    nn: 'Systemet til partnaren svarer ikkje no. Samplan prøver igjen.',
    en: "The partner's system does not answer now. Samplan will try again.",
  },
  refused: {
    nb: 'Partnerens system avviste forespørselen. Den som drifter forbindelsen må se på dette sammen med partneren.',
    nn: 'Systemet til partnaren avviste førespurnaden. Den som driftar sambandet må sjå på dette saman med partnaren.',
    en: "The partner's system refused the request. Whoever runs the connection must look at this with the partner.",
  },
  severalMatches: {
    nb: 'Partnerens system har flere ressurser med samme identifikator. Be partneren rydde opp før Samplan kan sende.',
    nn: 'Systemet til partnaren har fleire ressursar med same identifikator. Be partnaren rydde opp før Samplan kan sende.',
    en: "The partner's system has several resources with the same identifier. Ask the partner to clean up before Samplan can send.",
  },
  malformed: {
    nb: 'Svaret fra partnerens system følger ikke FHIR. Be partneren rette det.',
    nn: 'Svaret frå systemet til partnaren følgjer ikkje FHIR. Be partnaren rette det.',
    en: "The answer from the partner's system does not follow FHIR. Ask the partner to mend it.",
  },
  noPlanForMeasure: {
    nb: 'Partneren har ingen plan som tiltaket kan stå i. Se til at planen er kommet dit, eller sett measures til requests.',
    nn: 'Partnaren har ingen plan som tiltaket kan stå i. Sjå til at planen er komen dit, eller set measures til requests.',
    en: 'The partner has no plan for the measure to stand in. See to it that the plan is there, or set measures to requests.',
  },
  planMoves: {
    nb: 'Planen hos partneren tok ikke imot tiltaket. Samplan prøver igjen; skjer det stadig, se på planen sammen med partneren.',
    nn: 'Planen hos partnaren tok ikkje imot tiltaket. Samplan prøver igjen; skjer det stadig, sjå på planen saman med partnaren.',
    en: 'The plan at the partner did not take in the measure. Samplan will try again; if it goes on, look at the plan with the partner.',
  },
  notSynthetic: {
    nb: 'En kontroll skriver bare om en syntetisk pasient: et fødselsnummer eller D-nummer med 40, 65 eller 80 lagt til måneden. Oppgi et slikt.',
    nn: 'Ein kontroll skriv berre om ein syntetisk pasient: eit fødselsnummer eller D-nummer med 40, 65 eller 80 lagt til månaden. Oppgje eit slikt.',
    en: 'A check writes about a synthetic patient only: a fødselsnummer or D-number with 40, 65 or 80 added to its month. Give such a one.',
  },
  badAddress: {
    nb: 'Adressen til partnerens system kan ikke brukes.',
    nn: 'Adressa til systemet til partnaren kan ikkje brukast.',
    en: "The address of the partner's system cannot be used.",
  },
} satisfies Record<string, Text>;
