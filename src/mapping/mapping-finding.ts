import type { Finding, IssueCode, Text } from '../validation/finding.ts';

interface RuleText {
  readonly code: IssueCode;
  readonly severity: Finding['severity'];
  readonly message: Text;
  readonly action: Text;
}

function entry(
  code: IssueCode,
  severity: Finding['severity'],
  [nb, nn, en]: readonly [string, string, string],
  [doNb, doNn, doEn]: readonly [string, string, string],
): RuleText {
  return { code, severity, message: { nb, nn, en }, action: { nb: doNb, nn: doNn, en: doEn } };
}

/** What can be found while a record is mapped. */
const TEXTS = {
  'mapping-code': entry(
    'code-invalid',
    'warning',
    [
      'Kodetabellen har ikke denne koden; verdien er ikke tatt med.',
      'Kodetabellen har ikkje denne koden; verdien er ikkje teken med.',
      'The code table does not have this code; the value is left out.',
    ],
    [
      'Legg koden til i codes.json, eller rett den i kilden.',
      'Legg koden til i codes.json, eller rett han i kjelda.',
      'Add the code to codes.json, or correct it in the source.',
    ],
  ),
  'mapping-code-back': entry(
    'code-invalid',
    'warning',
    [
      'Kodetabellen sier ikke hva som svarer til denne koden i kilden; verdien er ikke tatt med.',
      'Kodetabellen seier ikkje kva som svarar til denne koden i kjelda; verdien er ikkje teken med.',
      'The code table does not say which code of the source this is; the value is left out.',
    ],
    [
      'Legg koden til i codes.json, med equivalence "equivalent" eller "narrower".',
      'Legg koden til i codes.json, med equivalence "equivalent" eller "narrower".',
      'Add the code to codes.json, with equivalence "equivalent" or "narrower".',
    ],
  ),
  'mapping-value': entry(
    'value',
    'warning',
    [
      'Verdien kan ikke skrives på den andre siden; den er ikke tatt med.',
      'Verdien kan ikkje skrivast på den andre sida; han er ikkje teken med.',
      'The value cannot be written on the other side; it is left out.',
    ],
    [
      'Rett verdien, eller måten den leses på i kartleggingen.',
      'Rett verdien, eller måten han blir lesen på i kartlegginga.',
      'Correct the value, or how the mapping reads it.',
    ],
  ),
  'mapping-reference': entry(
    'not-found',
    'warning',
    [
      'Det som det vises til, er ikke i posten; henvisningen er ikke tatt med.',
      'Det som det blir vist til, er ikkje i posten; tilvisinga er ikkje teken med.',
      'What is referred to is not in the record; the reference is left out.',
    ],
    ['Ta med det som det vises til.', 'Ta med det som det blir vist til.', 'Include what is referred to.'],
  ),
  'mapping-key': entry(
    'required',
    'error',
    [
      'Nøkkelen mangler eller er brukt før i posten; elementet er ikke tatt med.',
      'Nøkkelen manglar eller er brukt før i posten; elementet er ikkje teke med.',
      'The key is missing or was used before in the record; the item is left out.',
    ],
    ['Gi hvert element sin egen nøkkel.', 'Gi kvart element sin eigen nøkkel.', 'Give each item a key of its own.'],
  ),
  'mapping-record-key': entry(
    'required',
    'error',
    [
      'Posten har ingen nøkkel; den er ikke tatt med.',
      'Posten har ingen nøkkel; han er ikkje teken med.',
      'The record has no key; it is left out.',
    ],
    ['Gi posten sin nøkkel i kilden.', 'Gi posten nøkkelen sin i kjelda.', 'Give the record its key in the source.'],
  ),
  'mapping-place': entry(
    'business-rule',
    'warning',
    [
      'Kilden har ikke noe sted for denne ressursen; den er ikke tatt med.',
      'Kjelda har ikkje nokon stad for denne ressursen; han er ikkje teken med.',
      'The source has no place for this resource; it is left out.',
    ],
    [
      'Se listen over kjente tap i kartleggingens README; utvid kartleggingen om det trengs.',
      'Sjå lista over kjende tap i README for kartlegginga; utvid kartlegginga om det trengst.',
      "See the known losses in the mapping's README; extend the mapping where it is needed.",
    ],
  ),
  'mapping-schema': entry(
    'structure',
    'error',
    [
      'Posten følger ikke skjemaet til kilden (source.schema.json).',
      'Posten følgjer ikkje skjemaet til kjelda (source.schema.json).',
      "The record does not follow the source's schema (source.schema.json).",
    ],
    [
      'Rett stedet som er oppgitt, eller skjemaet om kilden har endret seg.',
      'Rett staden som er oppgitt, eller skjemaet om kjelda har endra seg.',
      'Correct the place given, or the schema where the source has changed.',
    ],
  ),
  'mapping-form-back': entry(
    'value',
    'error',
    [
      'Posten har noe som formen til kilden ikke kan si: et tegn, et navn eller en kolonne; den er ikke tatt med.',
      'Posten har noko som forma til kjelda ikkje kan seie: eit teikn, eit namn eller ein kolonne; han er ikkje teken med.',
      "The record has something that the source's form cannot say: a sign, a name or a column; it is left out.",
    ],
    [
      'Ta bort styretegn, eller velg utf-8 i kartleggingen (source.encoding).',
      'Ta bort styreteikn, eller vel utf-8 i kartlegginga (source.encoding).',
      'Take control signs away, or choose utf-8 in the mapping (source.encoding).',
    ],
  ),
  'mapping-record': entry(
    'required',
    'error',
    [
      'Posten har ingen nøkkel som kan skrives i kilden.',
      'Posten har ingen nøkkel som kan skrivast i kjelda.',
      'The record has no key that can be written in the source.',
    ],
    [
      'Ta med planen eller teamet, som bærer nøkkelen.',
      'Ta med planen eller teamet, som ber nøkkelen.',
      'Include the plan or the team, which carries the key.',
    ],
  ),
} satisfies Record<string, RuleText>;

export type MappingRule = keyof typeof TEXTS;

/**
 * One thing found while a record was mapped. `path` is the JSON pointer into the input, `element` where the mapping
 * reads it (`file:line:column`). Never a value.
 *
 * @example
 * mappingFinding('mapping-code', '/tiltak/0/status', 'mappings/sampro/mapping.yaml:40:9', 'http://hl7.org/fhir/request-status');
 */
export function mappingFinding(rule: MappingRule, path: string, element: string, expected?: string): Finding {
  const { code, severity, message, action }: RuleText = TEXTS[rule];
  return {
    severity,
    code,
    rule,
    path,
    ...(element === '' ? {} : { element }),
    ...(expected === undefined ? {} : { expected }),
    message,
    action,
  };
}
