import { type Field, type Fields, fieldsOf } from '../../validation/fields.ts';
import { type Holder, holderIn } from './names.ts';

/** As JSON writes a number. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NUMBERS: ReadonlySet<string> = new Set(['decimal', 'integer', 'positiveInt', 'unsignedInt']);

const NONE: Fields = new Map();

/** One value of an element as JSON text, and what a primitive has beside its value. */
interface Item {
  readonly value: string | undefined;
  readonly beside?: string | undefined;
}

/** An element of XML whose end has not come yet, and what has come in it so far, as JSON texts. */
export class OpenElement {
  readonly kind: 'resource' | 'wrapper' | 'object' | 'primitive';
  /** Of a resource none. */
  readonly field: Field | undefined;
  readonly fields: Fields;
  readonly holder: Holder;
  /** From its resource on. */
  readonly path: string;
  /** Levels of JSON. */
  readonly depth: number;
  readonly attributes = new Map<string, string>();
  /** The field whose element came last. */
  last: Field | undefined;
  private readonly type: string;
  private readonly items = new Map<string, Item[]>();

  private constructor(
    kind: OpenElement['kind'],
    type: string,
    field: Field | undefined,
    fields: Fields,
    parent: OpenElement | undefined,
    depth: number,
  ) {
    this.kind = kind;
    this.type = type;
    this.field = field;
    this.fields = fields;
    this.holder = kind === 'resource' ? 'resource' : field ? holderIn(field) : 'Element';
    this.path = kind === 'resource' ? type : `${parent?.path ?? ''}.${field?.name ?? ''}`;
    this.depth = depth;
  }

  /** A resource by itself, or in what holds one. */
  static resource(type: string, fields: Fields, parent: OpenElement | undefined): OpenElement {
    return new OpenElement('resource', type, undefined, fields, parent, parent?.depth ?? 1);
  }

  /** What stands in a field. */
  static in(field: Field, parent: OpenElement): OpenElement {
    const depth = parent.depth + (field.isList ? 2 : 1);
    switch (field.kind) {
      case 'primitive':
        return new OpenElement('primitive', field.type, field, fieldsOf('Element') ?? NONE, parent, depth);
      case 'resource':
        return new OpenElement('wrapper', field.type, field, NONE, parent, depth);
      default:
        return new OpenElement('object', field.type, field, field.fields, parent, depth);
    }
  }

  get attributeNames(): readonly string[] {
    if (this.kind === 'primitive') return ['id', 'value'];
    if (this.kind === 'wrapper') return [];
    return this.holder === 'Extension' ? ['id', 'url'] : ['id'];
  }

  get isFilled(): boolean {
    return this.items.size > 0;
  }

  /** Nothing that JSON could write. An empty object is for the validator to find. */
  get isEmpty(): boolean {
    return (
      (this.kind === 'primitive' && this.attributes.size === 0 && !this.isFilled) ||
      (this.kind === 'wrapper' && !this.isFilled)
    );
  }

  add(element: OpenElement): void {
    const { field } = element;
    if (field === undefined) {
      this.items.set('', [{ value: element.json() }]);
      return;
    }
    this.last = field;
    const items = this.items.get(field.name) ?? [];
    items.push(element.item());
    this.items.set(field.name, items);
  }

  addText(name: string, text: string): void {
    this.items.set(name, [{ value: JSON.stringify(text) }]);
  }

  /** The whole as a JSON object; of a wrapper the resource in it. */
  json(): string {
    if (this.kind === 'wrapper') return this.items.get('')?.[0]?.value ?? 'null';
    const head = this.kind === 'resource' ? [`"resourceType":${JSON.stringify(this.type)}`] : [];
    const attributes = [...this.attributes]
      .filter(([name]) => name !== 'value')
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    const members = [...this.items].flatMap(([name, items]) => this.members(name, items));
    return `{${[...head, ...attributes, ...members].join(',')}}`;
  }

  private item(): Item {
    if (this.kind !== 'primitive') return { value: this.json() };
    const value = this.attributes.get('value');
    const hasMore = this.attributes.has('id') || this.isFilled;
    return {
      value: value === undefined ? undefined : primitive(this.type, value),
      beside: hasMore ? this.json() : undefined,
    };
  }

  private members(name: string, items: readonly Item[]): readonly string[] {
    const written = (key: string, texts: readonly (string | undefined)[]): readonly string[] => {
      if (texts.every((text) => text === undefined)) return [];
      const content = texts.map((text) => text ?? 'null').join(',');
      return [`${JSON.stringify(key)}:${this.fields.get(name)?.isList ? `[${content}]` : content}`];
    };
    return [
      ...written(
        name,
        items.map(({ value }) => value),
      ),
      ...written(
        `_${name}`,
        items.map(({ beside }) => beside),
      ),
    ];
  }
}

/** What is not written as its type is written stays a string, for the validator to find. */
function primitive(type: string, value: string): string {
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value;
  return NUMBERS.has(type) && NUMBER.test(value) ? value : JSON.stringify(value);
}
