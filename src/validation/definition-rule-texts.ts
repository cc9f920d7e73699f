import { entry, type RuleText, text } from './rule-text.ts';

/** Rules that a definition sets: the base's, or a profile's. */
export const definitionRuleTexts = {
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
      '{element} er bundet til {expected}, men innholdet i verdisettet er ikke kjent her, eller bare noe av det: ikke sjekket.',
      '{element} er bunde til {expected}, men innhaldet i verdisettet er ikkje kjent her, eller berre noko av det: ikkje sjekka.',
      '{element} is bound to {expected}, but the content of the value set is not known here, or only part of it: not checked.',
    ),
    text(
      'Legg verdisettet og kodesystemet i en pakke.',
      'Legg verdisettet og kodesystemet i ei pakke.',
      'Put the value set and its code system in a package.',
    ),
  ),
  'code-unknown': entry(
    'code-invalid',
    'datatypes.html#Coding',
    text(
      '{element} har en kode som kodesystemet {expected} ikke har; her er {found}.',
      '{element} har ein kode som kodesystemet {expected} ikkje har; her er {found}.',
      '{element} has a code that the code system {expected} does not have; found {found}.',
    ),
    text(
      'Se etter skrivefeil, eller rett kodesystemet.',
      'Sjå etter skrivefeil, eller rett kodesystemet.',
      'Look for a misprint, or correct the code system.',
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
  'extension-context': entry(
    'extension',
    'defining-extensions.html#context',
    text(
      'Utvidelsen ({found}) kan ikke stå her: definisjonen sier hvor den hører hjemme.',
      'Utvidinga ({found}) kan ikkje stå her: definisjonen seier kvar ho høyrer heime.',
      'The extension ({found}) may not stand here: its definition says where it belongs.',
    ),
    text(
      'Flytt utvidelsen til et element som definisjonen tillater.',
      'Flytt utvidinga til eit element som definisjonen tillèt.',
      'Move the extension to an element that its definition allows.',
    ),
  ),
  'extension-modifier': entry(
    'extension',
    'extensibility.html#modifierExtension',
    text(
      'Utvidelsen ({found}) skal stå i {expected}.',
      'Utvidinga ({found}) skal stå i {expected}.',
      'The extension ({found}) belongs in {expected}.',
    ),
    text('Flytt den til {expected}.', 'Flytt ho til {expected}.', 'Move it to {expected}.'),
  ),
  'value-range': entry(
    'value',
    'elementdefinition-definitions.html#ElementDefinition.minValue_x_',
    text(
      '{element} må være {expected}; verdien her er utenfor.',
      '{element} må vere {expected}; verdien her er utanfor.',
      '{element} must be {expected}; the value here is outside.',
    ),
    text('Rett verdien.', 'Rett verdien.', 'Correct the value.'),
  ),
  'value-form': entry(
    'value',
    'extension-regex.html',
    text(
      '{element} har ikke formen profilen krever ({expected}); her er {found}.',
      '{element} har ikkje forma profilen krev ({expected}); her er {found}.',
      '{element} does not have the form that the profile requires ({expected}); found {found}.',
    ),
    text('Rett verdien.', 'Rett verdien.', 'Correct the value.'),
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
  'invariant-not-checked': entry(
    'not-supported',
    'conformance-rules.html#constraints',
    text(
      'Regelen {expected} for {element} kunne ikke sjekkes: uttrykket lar seg ikke beregne på dette innholdet.',
      'Regelen {expected} for {element} kunne ikkje sjekkast: uttrykket lèt seg ikkje rekne ut på dette innhaldet.',
      'Rule {expected} of {element} could not be checked: its expression cannot be evaluated on this content.',
    ),
    text(
      'Del opp ressursen om den er svært stor, eller meld fra til den som eier regelen.',
      'Del opp ressursen om han er svært stor, eller meld frå til den som eig regelen.',
      'Split the resource if it is very large, or tell the owner of the rule.',
    ),
  ),
  'work-limit': entry(
    'too-long',
    'profiling.html',
    text(
      '{element} ble ikke sjekket mot {expected}: det ville kostet mer arbeid enn én ressurs kan få.',
      '{element} vart ikkje sjekka mot {expected}: det ville kosta meir arbeid enn éin ressurs kan få.',
      '{element} was not checked against {expected}: that would take more work than one resource may cost.',
    ),
    text(
      'Del opp ressursen, eller meld fra til den som eier profilen.',
      'Del opp ressursen, eller meld frå til den som eig profilen.',
      'Split the resource, or tell the owner of the profile.',
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
} satisfies Record<string, RuleText>;
