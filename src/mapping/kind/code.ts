import { isObject, type Json } from '../../record/json.ts';
import { type CodeTable, sourceOfPlainCode } from '../code-table.ts';
import type { Kind } from './kind.ts';

/** A code of the source, by a table, as the element has it: `code`, Coding, or else CodeableConcept. */
export function codeKind(table: CodeTable, type: string): Kind {
  const system = [...table.systems].join(', ');
  const target = (value: Json) => (typeof value === 'string' ? table.toFhir.get(value) : undefined);
  const ofCoding = (value: Json): Json | undefined =>
    isObject(value) ? table.toSource.get(`${String(value['system'])}|${String(value['code'])}`) : undefined;
  const isOfTable = (value: Json | undefined): boolean => isObject(value) && table.systems.has(String(value['system']));
  switch (type) {
    case 'code':
      return {
        system,
        toFhir: (value) => target(value)?.code,
        toSource: (value) => sourceOfPlainCode(table, value),
        fits: (value) => typeof value === 'string',
      };
    case 'Coding':
      return { system, toFhir: (value) => coding(target(value)), toSource: ofCoding, fits: isOfTable };
    default:
      return {
        system,
        toFhir(value) {
          const found = coding(target(value));
          return found && { coding: [found] };
        },
        toSource(value) {
          for (const each of codingsOf(value)) {
            const found = ofCoding(each);
            if (found !== undefined) return found;
          }
          return undefined;
        },
        fits: (value) => codingsOf(value).some(isOfTable),
      };
  }
}

function coding(code: ReturnType<CodeTable['toFhir']['get']>): { readonly [key: string]: Json } | undefined {
  return code && { ...code };
}

function codingsOf(concept: Json): readonly Json[] {
  const list = isObject(concept) ? concept['coding'] : undefined;
  return Array.isArray(list) ? list : [];
}
