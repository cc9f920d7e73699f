import type { IssueCode, Text } from './finding.ts';
import type { Site } from './pass.ts';
import type { Rule, RuleText } from './rule.ts';

function entry(code: IssueCode, clause: string, message: Text, action: Text): RuleText {
  return { code, clause, message, action };
}

function text(nb: string, nn: string, en: string): Text {
  return { nb, nn, en };
}

const correctValue = text('Rett verdien.', 'Rett verdien.', 'Correct the value.');
const removeElement = text('Fjern elementet.', 'Fjern elementet.', 'Remove the element.');

/** Every text of a rule. `{element}`, `{expected}`, `{found}`, `{key}`, `{human}` and `{profile}` are filled in. */
const texts: Readonly<Record<Rule, RuleText>> = {
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
  'cardinality-min': entry(
    'required',
    'conformance-rules.html#cardinality',
    text(
      '{element} må være med minst {expected} gang(er); her er {found}.',
      '{element} må vere med minst {expected} gong(er); her er {found}.',
      '{element} must be there at least {expected} time(s); found {found}.',
    ),
    text('Legg til {element}.', 'Legg til {element}.', 'Add {element}.'),
  ),
  'cardinality-max': entry(
    'structure',
    'conformance-rules.html#cardinality',
    text(
      '{element} kan være med høyst {expected} gang(er); her er {found}.',
      '{element} kan vere med høgst {expected} gong(er); her er {found}.',
      '{element} may be there at most {expected} time(s); found {found}.',
    ),
    text('Fjern det som er for mye.', 'Fjern det som er for mykje.', 'Remove what is too much.'),
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
    correctValue,
  ),
  'primitive-control-character': entry(
    'value',
    'datatypes.html#string',
    text(
      '{element} har kontrolltegn som FHIR fraråder.',
      '{element} har kontrollteikn som FHIR rår frå.',
      '{element} has control characters that FHIR advises against.',
    ),
    text('Fjern kontrolltegnene.', 'Fjern kontrollteikna.', 'Remove the control characters.'),
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
  'required-binding': entry(
    'code-invalid',
    'terminologies.html#required',
    text(
      '{element} må ha en kode fra {expected}; her er {found}.',
      '{element} må ha ein kode frå {expected}; her er {found}.',
      '{element} must have a code from {expected}; found {found}.',
    ),
    text('Bruk en kode fra verdisettet.', 'Bruk ein kode frå verdisettet.', 'Use a code from the value set.'),
  ),
  'extensible-binding': entry(
    'code-invalid',
    'terminologies.html#extensible',
    text(
      '{element} bør ha en kode fra {expected} når en av dem passer; her er {found}.',
      '{element} bør ha ein kode frå {expected} når ein av dei passar; her er {found}.',
      '{element} should have a code from {expected} when one applies; found {found}.',
    ),
    text(
      'Se om en kode i verdisettet passer.',
      'Sjå om ein kode i verdisettet passar.',
      'See whether a code in the value set applies.',
    ),
  ),
  'max-value-set': entry(
    'code-invalid',
    'extension-elementdefinition-maxvalueset.html',
    text(
      '{element} kan bare ha koder fra {expected}; her er {found}.',
      '{element} kan berre ha kodar frå {expected}; her er {found}.',
      '{element} may only have codes from {expected}; found {found}.',
    ),
    text('Bruk en kode fra verdisettet.', 'Bruk ein kode frå verdisettet.', 'Use a code from the value set.'),
  ),
  'binding-not-checked': entry(
    'not-found',
    'terminologies.html#required',
    text(
      '{element} må ha en kode fra {expected}, men innholdet i verdisettet er ikke kjent her: ikke sjekket.',
      '{element} må ha ein kode frå {expected}, men innhaldet i verdisettet er ikkje kjent her: ikkje sjekka.',
      '{element} must have a code from {expected}, but the content of the value set is not known here: not checked.',
    ),
    text(
      'Legg verdisettet og kodesystemet i en pakke.',
      'Legg verdisettet og kodesystemet i ei pakke.',
      'Put the value set and its code system in a package.',
    ),
  ),
  'reference-target': entry(
    'structure',
    'references.html#Reference',
    text(
      '{element} må peke på {expected}; her er {found}.',
      '{element} må peike på {expected}; her er {found}.',
      '{element} must point to {expected}; found {found}.',
    ),
    text(
      'Pek på en ressurs av tillatt type.',
      'Peik på ein ressurs av tillaten type.',
      'Point to a resource of an allowed type.',
    ),
  ),
  'fixed-value': entry(
    'value',
    'elementdefinition-definitions.html#ElementDefinition.fixed_x_',
    text(
      '{element} skal være nøyaktig {expected}.',
      '{element} skal vere nøyaktig {expected}.',
      '{element} must be exactly {expected}.',
    ),
    text(
      'Bruk verdien profilen fastsetter.',
      'Bruk verdien profilen fastset.',
      'Use the value that the profile fixes.',
    ),
  ),
  'pattern-value': entry(
    'value',
    'elementdefinition-definitions.html#ElementDefinition.pattern_x_',
    text(
      '{element} skal inneholde {expected}.',
      '{element} skal innehalde {expected}.',
      '{element} must contain {expected}.',
    ),
    text('Ta med det profilen krever.', 'Ta med det profilen krev.', 'Include what the profile requires.'),
  ),
  'value-range': entry(
    'value',
    'elementdefinition-definitions.html#ElementDefinition.minValue_x_',
    text('{element} er utenfor {expected}.', '{element} er utanfor {expected}.', '{element} is outside {expected}.'),
    correctValue,
  ),
  'slice-min': entry(
    'required',
    'profiling.html#slice-cardinality',
    text(
      '{element} kreves: {expected}. Her er {found} som passer.',
      '{element} er kravd: {expected}. Her er {found} som passar.',
      '{element} is required: {expected}. Found {found} that match.',
    ),
    text('Legg til {element}.', 'Legg til {element}.', 'Add {element}.'),
  ),
  'slice-max': entry(
    'structure',
    'profiling.html#slice-cardinality',
    text(
      '{element} er det for mange av: {expected}. Her er {found} som passer.',
      '{element} er det for mange av: {expected}. Her er {found} som passar.',
      'There are too many of {element}: {expected}. Found {found} that match.',
    ),
    text('Fjern det som er for mye.', 'Fjern det som er for mykje.', 'Remove what is too much.'),
  ),
  'slice-closed': entry(
    'structure',
    'profiling.html#slicing',
    text(
      'Dette hører ikke til noen av delene som {element} tillater: {expected}.',
      'Dette høyrer ikkje til nokon av delane som {element} tillèt: {expected}.',
      'This belongs to none of the slices that {element} allows: {expected}.',
    ),
    removeElement,
  ),
  'slice-order': entry(
    'structure',
    'profiling.html#slicing',
    text(
      'Delene i {element} står i feil rekkefølge: {expected}.',
      'Delane i {element} står i feil rekkjefølgje: {expected}.',
      'The slices of {element} are in the wrong order: {expected}.',
    ),
    text(
      'Sett dem i rekkefølgen profilen krever.',
      'Set dei i rekkjefølgja profilen krev.',
      'Put them in the order that the profile requires.',
    ),
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
  'profile-unknown': entry(
    'not-found',
    'resource.html#Meta.profile',
    text(
      'Profilen ({found}) er ikke kjent her: ikke sjekket mot den.',
      'Profilen ({found}) er ikkje kjend her: ikkje sjekka mot han.',
      'The profile ({found}) is not known here: not checked against it.',
    ),
    text(
      'Legg profilen i en pakke, eller fjern den fra meta.profile.',
      'Legg profilen i ei pakke, eller fjern han frå meta.profile.',
      'Put the profile in a package, or remove it from meta.profile.',
    ),
  ),
  'profile-type': entry(
    'structure',
    'resource.html#Meta.profile',
    text(
      'Profilen gjelder {expected}, men ressursen er {found}.',
      'Profilen gjeld {expected}, men ressursen er {found}.',
      'The profile is for {expected}, but the resource is {found}.',
    ),
    text(
      'Bruk en profil for denne ressurstypen.',
      'Bruk ein profil for denne ressurstypen.',
      'Use a profile for this resource type.',
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
  invariant: entry(
    'invariant',
    'conformance-rules.html#constraints',
    text(
      'Regelen {key} holder ikke for {element}: «{human}»',
      'Regelen {key} held ikkje for {element}: «{human}»',
      'Rule {key} does not hold for {element}: "{human}"',
    ),
    text(
      'Rett innholdet slik at regelen holder.',
      'Rett innhaldet slik at regelen held.',
      'Correct the content so that the rule holds.',
    ),
  ),
};

type Language = keyof Text;

function fill(template: Text, site: Site, found: Text): Text {
  const inLanguage = (language: Language): string =>
    template[language].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      switch (name) {
        case 'found':
          return found[language];
        case 'element':
          return site.element;
        case 'expected':
          return site.expected ?? '';
        case 'key':
          return site.key ?? '';
        case 'human':
          return site.human ?? '';
        default:
          return site.profile ?? '';
      }
    });
  return { nb: inLanguage('nb'), nn: inLanguage('nn'), en: inLanguage('en') };
}

/** The issue code, clause and texts of a finding at this site. */
export function ruleText(site: Site, found: Text): RuleText {
  const template = texts[site.rule];
  return {
    code: template.code,
    clause: template.clause,
    message: fill(template.message, site, found),
    action: fill(template.action, site, found),
  };
}
