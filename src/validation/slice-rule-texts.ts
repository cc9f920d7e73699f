import { entry, type RuleText, text } from './rule-text.ts';

/** Rules of slicing (http://hl7.org/fhir/R4/profiling.html#slicing). */
export const sliceRuleTexts = {
  'slice-min': entry(
    'required',
    'profiling.html#slice-cardinality',
    text(
      '{element} kreves: {expected}. Her er det {found}.',
      '{element} er kravd: {expected}. Her er det {found}.',
      '{element} is required: {expected}. Found {found}.',
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
      'Dette hører ikke til noen av delene som {element} tillater: {expected}. Her: {found}.',
      'Dette høyrer ikkje til nokon av delane som {element} tillèt: {expected}. Her: {found}.',
      'This belongs to none of the slices that {element} allows: {expected}. Here: {found}.',
    ),
    text('Fjern elementet.', 'Fjern elementet.', 'Remove the element.'),
  ),
  'slice-not-checked': entry(
    'not-found',
    'profiling.html#slice-cardinality',
    text(
      '{element} kreves: {expected}. Om den er her, kan ikke avgjøres uten ressursen det pekes på.',
      '{element} er kravd: {expected}. Om han er her, kan ikkje avgjerast utan ressursen det blir peikt på.',
      '{element} is required: {expected}. Whether it is here cannot be told without the resource that is referred to.',
    ),
    text(
      'Send ressursen med i en Bundle eller som contained.',
      'Send ressursen med i ein Bundle eller som contained.',
      'Send the resource along, in a Bundle or contained.',
    ),
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
  'slice-several': entry(
    'structure',
    'profiling.html#discriminator',
    text(
      'Dette passer i flere deler av {element} enn én ({expected}): profilen sier ikke hvilken.',
      'Dette passar i fleire delar av {element} enn éin ({expected}): profilen seier ikkje kva for ein.',
      'This fits more than one slice of {element} ({expected}): the profile does not say which.',
    ),
    text(
      'Gi det bare det som kjennetegner den ene delen.',
      'Gi det berre det som kjenneteiknar den eine delen.',
      'Give it only what tells the one slice.',
    ),
  ),
} satisfies Record<string, RuleText>;
