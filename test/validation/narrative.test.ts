import { expect, test } from '@jest/globals';
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
