// Chapters 7-11 and 15 of HTML 4.0, a and img (http://hl7.org/fhir/R4/narrative.html#rules).
const ELEMENTS = new Set(
  (
    'a abbr acronym address b big blockquote br caption cite code col colgroup dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 ' +
    'hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var font center map area bdo'
  ).split(' '),
);

const MAX_OPEN = 256;
const OPENING = /^<div\s[^>]*?xmlns\s*=\s*(["'])http:\/\/www\.w3\.org\/1999\/xhtml\1/;
const TAG = /<(\/?)([A-Za-z][A-Za-z0-9:]*)((?:\s+[A-Za-z_:][A-Za-z0-9_:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const SCRIPTED = /\s(?:on[a-z]+|formaction)\s*=|(?:href|src)\s*=\s*["']\s*(?:javascript|vbscript)\s*:/i;

/** Where a comment that begins here ends, or -1. */
function endOfComment(div: string, start: number): number {
  const end = div.startsWith('<!--', start) ? div.indexOf('-->', start + 4) : -1;
  return end < 0 ? -1 : end + 3;
}

/**
 * True when a narrative is one balanced xhtml `div` in the xhtml namespace, with content, of elements that FHIR allows
 * and without scripts: txt-1 and txt-2, cheaply.
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
  if (!OPENING.test(div)) {
    return false;
  }
  const open: string[] = [];
  let content = false;
  let position = 0;
  while (position < div.length) {
    const next = div.indexOf('<', position);
    if (next < 0 || (open.length === 0 && next > position)) {
      return false;
    }
    content ||= next > position && div.slice(position, next).trim() !== '';
    const afterComment = endOfComment(div, next);
    if (afterComment > 0) {
      position = afterComment;
      continue;
    }
    TAG.lastIndex = next;
    const tag = TAG.exec(div);
    const name = tag?.[2] ?? '';
    if (!tag || !ELEMENTS.has(name) || (tag[3] !== '' && SCRIPTED.test(tag[3] ?? ''))) {
      return false;
    }
    content ||= name === 'img';
    position = TAG.lastIndex;
    if (tag[1] === '/') {
      if (open.pop() !== name) {
        return false;
      }
      if (open.length === 0) {
        return content && position === div.length;
      }
    } else if (tag[4] !== '/') {
      open.push(name);
      if (open.length > MAX_OPEN) {
        return false;
      }
    }
  }
  return false;
}
