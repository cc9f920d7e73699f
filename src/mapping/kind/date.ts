import type { Kind } from './kind.ts';
import { offsetAt } from './zone.ts';

/** Where year, month, day, hour, minute and second stand in a form such as `dd.MM.yyyy HH:mm`. */
const FIELDS = { yyyy: 4, MM: 2, dd: 2, HH: 2, mm: 2, ss: 2 } as const;
type Field = keyof typeof FIELDS;

type Fields = { [field in Field]?: string };

interface Form {
  /** Says all that a day has, and nothing that it has not: a day comes back as it was. */
  readonly isDay: boolean;
  read(text: string): Fields | undefined;
  write(fields: Fields): string;
}

/** Undefined where the text is no form: `yyyy`, `MM`, `dd`, `HH`, `mm` and `ss`, each at most once. */
export function formOf(format: string): Form | undefined {
  const isField = (part: string): part is Field => Object.hasOwn(FIELDS, part);
  const parts = format
    .split(/(yyyy|MM|dd|HH|mm|ss)/u)
    .map((text) => (isField(text) ? ({ field: text, text } as const) : ({ field: undefined, text } as const)));
  const fields = parts.flatMap(({ field }) => field ?? []);
  if (new Set(fields).size !== fields.length) return undefined;
  if (!(['yyyy', 'MM', 'dd'] as const).every((each) => fields.includes(each))) return undefined;
  const pattern = new RegExp(
    `^${parts.map(({ field, text }) => (field ? `(\\d{${FIELDS[field]}})` : text.replaceAll(/[\^$.*+?()[\]{}|]/gu, '\\$&'))).join('')}$`,
    'u',
  );
  return {
    isDay: fields.length === 3,
    read(text) {
      const match = pattern.exec(text);
      if (!match) return undefined;
      const read: Fields = {};
      for (let index = 0; index < fields.length; index += 1) read[fields[index] as Field] = match[index + 1] ?? '';
      return read;
    },
    write(values) {
      let text = '';
      for (const part of parts) text += part.field ? (values[part.field] ?? '') : part.text;
      return text;
    },
  };
}

/** A day in the source's form, as FHIR's `yyyy-MM-dd`. */
export function dateKind(form: Form): Kind {
  return {
    ...(form.isDay ? { isExact: true as const } : {}),
    toFhir(value) {
      const day = typeof value === 'string' ? form.read(value) : undefined;
      return day && isDay(day) ? `${day.yyyy}-${day.MM}-${day.dd}` : undefined;
    },
    toSource(value) {
      const match = typeof value === 'string' ? /^(\d{4})-(\d\d)-(\d\d)$/u.exec(value) : null;
      if (!match) return undefined;
      const [, yyyy = '', MM = '', dd = ''] = match;
      return isDay({ yyyy, MM, dd }) ? form.write({ yyyy, MM, dd }) : undefined;
    },
  };
}

/** A time of the source's own zone, as FHIR's dateTime or instant with its offset. */
export function dateTimeKind(form: Form, zone: string): Kind {
  return {
    toFhir(value) {
      const time = typeof value === 'string' ? form.read(value) : undefined;
      if (!time || !isDay(time)) return undefined;
      const { yyyy, MM, dd, HH = '00', mm = '00', ss = '00' } = time;
      if (Number(HH) > 23 || Number(mm) > 59 || Number(ss) > 59) return undefined;
      const local = `${yyyy}-${MM}-${dd}T${HH}:${mm}:${ss}`;
      return `${local}${offsetAt(local, zone)}`;
    },
    toSource(value) {
      const epoch = typeof value === 'string' && /T.*(Z|[+-]\d\d:\d\d)$/u.test(value) ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(epoch)) return undefined;
      const utc = new Date(epoch).toISOString().slice(0, 19);
      const shown = new Date(epoch + minutesOf(offsetAt(utc, zone, true)) * 60_000).toISOString();
      const [, yyyy = '', MM = '', dd = '', HH = '', mm = '', ss = ''] =
        /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/u.exec(shown) ?? [];
      return yyyy === '' ? undefined : form.write({ yyyy, MM, dd, HH, mm, ss });
    },
  };
}

function minutesOf(offset: string): number {
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Of a day that the calendar has: `31.02` is none. */
function isDay({ yyyy = '', MM = '', dd = '' }: Fields): boolean {
  const [year, month, day] = [Number(yyyy), Number(MM), Number(dd)];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0));
}
