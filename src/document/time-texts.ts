import type { Period } from '@medplum/fhirtypes';
import { dayOf } from '../record/day.ts';
import type { Language } from '../validation/finding.ts';

const CLOCK = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', hour: '2-digit', minute: '2-digit' });

const PARTIAL = /^\d{4}(?:-\d{2})?$/u;

/**
 * A date or the day of an instant as people write it, in Norwegian time: made here and not by the machine's locale data, so that
 * the same plan says the same on every machine.
 *
 * @example
 * dayText('2026-09-01', 'nb'); // '01.09.2026'
 */
export function dayText(date: string | undefined, language: Language): string | undefined {
  const day = date !== undefined && PARTIAL.test(date) ? date : dayOf(date);
  return language === 'en' ? day : day?.split('-').toReversed().join('.');
}

/** The same with the time of day, where it has one. */
export function momentText(instant: string | undefined, language: Language): string | undefined {
  const day = dayText(instant, language);
  if (day === undefined || instant === undefined || instant.length <= 10) return day;
  return `${day} ${language === 'en' ? 'at' : 'kl.'} ${CLOCK.format(new Date(instant))}`;
}

const BOUNDS = {
  nb: { from: 'fra', to: 'til' },
  nn: { from: 'frå', to: 'til' },
  en: { from: 'from', to: 'until' },
} as const;

/** @example periodText({ start: '2026-09-01' }, 'nb'); // 'fra 01.09.2026' */
export function periodText(period: Period | undefined, language: Language): string | undefined {
  const [start, end] = [dayText(period?.start, language), dayText(period?.end, language)];
  const { from, to } = BOUNDS[language];
  const parts = [...(start ? [`${from} ${start}`] : []), ...(end ? [`${to} ${end}`] : [])];
  return parts.length === 0 ? undefined : parts.join(' ');
}
