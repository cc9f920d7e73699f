import { isOfCharacters } from './characters.ts';

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

/** Where what the pattern matches here ends; where it begins when it matches nothing. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
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

/** True when every & between these places begins an entity. */
function hasOnlyEntities(text: string, start: number, end: number): boolean {
  for (let at = text.indexOf('&', start); at >= 0 && at < end; at = text.indexOf('&', at + 1)) {
    if (!isEntity(text.slice(at, endOf(ENTITY, text, at)))) {
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
  let seen = '';
  let namespace: string | undefined;
  let at = start;
  for (;;) {
    const begin = endOf(SPACE, text, at);
    const end = endOf(ATTRIBUTE, text, begin);
    if (end === begin) {
      return { namespace, at: begin };
    }
    const name = text.slice(begin, end);
    if (begin === at || !ATTRIBUTES.has(name) || seen.includes(` ${name} `)) {
      return undefined;
    }
    seen += ` ${name} `;
    const equals = endOf(SPACE, text, end);
    if (text[equals] !== '=') {
      return undefined;
    }
    const open = endOf(SPACE, text, equals + 1);
    const quote = text[open];
    const close = quote === '"' || quote === "'" ? text.indexOf(quote, open + 1) : -1;
    const value = text.slice(open + 1, close);
    if (close < 0 || value.includes('<') || !hasOnlyEntities(text, open, close)) {
      return undefined;
    }
    if ((name === 'href' || name === 'src') && ACTIVE.test(value)) {
      return undefined;
    }
    namespace = name === 'xmlns' ? value : namespace;
    at = close + 1;
  }
}

/** A letter or digit as a number from 1 to 36; 0 for any other character. */
function digitOf(code: number): number {
  return code >= 97 && code <= 122 ? code - 96 : code >= 48 && code <= 57 ? code - 21 : 0;
}

/** The elements by their names as numbers, so that a name is looked up without a copy of it; none is longer than ten letters. */
const BY_NUMBER: ReadonlyMap<number, string> = new Map(
  [...ELEMENTS].map((name) => [
    [...name].reduce((number, letter) => number * 37 + digitOf(letter.charCodeAt(0)), 0),
    name,
  ]),
);
const LONGEST = 10;

/** A tag without attributes: nearly all there are. */
function plainTagAt(text: string, start: number, innermost: string): Tag | undefined {
  const afterSlash = start + 2 + innermost.length;
  if (text.charCodeAt(start + 1) === 47 /* / */) {
    const isInnermost = text.charCodeAt(afterSlash) === 62 /* > */ && text.startsWith(innermost, start + 2);
    return isInnermost ? { name: innermost, kind: 'close', namespace: undefined, end: afterSlash + 1 } : undefined;
  }
  let number = 0;
  let at = start + 1;
  for (let digit = digitOf(text.charCodeAt(at)); digit > 0 && at <= start + LONGEST; at += 1) {
    number = number * 37 + digit;
    digit = digitOf(text.charCodeAt(at + 1));
  }
  const name = BY_NUMBER.get(number);
  if (name === undefined) {
    return undefined;
  }
  if (text.charCodeAt(at) === 62) {
    return { name, kind: 'open', namespace: undefined, end: at + 1 };
  }
  const slash = text.charCodeAt(at) === 32 ? at + 1 : at;
  return text.startsWith('/>', slash) ? { name, kind: 'empty', namespace: undefined, end: slash + 2 } : undefined;
}

function tagAt(text: string, start: number): Tag | undefined {
  const isClosing = text[start + 1] === '/';
  const begin = start + (isClosing ? 2 : 1);
  const after = endOf(NAME, text, begin);
  const name = text.slice(begin, after);
  if (!ELEMENTS.has(name)) {
    return undefined;
  }
  const attributes = isClosing ? { namespace: undefined, at: endOf(SPACE, text, after) } : attributesAt(text, after);
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
  if (typeof value !== 'string' || !isOfCharacters(value)) {
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
    if (next < 0 || (hasEntities && !hasOnlyEntities(div, at, next))) {
      return false;
    }
    content ||= next > at && div.slice(at, next).trim() !== '';
    const afterComment = div.charCodeAt(next + 1) === 33 /* ! */ ? endOfComment(div, next) : -1;
    if (afterComment > 0) {
      at = afterComment;
      continue;
    }
    const tag = plainTagAt(div, next, open.at(-1) ?? '') ?? tagAt(div, next);
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
