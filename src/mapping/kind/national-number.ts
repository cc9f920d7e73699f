import { isObject } from '../../record/json.ts';
import { NATIONAL } from '../../record/systems.ts';
import type { Kind } from './kind.ts';

/** Those that are told from each other by their form. */
const PERSONAL: readonly unknown[] = [NATIONAL.birthNumber, NATIONAL.dNumber, NATIONAL.jointHelpNumber];

/**
 * A number of a person as Identifier, its system told by its form: a D-number has 4 added to its first digit, a felles
 * hjelpenummer begins with 8 or 9 (domain: national numbers).
 */
export function nationalNumberKind(): Kind {
  const isPersonal = (value: unknown): boolean => isObject(value) && PERSONAL.includes(value['system']);
  return {
    toFhir(value) {
      if (typeof value !== 'string' || !/^\d{11}$/u.test(value)) return undefined;
      return { system: systemOf(value), value };
    },
    toSource(value) {
      const number = isObject(value) && isPersonal(value) ? value['value'] : undefined;
      return typeof number === 'string' && /^\d{11}$/u.test(number) ? number : undefined;
    },
    fits: isPersonal,
  };
}

function systemOf(number: string): string {
  const first = Number(number[0]);
  if (first >= 8) return NATIONAL.jointHelpNumber;
  return first >= 4 ? NATIONAL.dNumber : NATIONAL.birthNumber;
}
