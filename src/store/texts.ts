import type { Text } from '../validation/finding.ts';

/** What the store refuses, in words. */
export const storeTexts = {
  staleVersion: {
    nb: 'Ressursen er endret av noen andre siden den ble lest.',
    nn: 'Ressursen er endra av nokon andre sidan han vart lesen.',
    en: 'The resource was changed by someone else since it was read.',
  },
  staleRecord: {
    nb: 'Personens plan er endret siden den ble lest.',
    nn: 'Planen til personen er endra sidan han vart lesen.',
    en: "The person's record was changed since it was read.",
  },
  identifierClaimed: {
    nb: 'Identifikatoren tilhører allerede en annen person.',
    nn: 'Identifikatoren høyrer alt til ein annan person.',
    en: 'The identifier already belongs to another person.',
  },
  peerIdClaimed: {
    nb: 'Partnerens ressurs er allerede knyttet til en annen av våre ressurser.',
    nn: 'Ressursen til partnaren er alt knytt til ein annan av ressursane våre.',
    en: "The partner's resource is already tied to another of our resources.",
  },
  keyMissing: {
    nb: 'Databasen er forseglet. Oppgi filen med hovednøkkelen i store.keyFile.',
    nn: 'Databasen er forsegla. Oppgi fila med hovudnøkkelen i store.keyFile.',
    en: 'The database is sealed. Name the file with the master key in store.keyFile.',
  },
  keyLate: {
    nb: 'Databasen er brukt uten nøkkel. En PostgreSQL-database forsegles fra starten: oppgi nøkkelen for et tomt skjema.',
    nn: 'Databasen er brukt utan nøkkel. Ein PostgreSQL-database blir forsegla frå starten: oppgi nøkkelen for eit tomt skjema.',
    en: 'The database has been used without a key. A PostgreSQL database is sealed from the start: give the key to an empty schema.',
  },
  databaseInUse: {
    nb: 'Noen andre har databasen åpen. Stopp Samplan og alle kommandoer på den, og prøv igjen. Ingenting er endret.',
    nn: 'Nokon andre har databasen open. Stopp Samplan og alle kommandoar på han, og prøv igjen. Ingenting er endra.',
    en: 'Somebody else has the database open. Stop Samplan and all commands on it, and try again. Nothing was changed.',
  },
  keyWrong: {
    nb: 'Hovednøkkelen passer ikke til databasen. Oppgi den som databasen er forseglet med; «samplan keys rotate» bytter den.',
    nn: 'Hovudnøkkelen passar ikkje til databasen. Oppgi den som databasen er forsegla med; «samplan keys rotate» byter han.',
    en: 'The master key does not fit the database. Name the one that it is sealed with; “samplan keys rotate” changes it.',
  },
  leaseLost: {
    nb: 'En annen kjøring har overtatt låsen. Ingenting ble lagret.',
    nn: 'Ei anna køyring har teke over låsen. Ingenting vart lagra.',
    en: 'Another run has taken over the lease. Nothing was stored.',
  },
  badPage: {
    nb: 'Sidemerket er ikke et vi har gitt ut. Start søket på nytt.',
    nn: 'Sidemerket er ikkje eit vi har gjeve ut. Start søket på nytt.',
    en: 'The page token is not one we gave out. Start the search again.',
  },
  badCount: {
    nb: 'Antallet per side må være et helt tall fra 0.',
    nn: 'Talet per side må vere eit heilt tal frå 0.',
    en: 'The page size must be a whole number from 0.',
  },
  badInstant: {
    nb: 'Tidspunktet er ikke gyldig ISO 8601.',
    nn: 'Tidspunktet er ikkje gyldig ISO 8601.',
    en: 'The instant is not valid ISO 8601.',
  },
  emptyToken: {
    nb: 'Søkeverdien har verken kodesystem eller kode.',
    nn: 'Søkjeverdien har verken kodesystem eller kode.',
    en: 'The search value has neither a system nor a code.',
  },
  unknownParameter: {
    nb: 'Søkeparameteren finnes ikke for denne ressurstypen.',
    nn: 'Søkjeparameteren finst ikkje for denne ressurstypen.',
    en: 'The search parameter does not exist for this resource type.',
  },
  withoutId: {
    nb: 'En ressurs uten id kan ikke lagres.',
    nn: 'Ein ressurs utan id kan ikkje lagrast.',
    en: 'A resource without an id cannot be stored.',
  },
  failed: {
    nb: 'Lageret svarte med en feil.',
    nn: 'Lageret svara med ein feil.',
    en: 'The store answered with a fault.',
  },
  onHold: {
    nb: 'Journalen er båndlagt: ingenting av den slettes før båndleggingen er opphevet.',
    nn: 'Journalen er bandlagd: ingenting av han kan slettast før bandlegginga er oppheva.',
    en: 'The record is on legal hold: nothing of it is erased before the hold is lifted.',
  },
  closed: {
    nb: 'Lageret er lukket.',
    nn: 'Lageret er lukka.',
    en: 'The store is closed.',
  },
  cannotOpen: {
    nb: 'Databasefilen kan ikke åpnes som en SQLite-database.',
    nn: 'Databasefila kan ikkje opnast som ein SQLite-database.',
    en: 'The database file cannot be opened as a SQLite database.',
  },
  cannotConnect: {
    nb: 'PostgreSQL-databasen kan ikke åpnes.',
    nn: 'PostgreSQL-databasen kan ikkje opnast.',
    en: 'The PostgreSQL database cannot be opened.',
  },
  serverTooOld: {
    nb: 'PostgreSQL må være versjon 15 eller nyere.',
    nn: 'PostgreSQL må vere versjon 15 eller nyare.',
    en: 'PostgreSQL must be version 15 or newer.',
  },
  migrationChanged: {
    nb: 'En migrering som allerede er kjørt, er endret etterpå. Gjenopprett filen.',
    nn: 'Ei migrering som alt er køyrd, er endra etterpå. Gjenopprett fila.',
    en: 'A migration that has been applied was changed afterwards. Restore the file.',
  },
  databaseNewer: {
    nb: 'Databasen er fra en nyere versjon av Samplan. Oppgrader programmet.',
    nn: 'Databasen er frå ein nyare versjon av Samplan. Oppgrader programmet.',
    en: 'The database is from a newer version of Samplan. Upgrade the program.',
  },
  hashedOnly: {
    nb: 'Noe ble forseglet av en eldre versjon av Samplan, som bare beholdt nøkkelhasher. Det kan ikke tas ut; flytt databasen med dens egne midler.',
    nn: 'Noko vart forsegla av ein eldre versjon av Samplan, som berre heldt på nøkkelhashar. Det kan ikkje takast ut; flytt databasen med dei midla han sjølv har.',
    en: 'Something was sealed by an older version of Samplan that kept keyed hashes only. It cannot be taken out; move the database with its own means.',
  },
  storeUsed: {
    nb: 'Lageret er i bruk. Et arkiv tas bare inn i et tomt lager. Ingenting er endret.',
    nn: 'Lageret er i bruk. Eit arkiv blir berre teke inn i eit tomt lager. Ingenting er endra.',
    en: 'The store is used. An archive is taken into an empty store only. Nothing was changed.',
  },
  otherImport: {
    nb: 'En import av en annen fil er ikke ferdig. Fortsett med den filen, eller begynn med et tomt lager.',
    nn: 'Ein import av ei anna fil er ikkje ferdig. Hald fram med den fila, eller byrj med eit tomt lager.',
    en: 'An import of another file is not finished. Go on with that file, or begin with an empty store.',
  },
  importUnderWay: {
    nb: 'En import er ikke ferdig. Fortsett med «samplan import» og den samme filen.',
    nn: 'Ein import er ikkje ferdig. Hald fram med «samplan import» og den same fila.',
    en: 'An import is not finished. Go on with “samplan import” and the same file.',
  },
  fileThere: {
    nb: 'Filen finnes allerede. Ingenting er skrevet over. Velg et annet navn, eller flytt den.',
    nn: 'Fila finst alt. Ingenting er skrive over. Vel eit anna namn, eller flytt ho.',
    en: 'The file is there already. Nothing was written over. Choose another name, or move it.',
  },
  damagedCopy: {
    nb: 'Filen er ikke en hel SQLite-database. Ingenting er endret. Bruk en annen kopi.',
    nn: 'Fila er ikkje ein heil SQLite-database. Ingenting er endra. Bruk ein annan kopi.',
    en: 'The file is no whole SQLite database. Nothing was changed. Use another copy.',
  },
  migrationFailed: {
    nb: 'En migrering feilet. Databasen står som før den.',
    nn: 'Ei migrering feila. Databasen står som før ho.',
    en: 'A migration failed. The database is as it was before it.',
  },
} as const satisfies Record<string, Text>;
