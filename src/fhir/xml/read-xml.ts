import { SaxesParser, type SaxesTagNS } from 'saxes';
import { nearestName } from '../../config/nearest-name.ts';
import { baseDefinitions } from '../../validation/base-definitions.ts';
import { fieldsOf } from '../../validation/fields.ts';
import { FHIR, isAttribute, XHTML } from './names.ts';
import { OpenElement } from './open-element.ts';
import { xmlFault } from './xml-fault.ts';

const XMLNS = 'http://www.w3.org/2000/xmlns/';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
/** Levels of the JSON that becomes of it: what a JSON body may have. */
const MAX_DEPTH = 100;
/** Elements in one another, a narrative's among them. */
const MAX_OPEN = 300;

/**
 * The JSON text of a resource that is written as XML (xml.html): numbers digit by digit as they stand, a narrative as the text that it
 * is. Strict: elements in the order of their definition, no document type, no entities but XML's own, nothing that FHIR does not have.
 *
 * @throws SamplanError `malformed` or `too-deep`, with line and column
 * @example
 * readXml('<Goal xmlns="http://hl7.org/fhir"><id value="17"/></Goal>') // '{"resourceType":"Goal","id":"17"}'
 */
export function readXml(text: string): string {
  return new XmlReader(text).read();
}

class XmlReader {
  private readonly text: string;
  private readonly parser = new SaxesParser({ xmlns: true, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  private readonly open: OpenElement[] = [];
  private depth = 0;
  /** Where the narrative begins that is being read, and how deep in it we are. */
  private narrative: { readonly start: number; levels: number } | undefined;
  private json = '';

  constructor(text: string) {
    this.text = text;
    this.parser.on('error', () => this.fail('syntax', 'well-formed XML', this.parser.position));
    this.parser.on('doctype', () => this.fail('doctype', 'no DOCTYPE', this.text.indexOf('<!DOCTYPE')));
    this.parser.on('xmldecl', ({ encoding = 'UTF-8' }) => {
      if (encoding.toUpperCase() !== 'UTF-8') this.fail('encoding', 'UTF-8', 0);
    });
    this.parser.on('text', (content) => this.content(content));
    this.parser.on('cdata', () => this.content('CDATA'));
    this.parser.on('opentag', (tag) => this.start(tag));
    this.parser.on('closetag', () => this.end());
  }

  read(): string {
    this.parser.write(this.text).close();
    return this.json;
  }

  private fail(kind: Parameters<typeof xmlFault>[0], expected: string, at = this.tagStart()): never {
    throw xmlFault(kind, this.text, at, this.open.at(-1)?.path ?? '', expected);
  }

  /** Where the tag begins that was just read. */
  private tagStart(): number {
    return this.text.lastIndexOf('<', this.parser.position - 1);
  }

  private content(content: string): void {
    if (this.narrative === undefined && content.trim() !== '') this.fail('text', 'elements only', this.parser.position);
  }

  private start(tag: SaxesTagNS): void {
    this.depth += 1;
    if (this.depth > MAX_OPEN) this.fail('depth', `at most ${MAX_OPEN} elements in one another`);
    if (this.narrative !== undefined) {
      this.narrative.levels += 1;
      return;
    }
    const parent = this.open.at(-1);
    if (parent === undefined || parent.kind === 'wrapper') this.startResource(tag, parent);
    else this.startElement(tag, parent);
  }

  private startResource(tag: SaxesTagNS, parent: OpenElement | undefined): void {
    const { local, uri } = tag;
    if (uri !== FHIR) this.fail('namespace', FHIR);
    const fields = baseDefinitions.resourceTypes.has(local) ? fieldsOf(local) : undefined;
    if (fields === undefined) this.fail('element', 'the name of a resource type');
    if (parent?.isFilled) this.fail('twice', 'one resource');
    this.push(OpenElement.resource(local, fields, parent));
    this.attributes(tag, []);
  }

  private startElement(tag: SaxesTagNS, parent: OpenElement): void {
    const { local, uri } = tag;
    const field = isAttribute(local, parent.holder) ? undefined : parent.fields.get(local);
    if (uri !== (field?.kind === 'narrative' ? XHTML : FHIR))
      this.fail('namespace', field?.kind === 'narrative' ? XHTML : FHIR);
    if (field === undefined) this.fail('element', this.known(local, parent));
    const { last } = parent;
    if (last !== undefined && last.place > field.place) this.fail('order', `${field.name} before ${last.name}`);
    if (last !== undefined && last.place === field.place && !(last === field && field.isList))
      this.fail('twice', `one ${field.element}`);
    if (field.kind === 'narrative') {
      if (tag.attributes['xmlns'] === undefined && tag.attributes[`xmlns:${tag.prefix}`] === undefined)
        this.fail('namespace', `xmlns="${XHTML}"`);
      parent.last = field;
      this.narrative = { start: this.tagStart(), levels: 1 };
      return;
    }
    const element = OpenElement.in(field, parent);
    this.push(element);
    this.attributes(tag, element.attributeNames);
  }

  private push(element: OpenElement): void {
    this.open.push(element);
    if (element.depth > MAX_DEPTH) this.fail('depth', `at most ${MAX_DEPTH} levels`);
  }

  /** A name that is near, or what the place has. */
  private known(name: string, parent: OpenElement): string {
    const names = [...parent.fields.keys()].filter((known) => !isAttribute(known, parent.holder));
    return nearestName(name.slice(0, 60), names) ?? `an element of ${parent.path}`;
  }

  private attributes({ attributes }: SaxesTagNS, names: readonly string[]): void {
    const isRoot = this.open.length === 1;
    for (const { uri, local, value } of Object.values(attributes)) {
      const isOurs = uri === '' && names.includes(local);
      if (isOurs) this.open.at(-1)?.attributes.set(local, value);
      else if (uri !== XMLNS && !(isRoot && uri === XSI)) {
        this.fail('attribute', names.length === 0 ? 'no attributes' : names.join(', '));
      }
    }
  }

  private end(): void {
    this.depth -= 1;
    if (this.narrative !== undefined) {
      this.narrative.levels -= 1;
      if (this.narrative.levels > 0) return;
      const div = this.text.slice(this.narrative.start, this.parser.position);
      this.narrative = undefined;
      this.open.at(-1)?.addText('div', div);
      return;
    }
    const element = this.open.at(-1);
    if (element === undefined) return;
    if (element.isEmpty) this.fail('empty', 'a value or content');
    this.open.pop();
    const parent = this.open.at(-1);
    if (parent === undefined) this.json = element.json();
    else parent.add(element);
  }
}
