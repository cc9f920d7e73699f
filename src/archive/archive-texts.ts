import type { Text } from '../validation/finding.ts';

/** What is wrong with an archive, in words. */
export const archiveTexts = {
  noArchive: {
    nb: 'Filen er ikke et arkiv fra «samplan export».',
    nn: 'Fila er ikkje eit arkiv frå «samplan export».',
    en: 'The file is no archive of “samplan export”.',
  },
  oneRecord: {
    nb: 'Filen har én persons journaldeler og er til å lese. Bare et helt arkiv tas inn.',
    nn: 'Fila har éin persons journaldelar og er til å lese. Berre eit heilt arkiv blir teke inn.',
    en: "The file has one person's record and is there to be read. Only a whole archive is taken in.",
  },
  otherFormat: {
    nb: 'Arkivet er skrevet i et annet format. Bruk versjonen av Samplan som skrev det.',
    nn: 'Arkivet er skrive i eit anna format. Bruk versjonen av Samplan som skreiv det.',
    en: 'The archive is written in another format. Use the version of Samplan that wrote it.',
  },
  badLine: {
    nb: 'Linjen er ikke en arkivlinje. Hent filen på nytt.',
    nn: 'Linja er ikkje ei arkivlinje. Hent fila på nytt.',
    en: 'The line is no line of an archive. Fetch the file anew.',
  },
  damaged: {
    nb: 'Arkivet er ikke helt, eller noe er endret i det. Ingenting er tatt inn av det. Hent filen på nytt.',
    nn: 'Arkivet er ikkje heilt, eller noko er endra i det. Ingenting er teke inn av det. Hent fila på nytt.',
    en: 'The archive is not whole, or something in it was changed. Nothing was taken in of it. Fetch the file anew.',
  },
  fileThere: {
    nb: 'Filen finnes allerede. Velg et annet navn, eller slett den.',
    nn: 'Fila finst alt. Vel eit anna namn, eller slett ho.',
    en: 'The file is there already. Choose another name, or delete it.',
  },
  otherStore: {
    nb: 'Den uferdige filen er av et annet lager, eller noe er slettet siden den ble begynt. Slett den og begynn på nytt.',
    nn: 'Den uferdige fila er av eit anna lager, eller noko er sletta sidan ho vart byrja på. Slett ho og byrj på nytt.',
    en: 'The unfinished file is of another store, or something was deleted since it was begun. Delete it and begin anew.',
  },
} as const satisfies Record<string, Text>;
