import { describe, expect, test } from '@jest/globals';
import { isError } from '../../../src/errors.ts';
import { readXml } from '../../../src/fhir/xml/read-xml.ts';

const goal = (content: string, attributes = '') => `<Goal xmlns="http://hl7.org/fhir"${attributes}>${content}</Goal>`;
const read = (text: string) => JSON.parse(readXml(text));

/** What is told of a text that is refused: never what it holds. */
function refused(text: string): { readonly code: string; readonly where: string; readonly expected: string } {
  try {
    readXml(text);
  } catch (error) {
    if (!isError(error)) throw error;
    return { code: error.code, where: error.where ?? '', expected: error.expected ?? '' };
  }
  throw new Error('was taken in');
}

describe('XML that is written in its own way is read', () => {
  test.each([
    ['with a declaration', `<?xml version="1.0" encoding="utf-8" standalone="yes"?>${goal('<id value="1"/>')}`],
    ['with a prefix', '<f:Goal xmlns:f="http://hl7.org/fhir"><f:id value="1"></f:id></f:Goal>'],
    ['with comments and instructions', `<?app do?><!-- a -->${goal('<!-- b --><id value="1"/><?x y?>')}<!-- c -->`],
    [
      'with where its schema is',
      goal(
        '<id value="1"/>',
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://hl7.org/fhir x.xsd"',
      ),
    ],
    ['with space and line ends', goal('\r\n  <id\r\n value = "1"\t/>\r\n')],
    ['with references', goal('<id value="&#49;"/>')],
  ])('%s', (_name, text) => {
    expect(read(text)).toEqual({ resourceType: 'Goal', id: '1' });
  });

  test('numbers keep every digit', () => {
    const text = goal('<target><detailQuantity><value value="1.500"/></detailQuantity></target>');
    expect(readXml(text)).toBe('{"resourceType":"Goal","target":[{"detailQuantity":{"value":1.500}}]}');
  });

  test.each([
    ['TRUE', 'boolean', '"TRUE"'],
    ['1', 'boolean', '"1"'],
    ['true', 'boolean', 'true'],
    ['01', 'integer', '"01"'],
    ['+1', 'decimal', '"+1"'],
    ['1e3', 'decimal', '1e3'],
    ['NaN', 'decimal', '"NaN"'],
    ['1,5', 'decimal', '"1,5"'],
  ])('%s for a %s is left for the validator as %s', (value, type, json) => {
    const name = `value${type[0]?.toUpperCase()}${type.slice(1)}`;
    expect(readXml(goal(`<extension url="u"><${name} value="${value}"/></extension>`))).toContain(`"${name}":${json}`);
  });

  test('a narrative is kept letter by letter', () => {
    const div = '<div xmlns="http://www.w3.org/1999/xhtml">𝕏 <p class=\'a\'>b&#160;&lt;</p><br/>\r\n</div>';
    const text = goal(`<text><status value="generated"/>${div}</text>`);
    expect(read(text).text.div).toBe(div);
  });

  test('a list of primitives keeps the place of what has no value', () => {
    const name = '<Patient xmlns="http://hl7.org/fhir"><name><given value="a"/><given id="x"/></name></Patient>';
    expect(read(name).name).toEqual([{ given: ['a', null], _given: [null, { id: 'x' }] }]);
  });
});

