import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const SRC = path.join(import.meta.dirname, '../../src');

/**
 * Everything that the code keeps for as long as the process lives and that can change, with what makes it safe to have it once for all
 * tenants: nothing in it is kept by whose it is, and nothing that comes out of it is another's. Whoever adds to it says why here.
 */
const KNOWN: Readonly<Record<string, string>> = {
  'access/attestation-shape.ts check': 'a compiled schema',
  'connector/fhir-rest/body-text.ts faults': 'by the parsed object, which its own request holds',
  'consent/voices.ts #last': 'by the record as it was loaded, which is one object of one tenant',
  'exchange/changing-directory.ts byStore': 'who waits for whom in one store, which is of one tenant',
  'fhir/openapi-schemas.ts open': 'the types that a schema is being made of, while it is made',
  'mapping/kind/zone.ts formats': 'by time zone',
  'mapping/kind/zone.ts known': 'the offset of a zone at an hour',
  'record/period.ts ENDS': 'the instant that a day ends',
  'record/period.ts MIDNIGHTS': 'the instant that a day begins',
  'search/parameters.ts listed': 'R4 search parameters of types that no store holds',
  'search/rows.ts NAMES': 'rows of search parameters, by resource type',
  'search/values-at.ts STEPS': 'parsed steps of search parameters, by their text',
  'store/postgres/statements.ts SPELLED': 'SQL by its text, without what is bound',
  'store/sqlite/search-rows.ts KNOWN': 'by the statements of one database',
  'validation/base-types.ts checks': 'compiled checks of FHIR types',
  'validation/binding-check.ts notChecked': 'by place in a profile',
  'validation/element-forms.ts resourceTypes': 'names of FHIR types',
  'validation/element-names.ts known': 'places of FHIR types, by their path',
  'validation/fhirpath-engine.ts counted': 'by the pass of one validation',
  'validation/fhirpath-engine.ts current': 'the pass of the validation that runs, which is never interrupted',
  'validation/fhirpath-engine.ts engine': 'the loaded engine',
  'validation/fields.ts known': 'by place in a definition',
  'validation/invariant-values.ts besides': 'names of elements',
  'validation/narrative-targets.ts found': 'by the pass of one validation',
  'validation/rule-texts.ts latest': 'the text about a value of a place, given out for the same value only',
  'validation/ucum.ts answers': 'whether a unit is one',
  'validation/ucum.ts measures': 'whether a unit measures something',
  'validation/ucum.ts utilities': 'the loaded tables',
};

/** A declaration outside of any function whose value can change: `let`, or a collection that begins empty. */
const KEPT =
  /^(?:export )?(?:let (?<variable>\w+)|const (?<collection>\w+)(?::[^=]+)? = (?:new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\)|\[\]|\{\});)/gm;

/** A class may keep something for all its objects. */
const OF_CLASS = /^ {2}(?:private |readonly )*static (?!async |get |\w+\()(?<name>#?\w+)/gm;

function keptIn(file: string): readonly string[] {
  const text = readFileSync(path.join(SRC, file), 'utf8');
  return [...text.matchAll(KEPT), ...text.matchAll(OF_CLASS)].flatMap(({ groups = {} }) => {
    const name = groups['variable'] ?? groups['collection'] ?? groups['name'];
    return [`${file} ${name}`];
  });
}

/** What begins empty and is never added to is none. */
const EMPTY = new Set([
  'exchange/held-by-others.ts NOBODY',
  'fhir/patch/place.ts NONE',
  'fhir/xml/open-element.ts NONE',
  'mapping/placement.ts NOTHING',
  'validation/fhirpath-values.ts NONE',
  'validation/fhirpath-values.ts NO_KEYS',
  'validation/fields.ts NONE',
  'validation/pass.ts NONE',
]);

test('what lives as long as the process is known, and holds nothing by whose it is', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const kept = files.flatMap(keptIn).filter((one) => !EMPTY.has(one));
  expect(kept.toSorted()).toEqual(Object.keys(KNOWN).toSorted());
});
