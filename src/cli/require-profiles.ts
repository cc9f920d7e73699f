import { nearestName } from '../config/nearest-name.ts';
import { SamplanError } from '../errors.ts';
import type { Validator } from '../validation/validation.ts';

/** Throws `not-found` unless the validator has every profile, by whichever of its addresses. */
export function requireProfiles(validator: Pick<Validator, 'validate' | 'profiles'>, wanted: readonly string[]): void {
  const unknown = wanted.filter((profile) => !hasProfile(validator, profile));
  if (unknown.length === 0) return;
  const known = validator.profiles.map(({ url }) => url);
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

/** Aliases, versions and the types of R4 itself count as well: only the validator knows them all. */
export function hasProfile({ validate }: Pick<Validator, 'validate'>, profile: string): boolean {
  const findings = validate({ resourceType: 'Basic' }, { profiles: [profile] });
  return !findings.some(({ rule, severity }) => rule === 'profile-unknown' && severity === 'error');
}
