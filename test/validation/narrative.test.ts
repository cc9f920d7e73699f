import { describe, expect, test } from '@jest/globals';
import { isNarrative } from '../../src/validation/narrative.ts';
import { carePlan, found } from './found.ts';

const div = (content: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;

test.each([
  'Plan',
  '<p>a &lt; b<br/></p>',
  '<!-- note --><p class="x" style="color: red">æ</p>',
  '<img src="x.png" alt="x"/>',
  '<table><tr><td>1</td></tr></table>',
  '<a href="http://a.no">x</a>',
])('%s is narrative', (content) => {
  expect(isNarrative(div(content))).toBe(true);
});

test.each(['&amp;&lt;&gt;&quot;&apos;', '&#160;', '&#xe6;', '&#x1F600;'])('XML knows %s', (text) => {
  expect(isNarrative(div(text))).toBe(true);
  expect(isNarrative(div(`<p title="${text}">x</p>`))).toBe(true);
});

test.each(['a & b', '&nbsp;', '&copy;', '&#0;', '&#xD800;', '&#xFFFF;', '&#x110000;', '&#x;', '&'])(
  'XML does not know %s',
  (text) => {
    expect(isNarrative(div(text))).toBe(false);
    expect(isNarrative(div(`<p title="${text}">x</p>`))).toBe(false);
  },
);

test.each([
  ['<h:div xmlns:h="http://www.w3.org/1999/xhtml">x</h:div>', true],
  ['<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p class="a">x<h:br/></h:p></h:div>', true],
  ['<h:div xmlns:h="http://www.w3.org/1999/xhtml"><p>x</p></h:div>', false],
  ['<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>x</p></h:div>', false],
  ['<h:div xmlns:g="http://www.w3.org/1999/xhtml">x</h:div>', false],
  ['<h:div xmlns:h="urn:x">x</h:div>', false],
  ['<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:script>x</h:script></h:div>', false],
  ['<h:p xmlns:h="http://www.w3.org/1999/xhtml">x</h:p>', false],
])('a prefix may stand for the namespace: %s is %s', (text, expected) => {
  expect(isNarrative(text)).toBe(expected);
});

test('the namespace may stand anywhere in the div, in either quotes', () => {
  expect(isNarrative(`<div class='x' xmlns='http://www.w3.org/1999/xhtml'>x</div>`)).toBe(true);
});

test.each([
  '',
  'x',
  '<div>x</div>',
  '<p xmlns="http://www.w3.org/1999/xhtml">x</p>',
  div(''),
  div('   '),
  div('<p>x'),
  div('<p>x</b>'),
  div('<br>'),
  div('<script>alert(1)</script>'),
  div('<p onclick="x()">x</p>'),
  div('<a href="javascript:x()">x</a>'),
  div('<iframe src="http://a.no"/>x'),
  div('<p class=x>x</p>'),
  div('a < b'),
  `${div('x')}y`,
  `${div('x')}${div('y')}`,
  div('<div>'.repeat(1000)),
])('%s is no narrative', (text) => {
  expect(isNarrative(text)).toBe(false);
});

test('a narrative that is none is found at its div', () => {
  expect(found(carePlan({ text: { status: 'generated', div: '<div>x</div>' } }))).toEqual([
    'narrative @ CarePlan.text.div',
  ]);
  expect(found(carePlan({ text: { status: 'generated', div: div('x') } }))).toEqual([]);
});

test.each(['u', 's', 'strike', 'font', 'center', 'ins', 'del', 'basefont'])('<%s> is no narrative', (name) => {
  expect(isNarrative(div(`<${name}>x</${name}>`))).toBe(false);
});

test.each(['color', 'face', 'size', 'datetime', 'xml:base', 'xml:id', 'idref', 'onload'])(
  'an attribute %s is no narrative',
  (name) => {
    expect(isNarrative(div(`<p ${name}="x">x</p>`))).toBe(false);
  },
);

describe('an image in a narrative', () => {
  const image = (source: string) => ({
    status: 'generated',
    div: div(`<p id="here">x</p><img src${source} alt="x"/>`),
  });
  const missing = ['narrative-image @ CarePlan.text.div'];

  test.each([
    ['="#nowhere"', missing],
    [" = '#nowhere'", missing],
    ['="#here"', []],
    ['="https://a.no/x.png#nowhere"', []],
    ['="data:image/png;base64,AAAA"', []],
    ['="#picture"', []],
    ['="#attached"', []],
  ])('is in the resource when it says so: %s', (source, expected) => {
    const contained = [{ resourceType: 'Binary', id: 'picture', contentType: 'image/png', data: 'AAAA' }];
    const extension = [
      { url: 'urn:x', valueReference: { reference: '#picture' } },
      { url: 'urn:y', valueAttachment: { id: 'attached', contentType: 'image/png', data: 'AAAA' } },
    ];
    expect(found(carePlan({ text: image(source), contained, extension }))).toEqual(expected);
  });

  test('makes a contained resource belong', () => {
    const contained = [{ resourceType: 'Binary', id: 'picture', contentType: 'image/png', data: 'AAAA' }];
    expect(found(carePlan({ text: image('="#picture"'), contained }))).toEqual([]);
    const link = { status: 'generated', div: div('<a href="#picture">x</a>') };
    expect(found(carePlan({ text: link, contained }))).toEqual([]);
    expect(found(carePlan({ text: image('="x.png"'), contained }))).toEqual(['dom-3 @ CarePlan']);
  });
});

test.each(['\ud800', '\uffff', '\0'])('%j is no character of a narrative', (text) => {
  expect(isNarrative(div(`a${text}`))).toBe(false);
  expect(isNarrative(div(`<a title="${text}">a</a>`))).toBe(false);
});
