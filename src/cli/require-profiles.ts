import { nearestName } from '../config/nearest-name.ts';
import { SamplanError } from '../errors.ts';
import type { Validator } from '../validation/validation.ts';

/** Throws `not-found` unless every profile is among those that the validator has loaded. */
export function requireProfiles(validator: Pick<Validator, 'profiles'>, wanted: readonly string[]): void {
  const known = [...validator.profiles];
  const unknown = wanted.filter((profile) => !known.includes(withoutVersion(profile)) && !known.includes(profile));
  if (unknown.length === 0) return;
  const nearest = unknown.map((profile) => nearestName(profile, known)).find((name) => name !== undefined);
  throw new SamplanError(
    'not-found',
    {
      nb: 'Profilen finnes ikke i noen pakke. Legg til pakken med --package, eller rett adressen.',
      nn: 'Profilen finst ikkje i nokon pakke. Legg til pakken med --package, eller rett adressa.',
      en: 'The profile is in no package. Add the package with --package, or correct the address.',
    },
    { where: unknown.join(', '), ...(nearest === undefined ? {} : { expected: `perhaps ${nearest}` }) },
  );
}

function withoutVersion(canonical: string): string {
  return canonical.split('|')[0] ?? canonical;
}
