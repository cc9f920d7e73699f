import { describe, expect, test } from '@jest/globals';
import { languageOf } from '../../src/fhir/language.ts';
import { answerType, requireForm, requireJson } from '../../src/fhir/media-type.ts';
import { preferenceOf } from '../../src/fhir/prefer.ts';
import { etag, holdsVersion, isNamed, namedVersions } from '../../src/fhir/version-tag.ts';

describe('what the client can read', () => {
  test.each([
    [undefined, 'application/fhir+json'],
    ['', 'application/fhir+json'],
    ['*/*', 'application/fhir+json'],
    ['application/*;q=0.5', 'application/fhir+json'],
    ['application/fhir+json, */*; q=0.1', 'application/fhir+json'],
    ['application/json', 'application/json'],
    ['application/fhir+json;q=0.5, application/json', 'application/json'],
    ['application/fhir+xml', 'application/fhir+xml'],
    ['application/fhir+xml, application/fhir+json;q=0.9', 'application/fhir+xml'],
    ['application/fhir+xml;q=0.8, application/fhir+json;q=0.9', 'application/fhir+json'],
    ['application/xml', 'application/xml'],
    ['text/xml, */*;q=0.1', 'application/fhir+xml'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/xml'],
    ['application/fhir+json; fhirVersion=4.0', 'application/fhir+json'],
    ['Application/FHIR+JSON', 'application/fhir+json'],
  ])('Accept %j is answered with %s', (accept, type) => {
    expect(answerType(accept, undefined)).toBe(`${type}; charset=utf-8`);
  });

  test.each([
    'text/html',
    'text/turtle',
    'application/fhir+json;q=0',
    'application/fhir+json; fhirVersion=5.0',
    'application/fhir+json;q=nonsense',
  ])('Accept %j is refused', (accept) => {
    expect(() => answerType(accept, undefined)).toThrow(expect.objectContaining({ code: 'not-acceptable' }));
  });

  test('_format comes before Accept', () => {
    expect(answerType('application/fhir+xml', 'json')).toBe('application/fhir+json; charset=utf-8');
    expect(answerType(undefined, 'application/fhir json')).toBe('application/fhir+json; charset=utf-8');
    for (const format of ['xml', 'text/xml', 'application/xml', 'application/fhir+xml', 'application/fhir xml'])
      expect(answerType('application/json', format)).toBe('application/fhir+xml; charset=utf-8');
    for (const format of ['ttl', 'html', 'application/fhir+xml; fhirVersion=5.0', ''])
      expect(() => answerType('application/json', format)).toThrow(expect.objectContaining({ code: 'not-acceptable' }));
  });
});

describe('what the client says it sends', () => {
  test.each([
    'application/fhir+json',
    'application/json',
    'application/json; charset=UTF-8',
    'application/fhir+json;charset="utf-8"',
  ])('%s is read as JSON', (type) => {
    expect(() => requireJson(type)).not.toThrow();
  });

  test.each([
    undefined,
    '',
    'text/plain',
    'application/fhir+xml',
    'application/json-patch+json',
    'application/json; charset=iso-8859-1',
    'application/fhir+json; fhirVersion=3.0',
  ])('%s is refused as JSON', (type) => {
    expect(() => requireJson(type)).toThrow(
      expect.objectContaining({ code: 'unsupported-media-type', where: 'http.Content-Type' }),
    );
  });

  test('a search form must say that it is one', () => {
    expect(() => requireForm('application/x-www-form-urlencoded; charset=utf-8')).not.toThrow();
    expect(() => requireForm('application/json')).toThrow(expect.objectContaining({ code: 'unsupported-media-type' }));
  });
});

describe('what the client prefers', () => {
  test.each([
    [undefined, 'representation', 'strict'],
    ['return=minimal', 'minimal', 'strict'],
    ['return=OperationOutcome', 'OperationOutcome', 'strict'],
    ['return=presentation', 'representation', 'strict'],
    ['return="minimal"; handling=lenient', 'minimal', 'lenient'],
    ['respond-async, handling=lenient', 'representation', 'lenient'],
  ])('Prefer %j', (header, shape, handling) => {
    expect(preferenceOf(header)).toEqual({ return: shape, handling });
  });

  test.each([
    [undefined, 'en'],
    ['nb-NO,nb;q=0.9,en;q=0.8', 'nb'],
    ['no', 'nb'],
    ['nn', 'nn'],
    ['de, nn;q=0.3, nb;q=0.5', 'nb'],
    ['fr', 'en'],
    ['nb;q=0, nn', 'nn'],
  ])('Accept-Language %j is answered in %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('version tags', () => {
  test('an ETag that was answered is read back, weak or strong', () => {
    expect(namedVersions(etag('12'))).toEqual(['12']);
    expect(namedVersions('"12" ,W/"13"')).toEqual(['12', '13']);
  });

  test.each([undefined, '', ' '])('If-Match %j names none', (header) => {
    expect(namedVersions(header)).toBeUndefined();
  });

  test('RFC 9110 § 13.1.1: If-Match * names whichever there is', () => {
    expect(namedVersions(' * ')).toBe('*');
    expect([isNamed('*', '3'), isNamed(['2', '3'], '3'), isNamed(['2'], '3')]).toEqual([true, true, false]);
  });

  test.each(['12', 'W/12', 'W/""', 'W/"1 2"', 'W/"1", *', 'W/"1",'])('If-Match %s is refused', (header) => {
    expect(() => namedVersions(header)).toThrow(
      expect.objectContaining({ code: 'bad-parameter', where: 'http.If-Match' }),
    );
  });

  test('If-None-Match may list several versions', () => {
    expect(holdsVersion('W/"1", W/"2"', '2')).toBe(true);
    expect(holdsVersion('W/"12"', '2')).toBe(false);
    expect(holdsVersion('', '2')).toBe(false);
    expect(holdsVersion(' * ', '2')).toBe(true);
  });
});
