import { isObject, type JsonObject } from '../record/json.ts';

/** What source.schema.json says of one place. */
export interface SourceShape {
  readonly schema: JsonObject;
  /** Always there, as the schema has it. */
  readonly isRequired: boolean;
}

/** Looks places up in a JSON Schema: properties, items, and references inside it. */
export class SourceSchema {
  private readonly root: JsonObject;

  constructor(root: JsonObject) {
    this.root = root;
  }

  get whole(): SourceShape {
    return { schema: this.resolve(this.root), isRequired: true };
  }

  /** The place some steps deeper; undefined where the schema has none. */
  at(shape: SourceShape, steps: readonly string[]): SourceShape | undefined {
    let found: SourceShape | undefined = shape;
    for (const step of steps) found = found && this.property(found, step);
    return found;
  }

  /** What the items of a list are. */
  itemsOf({ schema }: SourceShape): SourceShape | undefined {
    const items = schema['items'];
    return isObject(items) ? { schema: this.resolve(items), isRequired: true } : undefined;
  }

  private property({ schema, isRequired }: SourceShape, name: string): SourceShape | undefined {
    const properties = schema['properties'];
    const found = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!isObject(found)) return undefined;
    const required = schema['required'];
    return {
      schema: this.resolve(found),
      isRequired: isRequired && Array.isArray(required) && required.includes(name),
    };
  }

  private resolve(schema: JsonObject): JsonObject {
    const reference = schema['$ref'];
    if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema;
    let place: unknown = this.root;
    for (const step of reference.slice(2).split('/')) place = isObject(place) ? place[step] : undefined;
    return isObject(place) ? place : schema;
  }
}

/** True where the schema allows only numbers. */
export function isNumeric({ schema }: SourceShape): boolean {
  return schema['type'] === 'integer' || schema['type'] === 'number';
}

/** True where the schema does not say which fields there are. */
export function isSchemaOpen({ schema }: SourceShape): boolean {
  return !isObject(schema['properties']);
}
