import type { Finding, IssueCode, Text } from '../validation/finding.ts';
import { HOST_FAULT_TEXTS } from './host-fault-texts.ts';

interface FaultText {
  readonly code: IssueCode;
  readonly severity?: 'warning';
  readonly message: Text;
  readonly action: Text;
}

function entry(code: IssueCode, message: Text, action: Text, severity?: 'warning'): FaultText {
  return severity === undefined ? { code, message, action } : { code, severity, message, action };
}

function text(nb: string, nn: string, en: string): Text {
  return { nb, nn, en };
}

/** Every text of a fault. `{setting}`, `{expected}` and `{found}` are filled in. */
const TEXTS = {
  ...HOST_FAULT_TEXTS,
  'unreadable-file': entry(
    'not-found',
    text(
      'Konfigurasjonsfilen kan ikke leses ({found}).',
      'Konfigurasjonsfila kan ikkje lesast ({found}).',
      'The configuration file cannot be read ({found}).',
    ),
    text(
      'Oppgi en fil med --config eller SAMPLAN_CONFIG; docs/configuration.md viser en som virker.',
      'Oppgi ei fil med --config eller SAMPLAN_CONFIG; docs/configuration.md viser ei som verkar.',
      'Name a file with --config or SAMPLAN_CONFIG; docs/configuration.md shows one that works.',
    ),
  ),
  'not-utf8': entry(
    'structure',
    text('Filen er ikke gyldig UTF-8.', 'Fila er ikkje gyldig UTF-8.', 'The file is not valid UTF-8.'),
    text('Lagre den som UTF-8.', 'Lagre henne som UTF-8.', 'Save it as UTF-8.'),
  ),
  'yaml-syntax': entry(
    'structure',
    text(
      'Filen er ikke gyldig YAML: {found}.',
      'Fila er ikkje gyldig YAML: {found}.',
      'The file is not valid YAML: {found}.',
    ),
    text('Rett stedet som er oppgitt.', 'Rett staden som er oppgitt.', 'Correct the place given.'),
  ),
  'duplicate-setting': entry(
    'structure',
    text(
      'Den samme innstillingen står to ganger.',
      'Den same innstillinga står to gonger.',
      'The same setting stands twice.',
    ),
    text('Behold én av dem.', 'Behald éin av dei.', 'Keep one of them.'),
  ),
  'unknown-setting': entry(
    'structure',
    text(
      'Det finnes ingen innstilling som heter {setting}.',
      'Det finst inga innstilling som heiter {setting}.',
      'There is no setting {setting}.',
    ),
    text('Fjern den, eller bruk {expected}.', 'Fjern henne, eller bruk {expected}.', 'Remove it, or use {expected}.'),
  ),
  'missing-setting': entry(
    'required',
    text('{setting} mangler.', '{setting} manglar.', '{setting} is missing.'),
    text('Legg den til: {expected}.', 'Legg henne til: {expected}.', 'Add it: {expected}.'),
  ),
  'wrong-type': entry(
    'value',
    text(
      '{setting} skal være {expected}; her står {found}.',
      '{setting} skal vere {expected}; her står {found}.',
      '{setting} must be {expected}; found {found}.',
    ),
    text(
      'Skriv verdien slik docs/configuration.md viser; tall som skal være tekst, i anførselstegn.',
      'Skriv verdien slik docs/configuration.md viser; tal som skal vere tekst, i hermeteikn.',
      'Write the value as docs/configuration.md shows; digits that are to be text in quotes.',
    ),
  ),
  'wrong-value': entry(
    'value',
    text(
      '{setting} skal være {expected}; her står {found}.',
      '{setting} skal vere {expected}; her står {found}.',
      '{setting} must be {expected}; found {found}.',
    ),
    text('Rett verdien.', 'Rett verdien.', 'Correct the value.'),
  ),
  'duplicate-partner': entry(
    'business-rule',
    text('To partnere har det samme navnet.', 'To partnarar har det same namnet.', 'Two partners have the same name.'),
    text(
      'Gi hver sitt navn; det første står i {expected}.',
      'Gi kvar sitt namn; det fyrste står i {expected}.',
      'Give each its own name; the first stands in {expected}.',
    ),
  ),
  'duplicate-address': entry(
    'business-rule',
    text(
      'To partnere har den samme adressen.',
      'To partnarar har den same adressa.',
      'Two partners have the same address.',
    ),
    text(
      'Behold én oppføring for hvert system; den første står i {expected}.',
      'Behald éi oppføring for kvart system; den fyrste står i {expected}.',
      'Keep one entry for each system; the first stands in {expected}.',
    ),
  ),
  'bad-address': entry(
    'value',
    text(
      '{setting} skal være {expected}; her er {found}.',
      '{setting} skal vere {expected}; her er {found}.',
      '{setting} must be {expected}; here is {found}.',
    ),
    text(
      'Skriv basisadressen til FHIR-tjeneren, for eksempel https://ehr.example.no/fhir.',
      'Skriv basisadressa til FHIR-tenaren, til dømes https://ehr.example.no/fhir.',
      'Write the base address of the FHIR server, for example https://ehr.example.no/fhir.',
    ),
  ),
  'bad-schedule': entry(
    'value',
    text(
      '{setting} er ikke et gyldig cron-uttrykk.',
      '{setting} er ikkje eit gyldig cron-uttrykk.',
      '{setting} is not a valid cron expression.',
    ),
    text(
      'Skriv fem felt, eller seks med sekunder først: "*/5 * * * *" er hvert femte minutt.',
      'Skriv fem felt, eller seks med sekund fyrst: "*/5 * * * *" er kvart femte minutt.',
      'Write five fields, or six with seconds first: "*/5 * * * *" is every five minutes.',
    ),
  ),
  'bad-timezone': entry(
    'value',
    text(
      '{setting} er ingen tidssone: {found}.',
      '{setting} er inga tidssone: {found}.',
      '{setting} is no time zone: {found}.',
    ),
    text(
      'Skriv navnet fra IANAs liste, for eksempel Europe/Oslo.',
      'Skriv namnet frå lista til IANA, til dømes Europe/Oslo.',
      'Write the name from the IANA list, for example Europe/Oslo.',
    ),
  ),
  'missing-folder': entry(
    'not-found',
    text(
      '{setting} peker på {found}, som ikke er {expected}.',
      '{setting} peikar på {found}, som ikkje er {expected}.',
      '{setting} points to {found}, which is not {expected}.',
    ),
    text(
      'Rett stien (den regnes fra mappen til konfigurasjonsfilen), eller opprett mappen.',
      'Rett stigen (han blir rekna frå mappa til konfigurasjonsfila), eller opprett mappa.',
      'Correct the path (it counts from the folder of the configuration file), or create the folder.',
    ),
  ),
  'bad-canonical': entry(
    'value',
    text(
      '{setting} er ikke en kanonisk adresse til en profil.',
      '{setting} er ikkje ei kanonisk adresse til ein profil.',
      '{setting} is not the canonical of a profile.',
    ),
    text(
      'Skriv hele adressen, som i StructureDefinition.url.',
      'Skriv heile adressa, som i StructureDefinition.url.',
      'Write the whole address, as in StructureDefinition.url.',
    ),
  ),
  'unknown-profile': entry(
    'not-found',
    text(
      '{setting} er i ingen pakke: {found}.',
      '{setting} er i ingen pakke: {found}.',
      '{setting} is in no package: {found}.',
    ),
    text(
      'Legg mappen med profilen under profiles, eller rett adressen.',
      'Legg mappa med profilen under profiles, eller rett adressa.',
      'Put the folder with the profile under profiles, or correct the address.',
    ),
  ),
  'unusable-package': entry(
    'structure',
    text(
      'Profilpakken kan ikke brukes: {found}.',
      'Profilpakken kan ikkje brukast: {found}.',
      'The profile package cannot be used: {found}.',
    ),
    text(
      'Rett filen, eller ta pakken bort fra profiles.',
      'Rett fila, eller ta pakken bort frå profiles.',
      'Correct the file, or take the package away from profiles.',
    ),
  ),
  'unusable-key': entry(
    'value',
    text(
      '{setting} skal være en {expected}-nøkkel i PEM, og er ikke det.',
      '{setting} skal vere ein {expected}-nøkkel i PEM, og er ikkje det.',
      '{setting} must be an {expected} key in PEM, and is not.',
    ),
    text(
      'Lag en med openssl genpkey -algorithm ed25519, og la bare brukeren til Samplan lese den.',
      'Lag ein med openssl genpkey -algorithm ed25519, og lat berre brukaren til Samplan lese han.',
      "Make one with openssl genpkey -algorithm ed25519, readable by Samplan's user only.",
    ),
  ),
  'not-synthetic': entry(
    'business-rule',
    text(
      '{setting} er ikke et syntetisk fødselsnummer eller D-nummer.',
      '{setting} er ikkje eit syntetisk fødselsnummer eller D-nummer.',
      '{setting} is not a synthetic fødselsnummer or D-number.',
    ),
    text(
      'Skriv elleve siffer i anførselstegn, med 40, 65 eller 80 lagt til måneden; aldri nummeret til en person.',
      'Skriv elleve siffer i hermeteikn, med 40, 65 eller 80 lagt til månaden; aldri nummeret til ein person.',
      'Write eleven digits in quotes, with 40, 65 or 80 added to the month; never the number of a person.',
    ),
  ),
  'check-digit': entry(
    'value',
    text(
      'Kontrollsifferet i {setting} stemmer ikke.',
      'Kontrollsifferet i {setting} stemmer ikkje.',
      'The check digit of {setting} is wrong.',
    ),
    text(
      'Slå opp nummeret i Enhetsregisteret; Samplan går videre med det som står.',
      'Slå opp nummeret i Einingsregisteret; Samplan går vidare med det som står.',
      'Look the number up in Enhetsregisteret; Samplan goes on with what is written.',
    ),
    'warning',
  ),
} satisfies Record<string, FaultText>;

/** Stable name of what can be wrong with the configuration. */
export type FaultRule = keyof typeof TEXTS;

/**
 * One thing wrong with the configuration. `place` is `file:line:column` (or the environment variable), `setting` its name.
 *
 * @example
 * fault('wrong-value', 'samplan.yaml:3:9', 'http.port', { expected: 'at most 65535', found: '70000' });
 */
export function fault(
  rule: FaultRule,
  place: string,
  setting: string,
  details: { readonly expected?: string; readonly found?: string } = {},
): Finding {
  const { code, message, action, severity }: FaultText = TEXTS[rule];
  const fill = (template: string): string =>
    template
      .replaceAll('{setting}', () => setting)
      .replaceAll('{expected}', () => details.expected ?? '')
      .replaceAll('{found}', () => details.found ?? '');
  const filled = ({ nb, nn, en }: Text): Text => ({ nb: fill(nb), nn: fill(nn), en: fill(en) });
  return {
    severity: severity ?? 'error',
    code,
    rule,
    path: place,
    ...(setting === '' ? {} : { element: setting }),
    ...details,
    message: filled(message),
    action: filled(action),
  };
}
