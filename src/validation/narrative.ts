// Chapters 7-11 and 15 of HTML 4.0, a and img (http://hl7.org/fhir/R4/narrative.html#rules).
const ELEMENTS = new Set(
  (
    'a abbr acronym address b big blockquote br caption cite code col colgroup dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 ' +
    'hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var font center map area bdo'
  ).split(' '),
);

// What those elements may carry. Events, forms and frames are other chapters.
const ATTRIBUTES = new Set(
  (
    'abbr accesskey align alt axis background bgcolor border cellpadding cellspacing char charoff charset cite class clear color ' +
    'colspan compact coords datetime dir face frame headers height href hreflang hspace id ismap lang longdesc name nohref noshade ' +
    'nowrap rel rev rowspan rules scope shape size span src start style summary tabindex title type usemap valign value vspace ' +
    'width xml:base xml:id xml:lang xml:space xmlns'
  ).split(' '),
);

const XHTML = 'http://www.w3.org/1999/xhtml';
/** How nearly every narrative begins. */
const USUAL_START = `<div xmlns="${XHTML}">`;
const USUAL_DIV: Tag = { name: 'div', kind: 'open', namespace: XHTML, end: USUAL_START.length };
const MAX_OPEN = 256;

// All of them are linear: each stands at one place and cannot be read in two ways.
const NAME = /[A-Za-z][A-Za-z0-9:]*/y;
const ATTRIBUTE = /[A-Za-z_:][A-Za-z0-9_:.-]*/y;
const SPACE = /\s*/y;
const ENTITY = /&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});/y;
const ACTIVE = /^\s*(?:javascript|vbscript)\s*:/i;

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** True when every & begins an entity: XML has no others. */
function hasOnlyEntities(text: string): boolean {
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    if (match(ENTITY, text, at) === '') {
      return false;
    }
  }
  return true;
}

interface Tag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
  readonly namespace: string | undefined;
  readonly end: number;
}

/** The attributes from here to the end of a tag; undefined when they are not well-formed, or not allowed. */
function attributesAt(
  text: string,
  start: number,
): { readonly namespace: string | undefined; readonly at: number } | undefined {
  const seen = new Set<string>();
  let namespace: string | undefined;
  let at = start;
  for (;;) {
    const space = match(SPACE, text, at).length;
    at += space;
    const name = match(ATTRIBUTE, text, at);
    if (name === '') {
      return { namespace, at };
    }
    if (space === 0 || seen.has(name) || !ATTRIBUTES.has(name)) {
      return undefined;
    }
    seen.add(name);
    at += name.length;
    at += match(SPACE, text, at).length;
    if (text[at] !== '=') {
      return undefined;
    }
    at += 1 + match(SPACE, text, at + 1).length;
    const quote = text[at];
    const end = quote === '"' || quote === "'" ? text.indexOf(quote, at + 1) : -1;
    const value = text.slice(at + 1, end);
    if (end < 0 || value.includes('<') || !hasOnlyEntities(value)) {
      return undefined;
    }
    if ((name === 'href' || name === 'src') && ACTIVE.test(value)) {
      return undefined;
    }
    namespace = name === 'xmlns' ? value : namespace;
    at = end + 1;
  }
}

interface PlainTag {
  readonly name: string;
  readonly kind: Tag['kind'];
}

/** Tags without attributes, by what stands between < and >: nearly all there are. */
const PLAIN: ReadonlyMap<string, PlainTag> = new Map(
  [...ELEMENTS].flatMap((name): [string, PlainTag][] => [
    [name, { name, kind: 'open' }],
    [`/${name}`, { name, kind: 'close' }],
    [`${name}/`, { name, kind: 'empty' }],
    [`${name} /`, { name, kind: 'empty' }],
  ]),
);
const LONGEST_PLAIN = 14;

function plainTagAt(text: string, start: number): Tag | undefined {
  let end = start + 1;
  while (end - start < LONGEST_PLAIN && text.charCodeAt(end) !== 62 /* > */) {
    end += 1;
  }
  const plain = end - start < LONGEST_PLAIN ? PLAIN.get(text.slice(start + 1, end)) : undefined;
  return plain && { name: plain.name, kind: plain.kind, namespace: undefined, end: end + 1 };
}

function tagAt(text: string, start: number): Tag | undefined {
  const isClosing = text[start + 1] === '/';
  const name = match(NAME, text, start + (isClosing ? 2 : 1));
  if (!ELEMENTS.has(name)) {
    return undefined;
  }
  const after = start + (isClosing ? 2 : 1) + name.length;
  const attributes = isClosing
    ? { namespace: undefined, at: after + match(SPACE, text, after).length }
    : attributesAt(text, after);
  if (!attributes) {
    return undefined;
  }
  const { namespace, at } = attributes;
  const isEmpty = !isClosing && text[at] === '/';
  const end = at + (isEmpty ? 1 : 0);
  return text[end] === '>'
    ? { name, kind: isClosing ? 'close' : isEmpty ? 'empty' : 'open', namespace, end: end + 1 }
    : undefined;
}

/** Where a comment that begins here ends, or -1; XML allows no `--` in one. */
function endOfComment(text: string, start: number): number {
  const dashes = text.startsWith('<!--', start) ? text.indexOf('--', start + 4) : -1;
  return dashes >= 0 && text[dashes + 2] === '>' ? dashes + 3 : -1;
}

/**
 * True when a narrative is one well-formed xhtml `div` in the xhtml namespace, with content, of the elements and
 * attributes that FHIR allows and without scripts: txt-1 and txt-2. One pass over the text, whatever it holds.
 *
 * @see http://hl7.org/fhir/R4/narrative.html#xhtml
 * @example
 * isNarrative('<div xmlns="http://www.w3.org/1999/xhtml">Individuell plan</div>'); // true
 */
export function isNarrative(value: unknown): boolean {
  if (typeof value !== 'string') {
    return false;
  }
  const div = value.trim();
  const first = div.startsWith(USUAL_START) ? USUAL_DIV : div.startsWith('<div') ? tagAt(div, 0) : undefined;
  if (first?.name !== 'div' || first.kind !== 'open' || first.namespace !== XHTML) {
    return false;
  }
  const open = ['div'];
  const hasEntities = div.includes('&');
  let content = false;
  let at = first.end;
  while (open.length > 0) {
    const next = div.indexOf('<', at);
    if (next < 0 || (hasEntities && !hasOnlyEntities(div.slice(at, next)))) {
      return false;
    }
    content ||= div.slice(at, next).trim() !== '';
    const afterComment = endOfComment(div, next);
    if (afterComment > 0) {
      at = afterComment;
      continue;
    }
    const tag = plainTagAt(div, next) ?? tagAt(div, next);
    if (!tag || (tag.namespace !== undefined && tag.namespace !== XHTML)) {
      return false;
    }
    content ||= tag.name === 'img';
    at = tag.end;
    if (tag.kind === 'close' && open.pop() !== tag.name) {
      return false;
    }
    if (tag.kind === 'open' && open.push(tag.name) > MAX_OPEN) {
      return false;
    }
  }
  return content && at === div.length;
}
