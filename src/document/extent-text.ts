import type { CarePlanActivityDetail, Quantity, Range, Ratio, ServiceRequest, Timing } from '@medplum/fhirtypes';
import type { Language, Text } from '../validation/finding.ts';
import type { Measure } from './plan-parts.ts';
import { dayText, periodText } from './time-texts.ts';

/** Units of time (UCUM) after a number: one, and more. */
const UNITS: Readonly<Record<string, readonly [one: Text, more: Text]>> = {
  s: [
    { nb: 'sekund', nn: 'sekund', en: 'second' },
    { nb: 'sekunder', nn: 'sekund', en: 'seconds' },
  ],
  min: [
    { nb: 'minutt', nn: 'minutt', en: 'minute' },
    { nb: 'minutter', nn: 'minutt', en: 'minutes' },
  ],
  h: [
    { nb: 'time', nn: 'time', en: 'hour' },
    { nb: 'timer', nn: 'timar', en: 'hours' },
  ],
  d: [
    { nb: 'dag', nn: 'dag', en: 'day' },
    { nb: 'dager', nn: 'dagar', en: 'days' },
  ],
  wk: [
    { nb: 'uke', nn: 'veke', en: 'week' },
    { nb: 'uker', nn: 'veker', en: 'weeks' },
  ],
  mo: [
    { nb: 'måned', nn: 'månad', en: 'month' },
    { nb: 'måneder', nn: 'månader', en: 'months' },
  ],
  a: [
    { nb: 'år', nn: 'år', en: 'year' },
    { nb: 'år', nn: 'år', en: 'years' },
  ],
};

const TIMES = { nb: 'ganger', nn: 'gonger', en: 'times' } as const;
const ONCE = { nb: 'gang', nn: 'gong', en: 'time' } as const;
const PER = { nb: 'per', nn: 'per', en: 'per' } as const;
const EACH = { nb: 'i', nn: 'i', en: 'for' } as const;

/**
 * How much and how often a measure is: quantity, repetition, period.
 *
 * @example
 * extentText({ …, occurrenceTiming: { repeat: { frequency: 2, period: 1, periodUnit: 'wk' } } }, 'nb'); // '2 ganger per uke'
 */
export function extentText(measure: Measure['source'], language: Language): string | undefined {
  const told = partsOf(measure, language).filter(Boolean);
  return told.length === 0 ? undefined : told.join(', ');
}

function partsOf(measure: Measure['source'], language: Language): readonly (string | undefined)[] {
  if (!('resourceType' in measure)) return ofDetail(measure, language);
  return measure.resourceType === 'Task'
    ? [periodText(measure.executionPeriod, language)]
    : ofRequest(measure, language);
}

function ofRequest(measure: ServiceRequest, language: Language): readonly (string | undefined)[] {
  return [
    quantityText(measure.quantityQuantity),
    ratioText(measure.quantityRatio),
    rangeText(measure.quantityRange),
    timingText(measure.occurrenceTiming, language),
    periodText(measure.occurrencePeriod, language),
    dayText(measure.occurrenceDateTime, language),
  ];
}

function ofDetail(measure: CarePlanActivityDetail, language: Language): readonly (string | undefined)[] {
  return [
    quantityText(measure.quantity),
    quantityText(measure.dailyAmount),
    timingText(measure.scheduledTiming, language),
    periodText(measure.scheduledPeriod, language),
    measure.scheduledString,
  ];
}

function quantityText(quantity: Quantity | undefined): string | undefined {
  if (quantity?.value === undefined) return undefined;
  return [quantity.comparator, quantity.value, quantity.unit ?? quantity.code]
    .filter((part) => part !== undefined)
    .join(' ');
}

function ratioText(ratio: Ratio | undefined): string | undefined {
  const [over, under] = [quantityText(ratio?.numerator), quantityText(ratio?.denominator)];
  return over !== undefined && under !== undefined ? `${over} / ${under}` : over;
}

function rangeText(range: Range | undefined): string | undefined {
  const parts = [quantityText(range?.low), quantityText(range?.high)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('–');
}

function timingText(timing: Timing | undefined, language: Language): string | undefined {
  const { frequency, frequencyMax, period, periodUnit, duration, durationUnit, boundsPeriod } = timing?.repeat ?? {};
  const often =
    period === undefined || periodUnit === undefined
      ? undefined
      : [
          frequencyMax === undefined ? (frequency ?? 1) : `${frequency ?? 1}–${frequencyMax}`,
          (frequencyMax ?? frequency ?? 1) === 1 ? ONCE[language] : TIMES[language],
          PER[language],
          lengthText(period, periodUnit, language),
        ].join(' ');
  const long =
    duration === undefined || durationUnit === undefined
      ? undefined
      : `${EACH[language]} ${duration === 1 ? '1 ' : ''}${lengthText(duration, durationUnit, language)}`;
  const told = [timing?.code?.text, often, long, periodText(boundsPeriod, language)].filter(Boolean);
  const days = (timing?.event ?? []).flatMap((event) => dayText(event, language) ?? []);
  return told.length + days.length === 0 ? undefined : [...told, ...days].join(', ');
}

/** `uke`, `2 uker`; a unit that is not known as it stands. */
function lengthText(number: number, unit: string, language: Language): string {
  const [one, more] = (Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined) ?? [];
  return number === 1 ? (one?.[language] ?? unit) : `${number} ${more?.[language] ?? unit}`;
}
