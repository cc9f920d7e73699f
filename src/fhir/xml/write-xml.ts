import type { Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../../errors.ts';
import { spellingOf } from '../../record/decimals.ts';
import { asJson, isObject, type Json, type JsonObject } from '../../record/json.ts';
import { type Field, type Fields, fieldsOf } from '../../validation/fields.ts';
import { isNarrative } from '../../validation/narrative.ts';
import { FHIR, type Holder, holderIn, isAttribute } from './names.ts';
import { isWellFormed } from './well-formed.ts';

/**
 * A resource as XML (xml.html), its elements in the order of its definition. What XML has no character for, a control character
 * say, becomes U+FFFD: one text must not keep all that stands beside it from being read.
 *
 * @param isPretty indented, but for narratives
 * @throws SamplanError `not-acceptable` for what R4 does not have: an element, a narrative that is none
 * @example
 * writeXml({ resourceType: 'Goal', id: '17' }) // '<?xml version="1.0" encoding="UTF-8"?><Goal xmlns="http://hl7.org/fhir"><id value="17"/></Goal>'
 */
export function writeXml(resource: Resource, isPretty = false): string {
  const writer = new XmlWriter(isPretty);
  return `<?xml version="1.0" encoding="UTF-8"?>${writer.resource(asJson(resource), 0, ` xmlns="${FHIR}"`)}`;
}

class XmlWriter {
  private readonly isPretty: boolean;

  constructor(isPretty: boolean) {
    this.isPretty = isPretty;
  }

  resource(resource: JsonObject, depth: number, namespace = ''): string {
    const { resourceType, ...rest } = resource;
    const type = String(resourceType);
    const fields = fieldsOf(type);
    if (!fields) throw notInXml(type.slice(0, 40));
    return this.tag(type, namespace, this.elements(rest, fields, 'resource', depth + 1, type), depth);
  }

  /** Everything in an object but what is written as attributes. */
  private elements(object: JsonObject, fields: Fields, holder: Holder, depth: number, path: string): string {
    for (const key of Object.keys(object)) if (!fields.has(key.replace(/^_/, ''))) throw notInXml(path);
    return [...fields.values()]
      .filter(({ name }) => !isAttribute(name, holder))
      .map((field) => this.field(object, field, depth, path))
      .join('');
  }

  private field(object: JsonObject, field: Field, depth: number, path: string): string {
    const values = listOf(spellingOf(object, field.name) ?? object[field.name]);
    const siblings = field.kind === 'primitive' ? listOf(object[`_${field.name}`]) : [];
    const place = `${path}.${field.name}`;
    return Array.from({ length: Math.max(values.length, siblings.length) }, (_, index) =>
      this.item(values[index], siblings[index], field, depth, place),
    ).join('');
  }

  private item(value: Json | undefined, sibling: Json | undefined, field: Field, depth: number, place: string): string {
    switch (field.kind) {
      case 'primitive':
        return this.primitive(value, sibling, field, depth, place);
      case 'narrative':
        return `${this.indent(depth)}${narrative(value, place)}`;
      case 'resource':
        if (!isObject(value)) throw notInXml(place);
        return this.tag(field.name, '', this.resource(value, depth + 1), depth);
      case 'object':
        if (!isObject(value)) throw notInXml(place);
        return this.object(value, field, depth, place);
    }
  }

  private object(object: JsonObject, field: Field, depth: number, place: string): string {
    const holder = holderIn(field);
    const attributes = ['id', 'url'].map((name) =>
      isAttribute(name, holder) ? attribute(name, object[name], place) : '',
    );
    return this.tag(
      field.name,
      attributes.join(''),
      this.elements(object, field.fields, holder, depth + 1, place),
      depth,
    );
  }

  private primitive(
    value: Json | undefined,
    sibling: Json | undefined,
    field: Field,
    depth: number,
    place: string,
  ): string {
    const beside = sibling ?? {};
    if (!isObject(beside)) throw notInXml(place);
    const { id, ...rest } = beside;
    return this.tag(
      field.name,
      attribute('id', id, place) + attribute('value', value ?? undefined, place),
      this.elements(rest, fieldsOf('Element') ?? new Map(), 'Element', depth + 1, place),
      depth,
    );
  }

  private tag(name: string, attributes: string, content: string, depth: number): string {
    const start = `${this.indent(depth)}<${name}${attributes}`;
    return content === '' ? `${start}/>` : `${start}>${content}${this.indent(depth)}</${name}>`;
  }

  private indent(depth: number): string {
    return this.isPretty ? `\n${'  '.repeat(depth)}` : '';
  }
}

function listOf(value: Json | undefined): readonly (Json | undefined)[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

/** As it stands, where it is one element and allowed: another would make something else of what is around it. */
function narrative(value: Json | undefined, place: string): string {
  const div = String(value).trim().replaceAll(NO_CHARACTER, REPLACEMENT);
  if (!isNarrative(div)) throw notInXml(place);
  if (isWellFormed(div)) return div;
  // HTML allows these three in a text; XML does not (§ 2.4).
  const escaped = div.replaceAll(']]>', ']]&gt;');
  if (!isWellFormed(escaped)) throw notInXml(place);
  return escaped;
}

/** All that XML 1.0 has no character for (§ 2.2). */
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** What stands for a character that cannot be said (Unicode § 23.8). */
const REPLACEMENT = '\u{FFFD}';

/** A reader takes line ends and tabs in an attribute for spaces, unless they are written as references. */
const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function attribute(name: string, value: Json | undefined, place: string): string {
  if (value === undefined) return '';
  if (typeof value === 'object') throw notInXml(place);
  const text = String(value).replaceAll(NO_CHARACTER, REPLACEMENT);
  return ` ${name}="${text.replace(/[&<>"\t\n\r]/g, (character) => ESCAPED[character] ?? '')}"`;
}

function notInXml(where: string): SamplanError {
  return new SamplanError(
    'not-acceptable',
    {
      nb: 'Innholdet kan ikke skrives som XML: det har noe som XML ikke kan si. Be om application/fhir+json.',
      nn: 'Innhaldet kan ikkje skrivast som XML: det har noko som XML ikkje kan seie. Be om application/fhir+json.',
      en: 'The content cannot be written as XML: it has something that XML cannot say. Ask for application/fhir+json.',
    },
    { where, expected: 'application/fhir+json' },
  );
}
