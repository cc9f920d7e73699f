import { SamplanError } from '../errors.ts';
import { badParameter } from './bad-parameter.ts';

/** A name that can be shown: no value of anybody's. */
const NAME = /^[A-Za-z_][A-Za-z_.:-]{0,79}$/;

/** A parameter that the interaction does not have. Its value is never shown, its name only if it looks like one. */
export function unknownParameter(name: string, known: readonly string[]): SamplanError {
  return new SamplanError(
    'unknown-parameter',
    {
      nb: 'Parameteren støttes ikke her. Ta den bort, eller bruk en av dem som støttes.',
      nn: 'Parameteren er ikkje støtta her. Ta han bort, eller bruk ein av dei som er støtta.',
      en: 'The parameter is not supported here. Leave it out or use one of those supported.',
    },
    {
      where: NAME.test(name) ? `parameter ${name}` : 'query',
      expected: known.length === 0 ? 'no parameters' : known.join(', '),
    },
  );
}

/** A modifier that is not answered: refused also where the client is lenient, since without it the search means another thing (R4). */
export function badModifier(name: string, known: readonly string[]): SamplanError {
  return badParameter(
    NAME.test(name) ? name : 'query',
    {
      nb: 'Modifikatoren støttes ikke på denne parameteren.',
      nn: 'Modifikatoren er ikkje støtta på denne parameteren.',
      en: 'The modifier is not supported on this parameter.',
    },
    known.length === 0 ? 'no modifier' : known.map((one) => `:${one}`).join(', '),
  );
}

/** A value that lacks a part, or says nothing. */
export function noValue(name: string, expected: string): SamplanError {
  return badParameter(
    name,
    {
      nb: 'Søkeverdien mangler noe.',
      nn: 'Søkjeverdien manglar noko.',
      en: 'The search value lacks something.',
    },
    expected,
  );
}

/** More values than a search is to take at once. */
export function tooManyValues(name: string, most: number): SamplanError {
  return badParameter(
    name,
    {
      nb: 'Parameteren har for mange verdier. Del søket i flere.',
      nn: 'Parameteren har for mange verdiar. Del søket i fleire.',
      en: 'The parameter has too many values. Make several searches of it.',
    },
    `at most ${most} values`,
  );
}
