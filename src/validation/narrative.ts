// Chapters 7-11 but 9.4, and 15 of HTML 4.0, a and images, without what is deprecated (http://hl7.org/fhir/R4/narrative.html#rules).
const ELEMENTS = new Set(
  (
    'a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 ' +
    'hr i img kbd li map ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var'
  ).split(' '),
);

// As txt-1 lists them in XPath, whatever the element, with those of images and of XML. Events, forms and frames are other chapters.
const ATTRIBUTES = new Set(
  (
    'abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset cite class ' +
    'colspan compact coords dir frame headers height href hreflang hspace id ismap lang longdesc name nohref nowrap rel rev ' +
    'rowspan rules scope shape span src start style summary tabindex title type usemap valign value vspace width ' +
    'xml:lang xml:space xmlns'
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
const ENTITY = /&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});/y;
const PREFIXED = /^<([A-Za-z_][A-Za-z0-9_.-]*):div[\s>]/;
const ACTIVE = /^\s*(?:javascript|vbscript)\s*:/i;

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** True for a reference to a character of XML, and for XML's own five entities: HTML's are declared nowhere. */
function isEntity(entity: string): boolean {
  if (entity.charCodeAt(1) !== 35 /* # */) {
    return entity !== '';
  }
  const code = Number(`${entity.charCodeAt(2) === 120 /* x */ ? '0' : ''}${entity.slice(2, -1)}`);
  return (
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0x10ffff && code !== 0xfffe && code !== 0xffff)
  );
}

/** True when every & begins an entity. */
function hasOnlyEntities(text: string): boolean {
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    if (!isEntity(match(ENTITY, text, at))) {
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

/** A div that writes its namespace with a prefix, without it; undefined when not all of its elements have it. */
function withoutPrefix(div: string): string | undefined {
  const prefix = PREFIXED.exec(div)?.[1];
  if (prefix === undefined) {
    return undefined;
  }
  const plain = div.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</');
  const tags = (div.match(/<\/?[A-Za-z_]/g) ?? []).length;
  const removed = (div.length - plain.length) / (prefix.length + 1);
  return tags === removed ? plain.replace(` xmlns:${prefix}=`, ' xmlns=') : undefined;
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
  const text = value.trim();
  const div = text.startsWith('<div') ? text : (withoutPrefix(text) ?? text);
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
