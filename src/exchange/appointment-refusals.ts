import { type ErrorCode, SamplanError } from '../errors.ts';
import type { Finding, Text } from '../validation/finding.ts';

/** Why a coordinator is not appointed. */
export type AppointmentRefusal = keyof typeof REFUSALS;

interface Refusal {
  readonly code: ErrorCode;
  readonly where: string;
  readonly expected?: string;
  readonly text: Text;
}

const REFUSALS = {
  'unknown-person': {
    code: 'not-found',
    where: 'Patient',
    text: {
      nb: 'Det finnes ingen person med denne id-en her. Søk med POST Patient/_search og identifier.',
      nn: 'Det finst ingen person med denne id-en her. Søk med POST Patient/_search og identifier.',
      en: 'There is no person with this id here. Search with POST Patient/_search and identifier.',
    },
  },
  'no-unit': {
    code: 'forbidden',
    where: 'unit',
    expected: 'the caller’s own, of a municipality or a health trust',
    text: {
      nb: 'Bare koordinerende enhet i en kommune eller et helseforetak oppnevner koordinator, hver for seg selv.',
      nn: 'Berre koordinerande eining i ein kommune eller eit helseføretak nemner opp koordinator, kvar for seg sjølv.',
      en: 'Only the koordinerende enhet of a municipality or a health trust appoints a coordinator, each for itself.',
    },
  },
  'unknown-unit': {
    code: 'bad-parameter',
    where: 'unit',
    expected: 'a municipality or a health trust in the configuration',
    text: {
      nb: 'Enheten er ikke en kommune eller et helseforetak som er med her.',
      nn: 'Eininga er ikkje ein kommune eller eit helseføretak som er med her.',
      en: 'The unit is not of a municipality or a health trust that takes part here.',
    },
  },
  'not-theirs': {
    code: 'forbidden',
    where: 'unit',
    expected: 'the unit that is responsible for the person',
    text: {
      nb: 'En annen er ansvarlig for å oppnevne koordinator for personen. Er det ikke lenger slik, overfør ansvaret først.',
      nn: 'Ein annan er ansvarleg for å nemne opp koordinator for personen. Er det ikkje lenger slik, overfør ansvaret først.',
      en: 'Another is responsible for appointing the person’s coordinator. Where that is so no longer, transfer the responsibility first.',
    },
  },
  over: {
    code: 'bad-parameter',
    where: 'period.end',
    expected: 'a time that is to come, after period.start',
    text: {
      nb: 'Oppnevningen er over før den begynner, eller er alt over.',
      nn: 'Oppnemninga er over før ho byrjar, eller er alt over.',
      en: 'The appointment is over before it begins, or is over already.',
    },
  },
  invalid: {
    code: 'invalid',
    where: 'Patient',
    text: {
      nb: 'Koordinatoren kan ikke oppnevnes slik. Hvert funn sier hva som er i veien.',
      nn: 'Koordinatoren kan ikkje nemnast opp slik. Kvart funn seier kva som er i vegen.',
      en: 'The coordinator cannot be appointed so. Each finding says what is in the way.',
    },
  },
} as const satisfies Readonly<Record<string, Refusal>>;

/** @example throw refusedAppointment('invalid', findings); */
export function refusedAppointment(why: AppointmentRefusal, findings: readonly Finding[] = []): SamplanError {
  const { code, text, ...details }: Refusal = REFUSALS[why];
  return new SamplanError(code, text, { ...details, findings });
}
