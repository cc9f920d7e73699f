import { isObject, type Json } from '../../record/json.ts';
import type { Kind } from './kind.ts';

/** Several fields of the source, one text in FHIR. The value is an object of the fields. */
export function joinKind(fields: readonly string[], separator: string): Kind {
  return {
    toFhir(value) {
      if (!isObject(value)) return undefined;
      const texts = fields.map((field) => value[field]).filter((each) => each !== undefined);
      return texts.every((each) => typeof each === 'string') ? texts.join(separator) : undefined;
    },
    toSource(value) {
      if (typeof value !== 'string') return undefined;
      const texts = value.split(separator);
      const last = fields.length - 1;
      const entries = fields.map((field, index): [string, Json | undefined] => [
        field,
        index < last ? texts[index] : texts.slice(last).join(separator),
      ]);
      return Object.fromEntries(entries.filter(([, text]) => text !== undefined && text !== ''));
    },
  };
}
