import { putAt } from '../json.ts';
import { atEach, type Operator } from '../operator.ts';

const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';

/** Narrative against https://hl7.org/fhir/R4/narrative.html. */
const wrong: Readonly<Record<string, string>> = {
  empty: `<div ${XHTML}></div>`,
  blank: `<div ${XHTML}>   </div>`,
  script: `<div ${XHTML}><script>x</script></div>`,
  handler: `<div ${XHTML}><p onclick="x">x</p></div>`,
  unclosed: `<div ${XHTML}><p>x</div>`,
  'no-namespace': '<div>x</div>',
  'not-a-div': `<p ${XHTML}>x</p>`,
  object: `<div ${XHTML}><object>x</object></div>`,
  form: `<div ${XHTML}><form>x</form></div>`,
  text: 'x',
  head: `<div ${XHTML}><head>x</head></div>`,
  ampersand: `<div ${XHTML}>a & b</div>`,
  crossed: `<div ${XHTML}><b><i>x</b></i></div>`,
  'named-entity': `<div ${XHTML}>a&nbsp;b</div>`,
  'image-of-missing-contained': `<div ${XHTML}>x<img src="#nowhere" alt="x"/></div>`,
  deprecated: `<div ${XHTML}><u>x</u></div>`,
  change: `<div ${XHTML}><ins>x</ins></div>`,
};

const doubtful: Readonly<Record<string, string>> = {
  comment: `<div ${XHTML}><!-- x -->x</div>`,
  image: `<div ${XHTML}>x<img src="https://example.no/x.png" alt="x"/></div>`,
  'only-image': `<div ${XHTML}><img src="https://example.no/x.png" alt=""/></div>`,
  iframe: `<div ${XHTML}><iframe src="https://example.no">x</iframe></div>`,
  style: `<div ${XHTML}><p style="color: red">x</p></div>`,
  'style-element': `<div ${XHTML}><style>p {}</style>x</div>`,
  'javascript-link': `<div ${XHTML}><a href="javascript:x()">x</a></div>`,
  'two-roots': `<div ${XHTML}>x</div><div ${XHTML}>y</div>`,
  declaration: `<?xml version="1.0"?><div ${XHTML}>x</div>`,
  'link-to-missing-contained': `<div ${XHTML}><a href="#nowhere">x</a></div>`,
  prefix: '<h:div xmlns:h="http://www.w3.org/1999/xhtml">x</h:div>',
};

const operators = (table: Readonly<Record<string, string>>, outcome: Operator['outcome']): readonly Operator[] =>
  Object.entries(table).map(([name, div]) =>
    atEach(
      `narrative-${name}`,
      (place) => place.key === 'div',
      (root, place) => putAt(root, place.path, div),
      outcome,
    ),
  );

export const narrativeOperators: readonly Operator[] = [...operators(wrong, 'error'), ...operators(doubtful, 'either')];
