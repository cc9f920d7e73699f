import { isObject, type Json, type JsonObject, objectAt, putAt } from '../json.ts';
import { atEach, type Operator } from '../operator.ts';
import { isComplex, type Place } from '../places.ts';

const isExtension = (place: Place): boolean => place.type === 'Extension';
const isResource = (place: Place): boolean => place.element === undefined || place.type === 'Resource';
const isDomain = (place: Place): boolean =>
  isResource(place) && !['Bundle', 'Parameters', 'Binary'].includes(place.definition);
const isDataType = (place: Place): boolean =>
  isComplex(place) &&
  ['Period', 'CodeableConcept', 'Coding', 'Reference', 'Identifier', 'Quantity', 'HumanName'].includes(place.type);
const hasValue = (place: Place): boolean =>
  isObject(place.value) && Object.keys(place.value).some((key) => key.startsWith('value'));
const isOutermost = (place: Place): boolean =>
  isExtension(place) && place.path.filter((step) => step === 'extension').length === 1;

function add(root: JsonObject, place: Place, key: string, extension: Json): void {
  const holder = objectAt(root, place.path);
  const list = holder[key];
  holder[key] = [...(Array.isArray(list) ? list : []), extension];
}

/** Extensions that HL7 defines, used against their definition. */
const known: Readonly<
  Record<string, { readonly outcome: Operator['outcome']; readonly on: string; readonly extension: JsonObject }>
> = {
  'of-another-type': {
    outcome: 'error',
    on: 'Patient',
    extension: { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace', valueString: 'Bergen' },
  },
  'without-required-part': {
    outcome: 'error',
    on: 'Patient',
    extension: {
      url: 'http://hl7.org/fhir/StructureDefinition/patient-citizenship',
      extension: [{ url: 'code', valueString: 'NO' }],
    },
  },
  'with-unknown-part': {
    outcome: 'error',
    on: 'Patient',
    extension: {
      url: 'http://hl7.org/fhir/StructureDefinition/patient-citizenship',
      extension: [{ url: 'country', valueCodeableConcept: { text: 'NO' } }],
    },
  },
  'in-another-context': {
    outcome: 'error',
    on: 'CarePlan',
    extension: { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace', valueAddress: { text: 'Bergen' } },
  },
  'complex-with-value': {
    outcome: 'error',
    on: 'Patient',
    extension: { url: 'http://hl7.org/fhir/StructureDefinition/patient-citizenship', valueString: 'NO' },
  },
};

export const extensionOperators: readonly Operator[] = [
  atEach('extension-without-url', isExtension, (root, place) => putAt(root, [...place.path, 'url'], undefined)),
  atEach('extension-with-relative-url', isOutermost, (root, place) =>
    putAt(root, [...place.path, 'url'], 'next-revision'),
  ),
  atEach(
    'extension-of-unknown-url',
    isOutermost,
    (root, place) => putAt(root, [...place.path, 'url'], 'http://samplan.no/other'),
    'either',
  ),
  atEach(
    'extension-unknown-in-hl7-space',
    isOutermost,
    (root, place) => putAt(root, [...place.path, 'url'], 'http://hl7.org/fhir/StructureDefinition/samplan'),
    'either',
  ),
  atEach('extension-without-content', isExtension, (root, place) =>
    putAt(root, place.path, { url: isObject(place.value) ? (place.value['url'] ?? 'urn:x') : 'urn:x' }),
  ),
  atEach(
    'extension-with-value-and-parts',
    (place) => isExtension(place) && hasValue(place),
    (root, place) => add(root, place, 'extension', { url: 'http://samplan.no/seed/part', valueBoolean: true }),
  ),
  atEach(
    'extension-with-two-values',
    (place) => isExtension(place) && hasValue(place),
    (root, place) => {
      const holder = objectAt(root, place.path);
      holder['valueInteger' in holder ? 'valueBoolean' : 'valueInteger'] = 'valueInteger' in holder ? true : 1;
    },
  ),
  atEach('unknown-modifier-extension', isDomain, (root, place) =>
    add(root, place, 'modifierExtension', { url: 'http://samplan.no/seed/not', valueBoolean: true }),
  ),
  atEach('modifier-extension-in-a-data-type', isDataType, (root, place) =>
    add(root, place, 'modifierExtension', { url: 'http://samplan.no/seed/not', valueBoolean: true }),
  ),
  atEach(
    'extension-in-a-data-type',
    isDataType,
    (root, place) => add(root, place, 'extension', { url: 'http://samplan.no/seed/more', valueBoolean: true }),
    'either',
  ),
  ...Object.entries(known).map(([name, { outcome, on, extension }]) =>
    atEach(
      `known-extension-${name}`,
      (place) => isDomain(place) && place.definition === on,
      (root, place) => add(root, place, 'extension', extension),
      outcome,
    ),
  ),
];
