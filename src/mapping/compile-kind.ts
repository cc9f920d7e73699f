import type { CodeTable } from './code-table.ts';
import { isPrimitive } from './fhir-element.ts';
import { codeKind } from './kind/code.ts';
import { dateKind, dateTimeKind, formOf } from './kind/date.ts';
import { expressionKind } from './kind/expression.ts';
import type { Kind } from './kind/kind.ts';
import { nameKind } from './kind/name.ts';
import { nationalNumberKind } from './kind/national-number.ts';
import { flagKind, numberKind, plainKind, textKind } from './kind/plain.ts';
import { referenceKind } from './kind/reference.ts';
import { joinKind } from './kind/split.ts';
import { isZone } from './kind/zone.ts';
import type { PairDocument } from './mapping-document.ts';
import type { MappingFaultRule } from './mapping-fault.ts';

/** What a kind may need of the mapping around it. */
export interface KindContext {
  readonly tables: ReadonlyMap<string, CodeTable>;
  readonly zone: string | undefined;
  readonly partNames: ReadonlySet<string>;
  /** True where the schema has a number at the pair's source. */
  readonly isNumber: boolean;
}

export interface KindFault {
  readonly rule: MappingFaultRule;
  readonly found: string;
  readonly expected: string;
}

export function isFault(kind: Kind | KindFault): kind is KindFault {
  return 'rule' in kind;
}

/** The R4 types that a kind can end in; undefined: any primitive. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  date: ['date', 'dateTime'],
  'date-time': ['dateTime', 'instant'],
  name: ['HumanName'],
  'national-number': ['Identifier'],
  reference: ['Reference'],
  code: ['code', 'Coding', 'CodeableConcept'],
  number: ['integer', 'decimal', 'positiveInt', 'unsignedInt'],
};

/** How the pair's value is written on the other side. */
export function compileKind(pair: PairDocument, type: string, context: KindContext): Kind | KindFault {
  const { as = Array.isArray(pair.source) ? 'join' : 'plain', fhir } = pair;
  const types = TYPES[as];
  if (as === 'expression') return expressions(pair);
  if (types ? !types.includes(type) : !isPrimitive(type)) {
    return { rule: 'mapping-kind', found: `${fhir} (${type})`, expected: types?.join(', ') ?? 'a primitive' };
  }
  switch (as) {
    case 'plain':
      return plainKind(type);
    case 'number':
      return numberKind(type);
    case 'text':
      return textKind();
    case 'flag':
      return flagKind(pair.true ?? null, pair.false);
    case 'code':
      return tableKind(pair.table ?? '', type, context);
    case 'date': {
      const form = formOf(pair.format ?? 'yyyy-MM-dd');
      return form ? dateKind(form) : badForm(pair.format);
    }
    case 'date-time':
      return timeKind(pair.format ?? 'yyyy-MM-ddTHH:mm', context.zone);
    case 'name':
      return nameKind(pair.format === 'family-first');
    case 'national-number':
      return nationalNumberKind();
    case 'reference':
      return referencesKind([pair.to ?? []].flat(), context);
    case 'join':
      return joinKind([pair.source].flat(), pair.separator ?? ' ');
    default:
      return { rule: 'mapping-name', found: as, expected: 'kind' };
  }
}

function tableKind(name: string, type: string, { tables }: KindContext): Kind | KindFault {
  const table = tables.get(name);
  if (!table) return { rule: 'mapping-name', found: name, expected: 'table in codes.json' };
  return codeKind(table, type);
}

function timeKind(format: string, zone: string | undefined): Kind | KindFault {
  const form = formOf(format);
  if (!form) return badForm(format);
  if (zone !== undefined && isZone(zone)) return dateTimeKind(form, zone);
  return { rule: 'mapping-kind', found: zone ?? 'no zone', expected: 'a time zone, such as Europe/Oslo' };
}

function referencesKind(parts: readonly string[], { partNames, isNumber }: KindContext): Kind | KindFault {
  const unknown = parts.find((part) => !partNames.has(part));
  if (unknown !== undefined) return { rule: 'mapping-name', found: unknown, expected: 'part' };
  return referenceKind(parts, isNumber);
}

function expressions({ toFhir = '', toSource = '' }: PairDocument): Kind | KindFault {
  const kind = expressionKind(toFhir, toSource);
  return 'expected' in kind ? { rule: 'mapping-kind', found: 'the expression', expected: kind.expected } : kind;
}

function badForm(format: string | undefined): KindFault {
  return { rule: 'mapping-kind', found: format ?? '', expected: 'yyyy, MM, dd, HH, mm and ss, each once' };
}
