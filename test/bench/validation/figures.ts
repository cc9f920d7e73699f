import { type Rates, ratio, type Spread, spread } from './rounds.ts';
import type { Subject } from './subjects.ts';

/** One resource with or without its profile. Rates are validations a second of processor time, the median of the rounds. */
export interface Figures {
  readonly bytes: number;
  readonly perSecond: number;
  /** Our time by the time of JSON.parse on the same bytes. */
  readonly parseRatio: number;
  readonly parseRatioMin: number;
  readonly parseRatioMax: number;
  readonly parsePerSecond: number;
  readonly scanPerSecond?: number;
  readonly medplumPerSecond?: number;
  /** How many times as fast as @medplum/core on the same parsed resource. */
  readonly timesMedplum?: Spread;
  /** HAPI reads the text itself, so this is beside JSON.parse, the raw-text scan and our validation together. */
  readonly hapiPerSecond?: number;
  readonly timesHapi?: number;
}

/** The plan under the same reduced profile in both engines. */
export interface ReducedFigures {
  readonly perSecond: number;
  readonly medplumPerSecond: number;
  readonly timesMedplum: Spread;
}

const median = (rates: Rates, name: string): number | undefined => {
  const values = rates.get(name);
  return values && spread(values).median;
};

function figures(subject: Subject, suffix: '' | 'WithProfile', rates: Rates): Figures {
  const name = `${subject.name}${suffix}`;
  const parse = rates.has(`${name}/parse`) ? `${name}/parse` : `${subject.name}/parse`;
  const toParse = ratio(rates, parse, `${name}/samplan`);
  const perSecond = median(rates, `${name}/samplan`) ?? 0;
  const parsePerSecond = median(rates, parse) ?? 0;
  const scanPerSecond = median(rates, `${subject.name}/scan`) ?? 0;
  const medplum = median(rates, `${name}/medplum`);
  const timesMedplum = ratio(rates, `${name}/samplan`, `${name}/medplum`);
  const hapi = median(rates, `${name}/hapi`);
  return {
    bytes: Buffer.byteLength(suffix ? subject.textWithProfile : subject.text),
    perSecond,
    parseRatio: toParse?.median ?? Number.NaN,
    parseRatioMin: toParse?.min ?? Number.NaN,
    parseRatioMax: toParse?.max ?? Number.NaN,
    parsePerSecond,
    scanPerSecond,
    ...(medplum && timesMedplum ? { medplumPerSecond: medplum, timesMedplum } : {}),
    ...(hapi
      ? {
          hapiPerSecond: hapi,
          timesHapi: 1 / (1 / perSecond + 1 / parsePerSecond + 1 / scanPerSecond) / hapi,
        }
      : {}),
  };
}

/** The figures by name: `carePlan`, `carePlanWithProfile`, …, and `carePlanReduced`. */
export function figuresOf(
  subjects: readonly Subject[],
  rates: Rates,
): { readonly carePlanReduced: ReducedFigures; readonly resources: Readonly<Record<string, Figures>> } {
  const times = ratio(rates, 'carePlanReduced/samplan', 'carePlanReduced/medplum');
  return {
    resources: Object.fromEntries(
      subjects.flatMap((subject) =>
        (['', 'WithProfile'] as const).map((suffix) => [`${subject.name}${suffix}`, figures(subject, suffix, rates)]),
      ),
    ),
    carePlanReduced: {
      perSecond: median(rates, 'carePlanReduced/samplan') ?? 0,
      medplumPerSecond: median(rates, 'carePlanReduced/medplum') ?? 0,
      timesMedplum: times ?? { median: 0, min: 0, max: 0 },
    },
  };
}
