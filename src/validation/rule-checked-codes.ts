/** Code systems too large or too open to list, each decided by its own grammar. */

// RFC 6838 section 4.2 for the names, RFC 2045 section 5.1 for the parameters.
const NAME = '[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}';
const PARAMETER = String.raw`\s*;\s*[A-Za-z0-9!#$%&'*+.^_\x60|~-]+=(?:[A-Za-z0-9!#$%&'*+.^_\x60|~:/-]+|"(?:[^"\\]|\\.)*")`;
const MIME_TYPE = new RegExp(`^${NAME}/${NAME}(?:${PARAMETER})*$`);

const LANGUAGE = /^(?:[A-Za-z]{2,3}|[xi])(?:-[A-Za-z0-9]{1,8})*$/;

/** ISO 639-1 as the registry of BCP 47 has it, with its deprecated subtags: two letters are a closed list. */
const TWO_LETTERS = new Set(
  (
    'aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en ' +
    'eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ' +
    'ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt ' +
    'my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm ' +
    'sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu'
  ).split(' '),
);

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** A media type with its parameters (BCP 13). */
export function isMimeType(code: unknown): boolean {
  return typeof code === 'string' && code.length < 512 && MIME_TYPE.test(code);
}

/** What CapabilityStatement.format may also say (http://hl7.org/fhir/R4/capabilitystatement-definitions.html#CapabilityStatement.format). */
export function isFormat(code: unknown): boolean {
  return code === 'json' || code === 'xml' || code === 'ttl' || isMimeType(code);
}

/**
 * A language tag (BCP 47). Two letters must be registered; of three letters only the form is asked: the registry has
 * some 8000 and grows.
 */
export function isLanguage(code: unknown): boolean {
  if (typeof code !== 'string' || code.length > 64 || !LANGUAGE.test(code)) {
    return false;
  }
  const primary = code.split('-', 1)[0]?.toLowerCase() ?? '';
  if (primary.length === 1) {
    // Private use and the old registrations are well formed, but no locales.
    return code.length > 2;
  }
  if (primary.length === 2 && !TWO_LETTERS.has(primary)) {
    return false;
  }
  try {
    return Intl.getCanonicalLocales(code).length === 1;
  } catch {
    return false;
  }
}

/** A currency in use or withdrawn (ISO 4217). */
export function isCurrency(code: unknown): boolean {
  return currencies.has(code as string);
}
