import { describe, expect, test } from '@jest/globals';
import type { Goal, Resource } from '@medplum/fhirtypes';
import { readXml } from '../../../src/fhir/xml/read-xml.ts';
import { writeXml } from '../../../src/fhir/xml/write-xml.ts';

const GOAL: Goal = {
  resourceType: 'Goal',
  subject: { reference: 'Patient/p1' },
  description: { text: 'Gå "hit"\n& <dit>' },
  lifecycleStatus: 'active',
  id: '17',
};

test('elements stand in the order of the definition, whatever the order in JSON', () => {
  expect(writeXml(GOAL)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Goal xmlns="http://hl7.org/fhir"><id value="17"/><lifecycleStatus value="active"/>' +
      '<description><text value="Gå &quot;hit&quot;&#10;&amp; &lt;dit&gt;"/></description>' +
      '<subject><reference value="Patient/p1"/></subject></Goal>',
  );
});

test('indented for people, but inside a narrative, which is what it is', () => {
  const div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div>';
  expect(writeXml({ resourceType: 'Goal', text: { status: 'generated', div } } as Resource, true)).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Goal xmlns="http://hl7.org/fhir">\n  <text>\n    <status value="generated"/>\n    ${div}\n  </text>\n</Goal>`,
  );
});

describe('what XML cannot say is not left out, but refused', () => {
  const withDiv = (div: unknown) => ({ ...GOAL, text: { status: 'generated', div } });
  test.each<[string, object, string]>([
    ['an element that R4 does not have', { ...GOAL, mood: 'good' }, 'Goal'],
    ['one of the prototype', { ...GOAL, constructor: 'x' }, 'Goal'],
    ['an object for a value', { ...GOAL, lifecycleStatus: { value: 'active' } }, 'Goal.lifecycleStatus'],
    ['a value for an object', { ...GOAL, subject: 'Patient/p1' }, 'Goal.subject'],
    ['null in a list', { ...GOAL, note: [null] }, 'Goal.note'],
    ['a type that R4 does not have', { resourceType: 'Plan' }, 'Plan'],
    [
      'a narrative that ends too soon',
      withDiv('<div xmlns="http://www.w3.org/1999/xhtml">a</div></text><status value="x"/><text><div>'),
      'Goal.text.div',
    ],
    [
      'a narrative with a script',
      withDiv('<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>'),
      'Goal.text.div',
    ],
  ])('%s', (_name, resource, where) => {
    expect(() => writeXml(resource as Resource)).toThrow(expect.objectContaining({ code: 'not-acceptable', where }));
  });
});

describe('what XML has no character for is written as U+FFFD, and the rest as it is', () => {
  test.each(['\u0000', '\u0001', '\u000b', '\ud800', '\udc00', '\ufffe', '\uffff'])('%j', (bad) => {
    const div = (text: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${text}</div>`;
    const xml = writeXml({
      ...GOAL,
      id: bad,
      description: { id: bad, text: `a${bad}b\u{1f600}` },
      text: { status: 'generated', div: div(`a${bad}b`) },
      extension: [{ url: bad, valueString: bad }],
    });
    expect(JSON.parse(readXml(xml))).toEqual({
      ...GOAL,
      id: '\ufffd',
      description: { id: '\ufffd', text: 'a\ufffdb\u{1f600}' },
      text: { status: 'generated', div: div('a\ufffdb') },
      extension: [{ url: '\ufffd', valueString: '\ufffd' }],
    });
  });

  test('what ends a CDATA section stands in a narrative as XML has it', () => {
    const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">a ]]> b</div>' } as const;
    expect(writeXml({ ...GOAL, text })).toContain('>a ]]&gt; b</div>');
  });
});