describe('what is wrong is refused with its place', () => {
  test.each([
    ['nothing', '', 'line 1, column 1', 'well-formed XML'],
    ['no XML', '{"resourceType":"Goal"}', 'line 1, column 25', 'well-formed XML'],
    ['an end that is missing', goal('<id value="1">'), 'line 1, column 56, Goal', 'well-formed XML'],
    ['two roots', `${goal('')}${goal('')}`, 'line 1, column 48', 'well-formed XML'],
    ['no namespace', '<Goal/>', 'line 1, column 1', 'http://hl7.org/fhir'],
    ['another namespace', '<Goal xmlns="urn:hl7-org:v3"/>', 'line 1, column 1', 'http://hl7.org/fhir'],
    [
      'an element of another namespace',
      goal('\n<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
      'line 2, column 1, Goal',
      'http://hl7.org/fhir',
    ],
    ['no resource', '<HumanName xmlns="http://hl7.org/fhir"/>', 'line 1, column 1', 'the name of a resource type'],
    [
      'an abstract type',
      '<DomainResource xmlns="http://hl7.org/fhir"/>',
      'line 1, column 1',
      'the name of a resource type',
    ],
    [
      'an element that is none',
      goal('<lifecycleStatuss value="active"/>'),
      'line 1, column 35, Goal',
      'lifecycleStatus',
    ],
    ['an element of the prototype', goal('<__proto__ value="x"/>'), 'line 1, column 35, Goal', 'an element of Goal'],
    [
      'resourceType as an element',
      goal('<resourceType value="Patient"/>'),
      'line 1, column 35, Goal',
      'an element of Goal',
    ],
    [
      'an attribute as an element',
      goal('<description><id value="x"/></description>'),
      'line 1, column 48, Goal.description',
      'an element of Goal.description',
    ],
    [
      'an order of its own',
      goal('<lifecycleStatus value="active"/><id value="1"/>'),
      'line 1, column 68, Goal',
      'id before lifecycleStatus',
    ],
    [
      'a list in two pieces',
      goal('<category/><priority/><category/>'),
      'line 1, column 57, Goal',
      'category before priority',
    ],
    ['one element twice', goal('<id value="1"/><id value="2"/>'), 'line 1, column 50, Goal', 'one id'],
    [
      'two types of one choice',
      goal('<startDate value="2026"/><startCodeableConcept/>'),
      'line 1, column 60, Goal',
      'one start',
    ],
    [
      'two resources in one place',
      goal('<contained><Goal/><Goal/></contained>'),
      'line 1, column 53, Goal.contained',
      'one resource',
    ],
    ['none in its place', goal('<contained/>'), 'line 1, column 35, Goal.contained', 'a value or content'],
    ['an element without anything', goal('<id/>'), 'line 1, column 35, Goal.id', 'a value or content'],
    ['an attribute that is none', goal('<id value="1" lang="nb"/>'), 'line 1, column 35, Goal.id', 'id, value'],
    [
      'an attribute of a resource',
      '<Goal xmlns="http://hl7.org/fhir" id="1"/>',
      'line 1, column 1, Goal',
      'no attributes',
    ],
    ['an attribute twice', goal('<id value="1" value="2"/>'), 'line 1, column 60, Goal', 'well-formed XML'],
    ['text between elements', goal('<id value="1"/>x'), 'line 1, column 52, Goal', 'elements only'],
    ['CDATA between elements', goal('<![CDATA[]]>'), 'line 1, column 47, Goal', 'elements only'],
    ['text where an attribute should be', goal('<id>1</id>'), 'line 1, column 41, Goal.id', 'elements only'],
    ['another encoding', `<?xml version="1.0" encoding="ISO-8859-1"?>${goal('')}`, 'line 1, column 1', 'UTF-8'],
    [
      'a narrative without its namespace',
      goal('<text><status value="generated"/><div>x</div></text>'),
      'line 1, column 68, Goal.text',
      'http://www.w3.org/1999/xhtml',
    ],
    [
      'a narrative whose namespace stands elsewhere',
      goal('<text><h:div>x</h:div></text>', ' xmlns:h="http://www.w3.org/1999/xhtml"'),
      'line 1, column 80, Goal.text',
      'xmlns="http://www.w3.org/1999/xhtml"',
    ],
    ['a character that XML has not', goal('<id value="&#1;"/>'), 'line 1, column 50, Goal', 'well-formed XML'],
  ])('%s', (_name, text, where, expected) => {
    expect(refused(text)).toEqual({ code: 'malformed', where, expected });
  });

  test.each([
    ['a DOCTYPE', '<!DOCTYPE Goal>'],
    ['one from elsewhere', '<!DOCTYPE Goal SYSTEM "http://127.0.0.1:1/x.dtd">'],
    ['an entity of a file', '<!DOCTYPE Goal [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    [
      'laughs',
      `<!DOCTYPE Goal [<!ENTITY a "lol">${'bcdefghi'.replaceAll(/./gu, (name, at: number) => `<!ENTITY ${name} "${`&${'abcdefghi'[at]};`.repeat(10)}">`)}]>`,
    ],
  ])('%s', (_name, doctype) => {
    const told = refused(`${doctype}${goal('<id value="&x;&i;"/>')}`);
    expect(told).toEqual({ code: 'malformed', where: 'line 1, column 1', expected: 'no DOCTYPE' });
  });

  test('an entity that nothing declares', () => {
    expect(refused(goal('<id value="&nbsp;"/>')).expected).toBe('well-formed XML');
  });
});

describe('what is made to take long is refused soon', () => {
  test('elements in one another', () => {
    const deep = (levels: number) => goal('<extension url="u">'.repeat(levels) + '</extension>'.repeat(levels));
    // Each is a list and an object in it.
    expect(read(deep(49)).resourceType).toBe('Goal');
    expect(refused(deep(50)).code).toBe('too-deep');
    expect(refused(deep(200_000)).code).toBe('too-deep');
  });

  test('a narrative that has no bottom', () => {
    const div = `<div xmlns="http://www.w3.org/1999/xhtml">${'<b>'.repeat(200_000)}`;
    expect(refused(goal(`<text><status value="generated"/>${div}`)).code).toBe('too-deep');
  });

  test('a hundred thousand namespaces, attributes, and elements of one list', () => {
    const many = (one: (index: number) => string) => Array.from({ length: 100_000 }, (_, index) => one(index)).join('');
    expect(
      read(
        goal(
          '',
          many((index) => ` xmlns:n${index}="urn:${index}"`),
        ),
      ).resourceType,
    ).toBe('Goal');
    expect(
      refused(
        goal(
          '',
          many((index) => ` a${index}="x"`),
        ),
      ).code,
    ).toBe('malformed');
    expect(read(goal(many(() => '<note><text value="x"/></note>'))).note).toHaveLength(100_000);
  });

  test('nothing of what it holds is told', () => {
    for (const text of [
      goal('<Kari value="Nordmann"/>'),
      goal('Kari Nordmann'),
      goal('<id value="Kari" Kari="Nordmann"/>'),
      '<Kari:x/>',
    ])
      expect(JSON.stringify(refused(text))).not.toMatch(/Kari|Nordmann/u);
  });
});
