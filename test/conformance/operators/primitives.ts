import { type Json, putAt } from '../json.ts';
import { atEach, type Operator } from '../operator.ts';

/** Values that the primitive type forbids (https://hl7.org/fhir/R4/datatypes.html#primitive). */
const wrong: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  date: {
    month: '2026-13-01',
    day: '2026-02-30',
    digits: '2026-1-1',
    slashes: '2026/01/01',
    time: '2026-01-01T10:00:00Z',
    space: ' 2026',
    word: 'today',
  },
  dateTime: {
    zone: '2026-01-01T10:00:00',
    seconds: '2026-01-01T10:00Z',
    hour: '2026-01-01T25:00:00Z',
    separator: '2026-01-01 10:00:00Z',
    day: '2026-04-31T10:00:00Z',
    compact: '20260101',
    offset: '2026-01-01T10:00:00+15:00',
  },
  instant: { date: '2026-01-01', zone: '2026-01-01T10:00:00', minute: '2026-01-01T10:61:00Z' },
  time: { hour: '25:00:00', seconds: '10:00', zone: '10:00:00Z' },
  integer: { fraction: 1.5, range: 2147483648 },
  positiveInt: { zero: 0, negative: -1, fraction: 1.5 },
  unsignedInt: { negative: -1, fraction: 0.5 },
  uri: { space: 'https://example.no/a b', oid: 'urn:oid:1.2.x', uuid: 'urn:uuid:x' },
  url: { space: 'https://example.no/a b' },
  canonical: { space: 'https://example.no/a b', relative: 'PlanDefinition/1', 'missing-contained': '#nowhere' },
  uuid: { bare: '5f0d8a52-7c0b-4f5e-9b1e-2a6f0d3c9e11', short: 'urn:uuid:5f0d8a52' },
  oid: { bare: '2.16.578.1', letters: 'urn:oid:2.16.abc', zero: 'urn:oid:2.016.1' },
  id: { long: 'a'.repeat(65), underscore: 'a_b', letter: 'å', space: 'a b' },
  code: { leading: ' x', doubled: 'a  b', trailing: 'x ' },
  base64Binary: { length: 'SGVsb', letters: 'n*t b@se' },
};

/** Forms that need not be wrong, or that validators may treat in different ways. */
const doubtful: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  date: { year: '2026', 'year-zero': '0000' },
  dateTime: {
    'leap-second': '2030-12-31T23:59:60Z',
    midnight: '2026-01-01T24:00:00Z',
    fraction: '2026-01-01T10:00:00.123456789Z',
  },
  string: { control: 'a\u0001b', 'line-break': 'a\r\nb', edges: ' a ', 'unpaired-surrogate': 'a\ud800b' },
  markdown: { html: '<script>x</script>', control: 'a\u0007b' },
  uri: {
    relative: 'a/b',
    'upper-case-scheme': 'URN:x',
    braces: 'https://example.no/{a}',
  },
  decimal: { exponent: 1e21, tiny: 1e-9, negative: -1 },
  code: { inner: 'a b', capitals: 'UNKNOWN' },
  id: { dots: 'a.b-c' },
};

// System.String in R4's snapshots (Resource.id, Element.id, Extension.url) is `string` or `uri` in the trimmed base.
const typeAt = (type: string, key: string, definition: string): string =>
  key === 'id' && /^[A-Z][A-Za-z]+\.id$/.test(definition) ? 'id' : type;

function operators(
  table: Readonly<Record<string, Readonly<Record<string, Json>>>>,
  outcome: Operator['outcome'],
): readonly Operator[] {
  return Object.entries(table).flatMap(([type, values]) =>
    Object.entries(values).map(([fault, value]) =>
      atEach(
        `${outcome === 'error' ? 'bad' : 'odd'}-${type}-${fault}`,
        (place) => {
          const isResourceId = place.key === 'id' && place.path.length === place.resource.length + 1;
          const actual = typeAt(place.type, place.key, place.element?.path ?? '');
          return type === 'id' ? isResourceId : place.type === type && actual === type;
        },
        (root, place) => putAt(root, place.path, value),
        outcome,
      ),
    ),
  );
}

export const primitiveOperators: readonly Operator[] = [...operators(wrong, 'error'), ...operators(doubtful, 'either')];
