import type { Text } from '../../validation/finding.ts';

/** What is said where the job engine cannot do its work. */
export const engineTexts = {
  cannotOpen: {
    nb: 'Jobbkøen i PostgreSQL kan ikke åpnes. Se om rollen har rett til å lage skjemaet den ligger i.',
    nn: 'Jobbkøen i PostgreSQL kan ikkje opnast. Sjå om rolla har rett til å lage skjemaet han ligg i.',
    en: 'The job queue in PostgreSQL cannot be opened. See whether the role may create the schema that it lies in.',
  },
  noAnswer: {
    nb: 'Kjøringen ble tatt av en prosess som døde, flere ganger. Se i loggen til arbeiderne.',
    nn: 'Køyringa vart teken av ein prosess som døydde, fleire gonger. Sjå i loggen til arbeidarane.',
    en: 'The pass was taken by a process that died, several times. Look at the log of the workers.',
  },
} as const satisfies Record<string, Text>;
