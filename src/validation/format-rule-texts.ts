import { entry, type RuleText, text } from './rule-text.ts';

/** Rules of the JSON format and of what stands in any resource. */
export const formatRuleTexts = {
  'not-an-object': entry(
    'structure',
    'json.html',
    text(
      'En ressurs må være et JSON-objekt; her er {found}.',
      'Ein ressurs må vere eit JSON-objekt; her er {found}.',
      'A resource must be a JSON object; here is {found}.',
    ),
    text(
      'Send ett JSON-objekt med resourceType.',
      'Send eitt JSON-objekt med resourceType.',
      'Send one JSON object with resourceType.',
    ),
  ),
  'resource-type': entry(
    'structure',
    'json.html#resources',
    text(
      'resourceType må være navnet på en ressurs i FHIR R4; her er {found}.',
      'resourceType må vere namnet på ein ressurs i FHIR R4; her er {found}.',
      'resourceType must name a resource of FHIR R4; here is {found}.',
    ),
    text(
      'Sett resourceType til en ressurstype i R4.',
      'Set resourceType til ein ressurstype i R4.',
      'Set resourceType to a resource type of R4.',
    ),
  ),
  'expected-type': entry(
    'structure',
    'resource.html',
    text(
      'Her kreves {expected}, men det som kom er {found}.',
      'Her blir {expected} kravd, men det som kom er {found}.',
      '{expected} is required here, but what came is {found}.',
    ),
    text(
      'Send en ressurs av typen {expected}.',
      'Send ein ressurs av typen {expected}.',
      'Send a resource of type {expected}.',
    ),
  ),
  'unknown-element': entry(
    'structure',
    'json.html',
    text(
      'Elementet finnes ikke i {element}.',
      'Elementet finst ikkje i {element}.',
      'The element does not exist in {element}.',
    ),
    text(
      'Fjern elementet, rett navnet, eller bruk en utvidelse (extension).',
      'Fjern elementet, rett namnet, eller bruk ei utviding (extension).',
      'Remove the element, correct its name, or use an extension.',
    ),
  ),
  type: entry(
    'structure',
    'json.html',
    text(
      '{element} skal være {expected}; her er {found}.',
      '{element} skal vere {expected}; her er {found}.',
      '{element} must be {expected}; found {found}.',
    ),
    text(
      'Skriv verdien som JSON-typen FHIR krever for {expected}.',
      'Skriv verdien som JSON-typen FHIR krev for {expected}.',
      'Write the value as the JSON type FHIR requires for {expected}.',
    ),
  ),
  'null-value': entry(
    'structure',
    'json.html#null',
    text(
      'null er bare tillatt i en liste av enkle verdier, der en utvidelse står på samme plass.',
      'null er berre tillate i ei liste av enkle verdiar, der ei utviding står på same plassen.',
      'null is allowed only in an array of primitive values where an extension stands at the same position.',
    ),
    text(
      'La elementet være ute i stedet for null.',
      'La elementet vere ute i staden for null.',
      'Leave the element out instead of null.',
    ),
  ),
  'empty-value': entry(
    'structure',
    'json.html',
    text(
      '{element} er tomt: FHIR har ingen tomme tekster, lister eller objekter.',
      '{element} er tomt: FHIR har ingen tomme tekstar, lister eller objekt.',
      '{element} is empty: FHIR has no empty strings, arrays or objects.',
    ),
    text(
      'Fyll ut elementet eller la det være ute.',
      'Fyll ut elementet eller la det vere ute.',
      'Fill the element in or leave it out.',
    ),
  ),
  'primitive-format': entry(
    'value',
    'datatypes.html#primitive',
    text(
      '{element} har ikke formen til {expected}; her er {found}.',
      '{element} har ikkje forma til {expected}; her er {found}.',
      '{element} does not have the form of {expected}; found {found}.',
    ),
    text('Rett verdien.', 'Rett verdien.', 'Correct the value.'),
  ),
  'value-too-long': entry(
    'too-long',
    'datatypes.html#string',
    text(
      '{element} kan ha høyst {expected} tegn; her er {found}.',
      '{element} kan ha høgst {expected} teikn; her er {found}.',
      '{element} may have at most {expected} characters; found {found}.',
    ),
    text('Kort ned teksten.', 'Kort ned teksten.', 'Shorten the text.'),
  ),
  'array-alignment': entry(
    'structure',
    'json.html#primitive',
    text(
      'Listen av verdier og listen av utvidelser for {element} har ulik lengde.',
      'Lista av verdiar og lista av utvidingar for {element} har ulik lengd.',
      'The array of values and the array of extensions of {element} differ in length.',
    ),
    text(
      'Fyll den korteste listen med null.',
      'Fyll den kortaste lista med null.',
      'Fill the shorter array with null.',
    ),
  ),
  'choice-multiple': entry(
    'structure',
    'formats.html#choice',
    text(
      '{element} har verdier av flere typer; bare én er tillatt.',
      '{element} har verdiar av fleire typar; berre éin er tillaten.',
      '{element} has values of several types; only one is allowed.',
    ),
    text('Behold én av dem.', 'Behald éin av dei.', 'Keep one of them.'),
  ),
  'choice-type': entry(
    'structure',
    'formats.html#choice',
    text(
      '{element} må ha en av typene {expected}; her er {found}.',
      '{element} må ha ein av typane {expected}; her er {found}.',
      '{element} must have one of the types {expected}; found {found}.',
    ),
    text('Bruk en av typene {expected}.', 'Bruk ein av typane {expected}.', 'Use one of the types {expected}.'),
  ),
  'extension-url': entry(
    'extension',
    'extensibility.html#extension',
    text(
      'En utvidelse i en ressurs må ha en absolutt url; her er {found}.',
      'Ei utviding i ein ressurs må ha ein absolutt url; her er {found}.',
      'An extension in a resource must have an absolute url; found {found}.',
    ),
    text(
      'Bruk den kanoniske URL-en til utvidelsen.',
      'Bruk den kanoniske URL-en til utvidinga.',
      "Use the extension's canonical URL.",
    ),
  ),
  'extension-part': entry(
    'extension',
    'extensibility-definitions.html#Extension.url',
    text(
      'Definisjonen av utvidelsen har ingen del med denne url-en; her er {found}.',
      'Definisjonen av utvidinga har ingen del med denne url-en; her er {found}.',
      'The definition of the extension has no part with this url; found {found}.',
    ),
    text(
      'Rett url-en, eller bruk en egen utvidelse med absolutt url.',
      'Rett url-en, eller bruk ei eiga utviding med absolutt url.',
      'Correct the url, or use an extension of its own with an absolute url.',
    ),
  ),
  'modifier-extension-unknown': entry(
    'extension',
    'extensibility.html#modifierExtension',
    text(
      'En ukjent modifierExtension ({found}) kan endre meningen: ressursen kan ikke tas imot.',
      'Ei ukjend modifierExtension ({found}) kan endre meininga: ressursen kan ikkje takast imot.',
      'An unknown modifierExtension ({found}) may change the meaning: the resource cannot be accepted.',
    ),
    text(
      'Send uten modifierExtension, eller legg definisjonen i en pakke.',
      'Send utan modifierExtension, eller legg definisjonen i ei pakke.',
      'Send without the modifierExtension, or put its definition in a package.',
    ),
  ),
  narrative: entry(
    'invariant',
    'narrative.html',
    text(
      'Fortellende tekst må være én velformet xhtml-div i navnerommet http://www.w3.org/1999/xhtml, med innhold og uten skript.',
      'Forteljande tekst må vere éin velforma xhtml-div i namnerommet http://www.w3.org/1999/xhtml, med innhald og utan skript.',
      'Narrative must be one well-formed xhtml div in the namespace http://www.w3.org/1999/xhtml, with content and without scripts.',
    ),
    text(
      'Rett xhtml-en, eller la text være ute.',
      'Rett xhtml-en, eller la text vere ute.',
      'Correct the xhtml, or leave text out.',
    ),
  ),
  'narrative-image': entry(
    'not-found',
    'narrative.html#id',
    text(
      'Et bilde i den fortellende teksten peker på en id som ikke er i ressursen.',
      'Eit bilete i den forteljande teksten peikar på ein id som ikkje er i ressursen.',
      'An image in the narrative refers to an id that is not in the resource.',
    ),
    text(
      'Legg bildet i contained, eller ta det ut av teksten.',
      'Legg biletet i contained, eller ta det ut av teksten.',
      'Put the image in contained, or take it out of the text.',
    ),
  ),
  'attachment-content': entry(
    'value',
    'datatypes-definitions.html#Attachment',
    text(
      '{element} stemmer ikke med innholdet i data.',
      '{element} stemmer ikkje med innhaldet i data.',
      '{element} does not agree with the content of data.',
    ),
    text(
      'Beregn verdien på nytt av innholdet, eller la den være ute.',
      'Rekn ut verdien på nytt av innhaldet, eller la han vere ute.',
      'Compute the value again from the content, or leave it out.',
    ),
  ),
  'nesting-depth': entry(
    'structure',
    'json.html',
    text(
      'Nøstet dypere enn {expected} nivåer: resten er ikke lest.',
      'Nøsta djupare enn {expected} nivå: resten er ikkje lesen.',
      'Nested deeper than {expected} levels: the rest is not read.',
    ),
    text('Gjør strukturen flatere.', 'Gjer strukturen flatare.', 'Make the structure flatter.'),
  ),
  'finding-limit': entry(
    'structure',
    'resource-operation-validate.html',
    text(
      'Mer enn {expected} funn: resten er ikke tatt med.',
      'Meir enn {expected} funn: resten er ikkje tekne med.',
      'More than {expected} findings: the rest is left out.',
    ),
    text(
      'Rett det som er funnet og prøv igjen.',
      'Rett det som er funne og prøv igjen.',
      'Correct what was found and try again.',
    ),
  ),
  'integer-form': entry(
    'value',
    'datatypes.html#integer',
    text(
      '{element} er et heltall og skrives uten desimaler og eksponent.',
      '{element} er eit heiltal og blir skrive utan desimalar og eksponent.',
      '{element} is a whole number and is written without decimals or exponent.',
    ),
    text('Skriv det som 1, ikke 1.0.', 'Skriv det som 1, ikkje 1.0.', 'Write it as 1, not 1.0.'),
  ),
  'decimal-digits': entry(
    'not-supported',
    'json.html#decimal',
    text(
      '{element} er skrevet med flere sifre enn det kan regnes med her: det ville blitt et annet tall.',
      '{element} er skrive med fleire siffer enn det kan reknast med her: det ville blitt eit anna tal.',
      '{element} is written with more digits than are counted with here: it would be another number.',
    ),
    text('Send det med høyst 15 sifre.', 'Send det med høgst 15 siffer.', 'Send it with at most 15 digits.'),
  ),
} satisfies Record<string, RuleText>;
