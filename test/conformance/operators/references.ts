import { isObject, type Json, type JsonObject, objectAt, putAt } from '../json.ts';
import { atEach, type Operator } from '../operator.ts';
import { isComplex, type Place } from '../places.ts';

const targetsOf = (place: Place): readonly string[] =>
  (place.element?.type ?? [])
    .flatMap(({ targetProfile }) => targetProfile ?? [])
    .map((url) => url.slice(url.lastIndexOf('/') + 1));

/** A reference that says which types it takes. */
const isTyped = (place: Place): boolean =>
  place.type === 'Reference' && targetsOf(place).length > 0 && !targetsOf(place).includes('Resource');

const foreign = (place: Place): string =>
  ['Patient', 'Substance', 'Basic'].find((type) => !targetsOf(place).includes(type)) ?? 'Basic';

const literal = (place: Place): string =>
  isObject(place.value) && typeof place.value['reference'] === 'string' ? place.value['reference'] : '';

const isLiteral = (place: Place): boolean => /^[A-Z][a-zA-Z]+\//.test(literal(place));

function differ(root: JsonObject, place: Place): void {
  objectAt(root, place.path)['type'] = literal(place).startsWith('Basic') ? 'Patient' : 'Basic';
}

const isTop = (place: Place): boolean => place.element === undefined && place.type !== 'Bundle';
const isContained = (place: Place): boolean => place.key === 'contained';
const hasMeta =
  (place: Place, meta: Json): ((root: JsonObject) => void) =>
  (root) => {
    objectAt(root, place.path)['meta'] = meta;
  };

const unused = { resourceType: 'Basic', id: 'unused', code: { text: 'x' } };

function contain(root: JsonObject, resource: JsonObject): void {
  const list = root['contained'];
  root['contained'] = [...(Array.isArray(list) ? list : []), resource];
}

/** Something in the resource that may refer to a contained one. */
const useContained = (root: JsonObject): void => {
  const extensions = root['extension'];
  root['extension'] = [
    ...(Array.isArray(extensions) ? extensions : []),
    { url: 'http://samplan.no/seed/uses', valueReference: { reference: '#unused' } },
  ];
};

export const referenceOperators: readonly Operator[] = [
  atEach('reference-to-another-type', isTyped, (root, place) =>
    putAt(root, place.path, { reference: `${foreign(place)}/1` }),
  ),
  atEach('absolute-reference-to-another-type', isTyped, (root, place) =>
    putAt(root, place.path, { reference: `https://fhir.example.no/r4/${foreign(place)}/1` }),
  ),
  atEach(
    'reference-type-of-another-type',
    isTyped,
    (root, place) => putAt(root, place.path, { type: foreign(place), display: 'x' }),
    'either',
  ),
  atEach('reference-and-type-differ', (place) => isTyped(place) && isLiteral(place), differ),
  atEach(
    'reference-to-anything-and-type-differ',
    (place) => place.type === 'Reference' && !isTyped(place) && isLiteral(place),
    differ,
  ),
  atEach(
    'reference-type-unknown',
    (place) => place.type === 'Reference',
    (root, place) => {
      objectAt(root, place.path)['type'] = 'IndividualPlan';
    },
  ),
  atEach(
    'reference-to-unknown-type',
    (place) => place.type === 'Reference',
    (root, place) => putAt(root, place.path, { reference: 'IndividualPlan/1' }),
    'either',
  ),
  atEach(
    'reference-without-id',
    (place) => place.type === 'Reference',
    (root, place) => putAt(root, place.path, { reference: 'Patient' }),
    'either',
  ),
  atEach(
    'reference-of-nothing',
    (place) => place.type === 'Reference',
    (root, place) => putAt(root, place.path, { extension: [{ url: 'http://samplan.no/seed/x', valueBoolean: true }] }),
    'either',
  ),
  atEach(
    'reference-to-missing-contained',
    (place) => place.type === 'Reference',
    (root, place) => putAt(root, place.path, { reference: '#nowhere' }),
  ),
  atEach('contained-unreferenced', isTop, (root) => contain(root, unused)),
  atEach('contained-in-contained', isTop, (root) => {
    contain(root, { ...unused, contained: [{ ...unused, id: 'inner' }] });
    useContained(root);
  }),
  atEach('contained-with-version', isTop, (root) => {
    contain(root, { ...unused, meta: { versionId: '1' } });
    useContained(root);
  }),
  atEach('contained-with-security', isTop, (root) => {
    contain(root, { ...unused, meta: { security: [{ system: 'urn:x', code: 'x' }] } });
    useContained(root);
  }),
  atEach(
    'contained-with-tag',
    isTop,
    (root) => {
      contain(root, { ...unused, meta: { tag: [{ system: 'urn:x', code: 'x' }] } });
      useContained(root);
    },
    'either',
  ),
  atEach(
    'contained-without-id',
    (place) => isContained(place) && isComplex(place),
    (root, place) => putAt(root, [...place.path, 'id'], undefined),
    'either',
  ),
  atEach('contained-same-id-twice', isTop, (root) => {
    contain(root, unused);
    contain(root, unused);
    useContained(root);
  }),
  atEach('contained-later-version', isContained, (root, place) =>
    hasMeta(place, { lastUpdated: '2026-01-01T10:00:00Z' })(root),
  ),
];
